"""`portal statistics release`: the averages of a year, computed once and frozen for ever."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from resolvers.releases import Release, release
from rules import french
from rules.averages import YEARS
from rules.kinds import KINDS
from server.job import as_job
from server.progress import progress_shown

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
    if kind not in KINDS:
        raise typer.BadParameter(f"{kind} n'est pas un type de structure : {', '.join(KINDS)}.", param_hint="--kind")
    with progress_shown() as show:
        done = as_job(lambda: release(kind, year, datetime.now(UTC), dry_run=dry_run, show=show))
    typer.echo(summary(done, dry_run=dry_run))


def summary(done: Release, *, dry_run: bool) -> str:
    """What was published, or would be, in French."""
    told = (
        f"Moyennes {done.year} ({done.kind}) : {french.number(done.structures)} structures, "
        f"{french.number(done.published)} cellules publiées sur {french.number(done.cells)}, les autres restent secrètes."
    )
    left = f"Laissées de côté : {done.partial} sans année entière, {done.incomplete} dont un ratio manque."
    ending = "Essai : rien n'a été publié." if dry_run else "Elles sont publiées pour toujours."
    return f"{told}\n{left}\n{ending}"
