"""`make demo`: from nothing to a portal that answers, with people to sign in as."""

import asyncio
import contextlib
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import typer

from demo.welcome import welcome
from models.engine import DB, DbRole
from server import database
from server.database_url import Urls, connect, database_of, url_for
from server.demo_mark import population, record_population, refuse_foreign, set_mark
from server.listener import interrupt, listen, on_stop, take_port
from server.mail.beside import delivering
from server.postgres_account import write_private
from server.progress import Show, progress_shown
from server.role_urls import roles_key, server_url
from server.secret import with_secret
from server.settings import Mode, Settings

DATABASE = "portal_demo"
LOCK = 7_203_512
"""The advisory lock under which a population is loaded, by one process at a time."""

Accounts = list[dict[str, Any]]


def register(app: typer.Typer) -> None:
    """Add the verb to the `portal` command."""
    app.command()(demo)


def demo() -> None:
    """Montrer le portail avec des données inventées (PORT=, DATA=, RESET=1, DATABASE_URL=)."""
    settings = with_secret(Settings.read(mode=Mode.DEMO))
    (settings.data / "demo.json").unlink(missing_ok=True)
    try:
        with on_stop(interrupt), server_url(settings) as url:
            with progress_shown() as show:
                urls, accounts = asyncio.run(populated(settings, url, show))
            _serve(settings, urls, accounts)
    except KeyboardInterrupt:
        pass
    typer.echo("Le portail est arrêté.")


def _serve(settings: Settings, urls: Urls, accounts: Accounts) -> None:
    from server.app import create_app

    asyncio.run(database.check_roles(urls))
    DB.know({role: urls[role] for role in (DbRole.APP, DbRole.AUTH)})
    at = take_port(settings.host, settings.port, move=True)
    port = at.getsockname()[1]
    if port != settings.port:
        typer.echo(f"Le port {settings.port} est occupé : le portail prend le {port}.")
    url = f"http://{settings.host}:{port}"

    with contextlib.ExitStack() as beside:

        def ready() -> None:
            write_private(
                settings.data / "demo.json", json.dumps({"url": url, "accounts": accounts}, ensure_ascii=False)
            )
            typer.echo(welcome(url, accounts, settings.data / "cookies.txt"))
            beside.enter_context(delivering(settings, urls, url))

        if not listen(create_app(settings), at, ready):
            raise typer.Exit(3)


async def populated(settings: Settings, url: str, show: Show) -> tuple[Urls, Accounts]:
    """The demo's database with its whole population: the one there is, or a new one.

    A population that was left half loaded, or that RESET=1 gives up, goes with its database. A database that holds
    tables without the mark of a demonstration is never touched: `DatabaseError`.
    """
    name = database_of(url) or DATABASE
    async with database.alone(url, LOCK):
        await _make_room(url, name, afresh=settings.reset)
        urls = await database.prepare(url, name, key=roles_key(settings, url))
        owner = await connect(urls[DbRole.OWNER])
        try:
            await set_mark(owner)
            await database.migrate(urls)
            accounts = await population(owner)
            if accounts is None:
                accounts = await _load(settings, urls, show)
                await record_population(owner, _today(), accounts)
        finally:
            await owner.close()
    return urls, accounts


async def _make_room(url: str, name: str, *, afresh: bool) -> None:
    if not await database.exists(url, name):
        return
    login = await connect(url_for(url, name))
    try:
        await refuse_foreign(login, name)
        unfinished = await population(login) is None
    finally:
        await login.close()
    if afresh or unfinished:
        await database.drop(url, name)


async def _load(settings: Settings, urls: Urls, show: Show) -> Accounts:
    from demo.load import load

    DB.know(urls)
    await DB.start(DbRole.JOB, DbRole.APP, DbRole.AUTH)
    try:
        accounts = await load(settings, _today(), show)
    finally:
        await DB.stop()
    return [{"email": each.email, "password": each.password, "roles": each.roles} for each in accounts]


def _today() -> Any:
    return datetime.now(ZoneInfo("Europe/Paris")).date()
