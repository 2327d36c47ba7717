"""`portal second-factor remove`: for whoever has lost his second factor and its recovery codes."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from resolvers.lost_factors import take_off_second_factor
from server.job import as_job

verbs = typer.Typer(help="Les seconds facteurs perdus.", no_args_is_help=True)


@verbs.callback()
def _group() -> None:
    """Les seconds facteurs perdus."""


@verbs.command()
def remove(email: Annotated[str, typer.Argument(metavar="EMAIL", help="L'adresse du compte.")]) -> None:
    """Retirer le second facteur d'un compte : ses sessions prennent fin, et son titulaire l'apprend par courriel."""
    name = as_job(lambda: take_off_second_factor(email, datetime.now(UTC)))
    typer.echo(f"Le second facteur de {name} est retiré. Ses sessions ont pris fin.")
