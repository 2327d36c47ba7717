"""Work at the command line as `portal_job`, on tables that are up to date; what is refused is told in French."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from models.engine import DB, DbRole, connect_as
from rules.problems import Refused
from server import database, logs
from server.database_url import DatabaseError, Urls, connect, database_of
from server.listener import interrupt, on_stop
from server.role_urls import roles_urls
from server.settings import Mode, Settings

REFUSED = 2
"""The exit code of whatever is refused."""

Made = TypeVar("Made")
Work = Callable[[], Awaitable[Made]]


def as_job(work: Work[Made], settings: Settings | None = None, tell: Callable[[Refused], str] | None = None) -> Made:
    """Do the work as the job role. A refusal is told on stderr, as `tell` words it, and ends the command."""
    settings = settings or Settings.read()
    logs.set_up(settings)
    try:
        with on_stop(interrupt), roles_urls(settings, DbRole.JOB) as urls:
            if settings.mode is not Mode.PRODUCTION and DbRole.OWNER in urls:
                asyncio.run(database.migrate(urls))
            return asyncio.run(_done(urls, work))
    except Refused as refused:
        typer.echo((tell or _told)(refused), err=True)
        raise typer.Exit(REFUSED) from None


async def _done(urls: Urls, work: Work[Made]) -> Made:
    await _demand_tables(urls)
    DB.know({DbRole.JOB: urls[DbRole.JOB]})
    await DB.start(DbRole.JOB, max_size=1)
    try:
        with connect_as(DbRole.JOB):
            return await work()
    finally:
        await DB.stop()


async def _demand_tables(urls: Urls) -> None:
    """Half the tables would do half the work."""
    connection = await connect(urls[DbRole.JOB], "JOB_URL")
    try:
        there = await database.up_to_date(connection)
    finally:
        await connection.close()
    if not there:
        name = database_of(urls[DbRole.JOB])
        raise DatabaseError(f"Les tables de la base {name} ne sont pas à jour. Remède : lancez « portal migrate ».")


def _told(refused: Refused) -> str:
    return "\n".join(f"{each.message} {each.remedy}" for each in refused.problems)
