"""`portal audit`: is the trail of acts whole; the heads of its chains, to be kept elsewhere; reads of long ago removed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from models.engine import DB, DbRole, connect_as
from resolvers.chains import Flaw, Head, Kept, heads, purge_reads, verify
from rules import french
from rules.chain import Trail
from rules.french import PARIS
from server.database_url import Urls
from server.job import REFUSED, as_job
from server.listener import interrupt, on_stop
from server.progress import progress_shown
from server.role_urls import roles_urls
from server.settings import Settings

BROKEN = 1
"""The exit code of a trail that is not whole."""
MOST_SHOWN = 50
KEPT_AT_LEAST_DAYS = 180
"""Reads of less than six months ago are not removed."""

verbs = typer.Typer(help="Le journal des actes : le vérifier, en conserver les empreintes.", no_args_is_help=True)


@verbs.callback()
def _group() -> None:
    """Le journal des actes : le vérifier, en conserver les empreintes."""


@verbs.command(name="heads")
def print_heads() -> None:
    """Écrire l'empreinte de la dernière ligne de chaque chaîne, à conserver hors de la base."""
    for head in as_job(heads):
        typer.echo(f"{head.trail} {head.chain} {head.seq} {head.hash.hex()} # {_chain(head)}")


@verbs.command(name="verify")
def verify_trail(
    kept: Annotated[
        Path | None, typer.Option("--heads", metavar="FICHIER", help="Les empreintes conservées par « portal audit heads ».")
    ] = None,
) -> None:  # fmt: skip
    """Recalculer toutes les empreintes du journal : dit la première ligne, et chaque ligne, qui n'est plus telle qu'elle fut écrite."""
    told = _read(kept) if kept is not None else {}
    with progress_shown() as show:
        checked, flaws = as_job(lambda: verify(told, show))
    for flaw in flaws[:MOST_SHOWN]:
        typer.echo(sentence(flaw), err=True)
    if flaws:
        more = len(flaws) - MOST_SHOWN
        also = f" (dont {french.number(more)} non affichés)" if more > 0 else ""
        typer.echo(
            f"Le journal n'est pas intact : {french.number(len(flaws))} défaut(s){also} sur {french.number(checked)} lignes.",
            err=True,
        )
        raise typer.Exit(BROKEN)
    typer.echo(f"Le journal est intact : {french.number(checked)} lignes vérifiées.")


def _chain(head: Head) -> str:
    place = f"Caf {head.caf}" if head.caf else "hors Caf" if head.chain == 0 else f"Caf n° {head.chain}"
    return f"{place}, lectures" if head.trail is Trail.READS else place


def sentence(flaw: Flaw) -> str:
    """Where the chain is broken, and what is wrong there."""
    row = "" if flaw.row is None else f" (n° {flaw.row} dans la table)"
    return f"{_chain(flaw.head)}, ligne {flaw.seq}{row} : {flaw.wrong}."


def _read(path: Path) -> Kept:
    found: dict[tuple[Trail, int], list[Head]] = {}
    try:
        for text in path.read_text("utf-8").splitlines():
            words = text.partition("#")[0].split()
            if words:
                head = Head(Trail(words[0]), int(words[1]), int(words[2]), bytes.fromhex(words[3]))
                found.setdefault((head.trail, head.chain), []).append(head)
    except (OSError, ValueError, IndexError):
        typer.echo(f"{path} ne se lit pas. Donnez un fichier écrit par « portal audit heads ».", err=True)
        raise typer.Exit(REFUSED) from None
    return found


@verbs.command()
def purge(
    before: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], metavar="AAAA-MM-JJ", help="Les lectures d'avant ce jour sont effacées.")
    ],
) -> None:  # fmt: skip
    """Effacer du journal les lectures de données personnelles d'avant un jour, par le propriétaire de la base."""
    now, day = datetime.now(UTC), before.replace(tzinfo=PARIS)
    if (now - day).days < KEPT_AT_LEAST_DAYS:
        typer.echo(
            f"Les lectures se gardent {KEPT_AT_LEAST_DAYS} jours au moins. Donnez un jour plus ancien.", err=True
        )
        raise typer.Exit(REFUSED)
    with on_stop(interrupt), roles_urls(Settings.read(), DbRole.OWNER) as urls:
        removed = asyncio.run(_purged(urls, day, now))
    typer.echo(f"Lectures effacées : {french.number(removed)}.")


async def _purged(urls: Urls, day: datetime, now: datetime) -> int:
    DB.know({DbRole.OWNER: urls[DbRole.OWNER]})
    await DB.start(DbRole.OWNER, max_size=1)
    try:
        with connect_as(DbRole.OWNER):
            return await purge_reads(day, now)
    finally:
        await DB.stop()
