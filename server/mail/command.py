"""`portal deliver` and `portal remind`: mails on their way, as the job role, in a process of their own."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from models.engine import DB, DbRole
from rules.sign_in import LinkPurpose
from server.database_url import Urls, connect
from server.listener import interrupt, on_stop
from server.mail.addresses import RelayAddress, sender_of
from server.mail.carrier import Carrier, Folder
from server.mail.delivery import Terms
from server.mail.relay import Relay
from server.mail.round import Rounds, forget_keys, remind_all
from server.postgres_account import private_folder
from server.role_urls import roles_urls
from server.settings import Mode, Settings, SettingsError

NOT_CARRIED = 1
"""The exit code of one round in which nobody carried what was due."""
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def register(app: typer.Typer) -> None:
    """Add the verbs to the `portal` command."""
    app.command()(deliver)
    app.command(name="remind")(remind_now)


def deliver(
    once: Annotated[bool, typer.Option("--once", help="Faire une tournée, puis s'arrêter.")] = False,
    tied: Annotated[bool, typer.Option("--tied", hidden=True, help="S'arrêter avec qui l'a lancé.")] = False,
) -> None:
    """Envoyer les courriels en attente, tournée après tournée, et les rappels une fois par jour."""
    settings = Settings.read()
    refuse_unreachable(settings)
    with on_stop(interrupt), roles_urls(settings, DbRole.JOB) as urls:
        if not asyncio.run(_delivered(settings, urls, once=once, tied=tied)):
            raise typer.Exit(NOT_CARRIED)


def remind_now() -> None:
    """Mettre en attente les rappels d'échéance et de fin d'habilitation qui ne le sont pas encore."""
    settings = Settings.read()
    with on_stop(interrupt), roles_urls(settings, DbRole.JOB) as urls:
        posted = asyncio.run(_reminded(settings, urls))
    typer.echo(f"Rappels mis en attente : {posted}.")


def refuse_unreachable(settings: Settings) -> None:
    """In production a link has to lead to the portal, and a mail to its reader.

    Raises `SettingsError`.
    """
    wanted = {
        "public_url": "l'adresse publique du portail, https://portail.caf.example",
        "smtp_url": "le serveur de courriel",
    }
    for name, what in wanted.items():
        if settings.mode is Mode.PRODUCTION and name not in settings.model_fields_set:
            raise SettingsError(
                f"Réglage {name.upper()} : il manque, et le mode production ne le devine pas. Remède : indiquez {what}."
            )


def terms_of(settings: Settings) -> Terms:
    """Where the portal is, who writes, how long links are good."""
    lives = {
        LinkPurpose.OPENING: timedelta(hours=settings.link_opening_hours),
        LinkPurpose.RESET: timedelta(hours=settings.link_reset_hours),
    }
    sender = sender_of(settings.mail_from or "Portail des partenaires <portail@caf.example.org>")
    return Terms(settings.public_url, sender, lives)


def carrier_of(settings: Settings) -> Carrier:
    """The mail server of the settings, else the folder in DATA."""
    if settings.smtp_url:
        return Relay(RelayAddress.read(settings.smtp_url))
    return Folder(private_folder(settings.data))


async def _delivered(settings: Settings, urls: Urls, *, once: bool, tied: bool) -> bool:
    await _open(urls)
    rounds = Rounds(settings, carrier_of(settings), terms_of(settings), _now, _tell)
    try:
        if once:
            return await rounds.once()
        await rounds.until(_stop(tied=tied))
        return True
    finally:
        await DB.stop()


async def _reminded(settings: Settings, urls: Urls) -> int:
    await _open(urls)
    try:
        await forget_keys(settings, _now)
        return await remind_all(settings, _now)
    finally:
        await DB.stop()


async def _open(urls: Urls) -> None:
    await (await connect(urls[DbRole.JOB], "JOB_URL")).close()
    DB.know({DbRole.JOB: urls[DbRole.JOB]})
    await DB.start(DbRole.JOB, max_size=1)


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(line: str) -> None:
    print(line, flush=True)


def _stop(*, tied: bool) -> asyncio.Event:
    """Set by a signal; and, when tied to whoever started us, by his end, however it comes: our input then ends."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in STOPS:
        loop.add_signal_handler(each, stop.set)
    if tied:

        def look() -> None:
            if not os.read(sys.stdin.fileno(), 1024):
                loop.remove_reader(sys.stdin.fileno())
                stop.set()

        loop.add_reader(sys.stdin.fileno(), look)
    return stop
