"""`portal second-factor`: one that is lost with its recovery codes, and all of them when SECRET_KEY changes."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from resolvers.lost_factors import take_off_second_factor
from resolvers.sealing import seal_again
from server.graphql import house_of
from server.job import REFUSED, as_job
from server.secret import with_secret
from server.settings import Settings

verbs = typer.Typer(help="Les seconds facteurs : en retirer un, les sceller de nouveau.", no_args_is_help=True)


@verbs.callback()
def _group() -> None:
    """Les seconds facteurs : en retirer un, les sceller de nouveau."""


@verbs.command()
def remove(email: Annotated[str, typer.Argument(metavar="EMAIL", help="L'adresse du compte.")]) -> None:
    """Retirer le second facteur d'un compte : ses sessions prennent fin, et son titulaire l'apprend par courriel."""
    name = as_job(lambda: take_off_second_factor(email, datetime.now(UTC)))
    typer.echo(f"Le second facteur de {name} est retiré. Ses sessions ont pris fin.")


@verbs.command(name="seal-again")
def seal() -> None:
    """Sceller tous les seconds facteurs sous le premier secret de SECRET_KEY, pour que les anciens puissent partir."""
    settings = with_secret(Settings.read())
    done = as_job(lambda: seal_again(house_of(settings), datetime.now(UTC)), settings)
    typer.echo(f"Seconds facteurs scellés de nouveau : {done.count}.")
    if done.lost:
        typer.echo(
            f"Aucun secret n'ouvre ceux de : {', '.join(done.lost)}. Gardez l'ancien secret, ou retirez-les par "
            "« portal second-factor remove ».",
            err=True,
        )
        raise typer.Exit(REFUSED)
