"""`portal init`: the first account, of the Cnaf, from which all others are opened."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from resolvers.founding import LINK_DAYS, found_national
from server.job import as_job
from server.settings import Mode, Settings


def init(
    national: Annotated[str, typer.Option(metavar="EMAIL", help="L'adresse de la personne qui ouvre les Caf.")],
    name: Annotated[str | None, typer.Option(help="Son prénom et son nom.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Même si un compte de la Cnaf est déjà en service.")] = False,
) -> None:
    """Ouvrir le premier compte de la Cnaf : écrit, une seule fois, le lien qui en choisit le mot de passe."""
    settings = Settings.read()
    token = as_job(lambda: found_national(national, name, datetime.now(UTC), again=again), settings)
    typer.echo(f"{settings.public_url}/account/link?token={token}")
    typer.echo(f"Ce lien sert une fois, pendant {LINK_DAYS} jours. Il ne sera plus affiché.", err=True)
    if settings.mode is Mode.PRODUCTION and "public_url" not in settings.model_fields_set:
        typer.echo("Réglage PUBLIC_URL : il manque ; indiquez l'adresse publique du portail.", err=True)
