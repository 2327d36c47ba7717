"""`portal statistics release`: the averages of a year, computed once and frozen for ever."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from models.engine import DB, DbRole, connect_as
from resolvers.releases import Release, release
from rules import french
from rules.averages import YEARS
from rules.kinds import KINDS
from rules.problems import Refused
from server.database_url import Urls
from server.listener import interrupt, on_stop
from server.progress import Show, progress_shown
from server.settings import Settings

verbs = typer.Typer(help="Les moyennes auxquelles les structures se comparent.", no_args_is_help=True)


@verbs.callback()
def _group() -> None:
    """Les moyennes auxquelles les structures se comparent."""


@verbs.command(name="release")
def release_year(
    year: Annotated[int, typer.Option(min=YEARS[0], max=YEARS[-1], help="L'année déclarée.")],
    kind: Annotated[str, typer.Option(help=f"Le type de structure : {', '.join(KINDS)}.")] = "EAJE",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tout calculer et ne rien publier.")] = False,
) -> None:
    """Publier les moyennes d'une année, pour toujours."""
    from server.command import roles_urls

    if kind not in KINDS:
        raise typer.BadParameter(f"{kind} n'est pas un type de structure : {', '.join(KINDS)}.", param_hint="--kind")
    try:
        with on_stop(interrupt), roles_urls(Settings.read(), DbRole.JOB) as urls, progress_shown() as show:
            done = asyncio.run(_released(urls, kind, year, dry_run, show))
    except Refused as refused:
        for each in refused.problems:
            typer.echo(f"{each.message} {each.remedy}", err=True)
        raise typer.Exit(2) from None
    typer.echo(summary(done, dry_run=dry_run))


async def _released(urls: Urls, kind: str, year: int, dry_run: bool, show: Show) -> Release:
    DB.know({DbRole.JOB: urls[DbRole.JOB]})
    await DB.start(DbRole.JOB, max_size=1)
    try:
        with connect_as(DbRole.JOB):
            return await release(kind, year, datetime.now(UTC), dry_run=dry_run, show=show)
    finally:
        await DB.stop()


def summary(done: Release, *, dry_run: bool) -> str:
    """What was published, or would be, in French."""
    told = (
        f"Moyennes {done.year} ({done.kind}) : {french.number(done.structures)} structures, "
        f"{french.number(done.published)} cellules publiées sur {french.number(done.cells)}, les autres restent secrètes."
    )
    left = f"Laissées de côté : {done.partial} sans année entière, {done.incomplete} dont un ratio manque."
    ending = "Essai : rien n'a été publié." if dry_run else "Elles sont publiées pour toujours."
    return f"{told}\n{left}\n{ending}"
