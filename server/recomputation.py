"""`portal recompute`: the estimates of drafts redone under today's law, and what that changes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from resolvers.recomputation import Recomputed, Redone, Wanted, recompute
from rules import french
from rules.delimited import delimited
from rules.recomputation import WORDING
from server.job import REFUSED, as_job
from server.progress import progress_shown
from server.settings import Settings

MOST_SHOWN = 200
"""Drafts that are listed on the screen; a file holds all."""
TITLES = ("Caf", "Idequ", "Structure", "Déclaration", "Ancien montant", "Nouveau montant", "Écart", "Causes")


def recompute_estimates(
    caf: Annotated[str | None, typer.Option(metavar="CODE", help="Celles d'une Caf seulement.")] = None,
    year: Annotated[int | None, typer.Option(help="Celles d'une année déclarée seulement.")] = None,
    structure: Annotated[str | None, typer.Option(metavar="IDEQU", help="Celles d'une structure seulement.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FICHIER", help="Écrire aussi la liste dans un fichier CSV.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tout calculer, dire ce qui changerait, n'écrire rien.")] = False,
) -> None:  # fmt: skip
    """Recalculer les estimations des brouillons selon le barème du jour ; ce qui est transmis ne change jamais."""
    settings = Settings.read()
    report = Report(whole=csv is not None)
    if csv is not None:
        _write(csv, b"")
    with progress_shown() as show:
        done = as_job(
            lambda: recompute(
                Wanted(caf, year, structure), datetime.now(UTC),
                fictional_allowed=settings.fictional_allowed, dry_run=dry_run, show=show, tell=report.add,
            ),
            settings,
        )  # fmt: skip
    if csv is not None:
        _write(csv, delimited(TITLES, report.rows))
    typer.echo("\n".join(report.lines(done, dry_run=dry_run)))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        typer.echo(f"Impossible d'écrire {path} ({error.strerror}). Donnez un autre fichier.", err=True)
        raise typer.Exit(REFUSED) from None


@dataclass(slots=True)
class Total:
    """How many drafts, and by how much their amounts move together."""

    drafts: int = 0
    gap: Decimal = Decimal(0)

    def add(self, redone: Redone) -> None:
        """One more draft; where an amount is missing on one side there is no gap to add."""
        self.drafts += 1
        self.gap += redone.difference.gap or 0

    @property
    def words(self) -> str:
        """In French."""
        return f"{_counted(self.drafts, 'estimation')}, {_gap(self.gap)}"


@dataclass(slots=True)
class Report:
    """What changed: the first drafts in words, all of them as rows where a file is wanted, totals."""

    whole: bool = False
    listed: list[Redone] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    causes: dict[str, Total] = field(default_factory=dict)
    cafs: dict[str, Total] = field(default_factory=dict)
    told: int = 0

    def add(self, redone: Redone) -> None:
        """One more draft, in the order of Cafs and structures. Where only the words are others it is only counted."""
        if not redone.difference.told_alike:
            self.told += 1
            if self.told <= MOST_SHOWN:
                self.listed.append(redone)
        if self.whole:
            self.rows.append(_row(redone))
        for change in redone.difference.changes:
            self.causes.setdefault(change.text, Total()).add(redone)
        self.cafs.setdefault(redone.caf, Total()).add(redone)

    def lines(self, done: Recomputed, *, dry_run: bool) -> Iterator[str]:
        """The whole text."""
        if not done.looked_at:
            yield "Rien à recalculer : aucun brouillon estimé ne répond à cette demande."
            return
        if not done.differing:
            yield f"Rien à récrire : {_counted(done.looked_at, 'estimation relue', 'estimations relues')}, aucune ne change."
            return
        yield from self._drafts()
        yield from _totals("Par cause (une estimation peut en avoir plusieurs) :", self.causes)
        yield from _totals("Par Caf :", self.cafs)
        looked_at = _counted(done.looked_at, "estimation relue", "estimations relues")
        yield f"{looked_at}, {_counted(done.differing - done.overtaken, 'différente')}."
        if done.overtaken:
            yield f"Laissées telles quelles, parce qu'enregistrées pendant le calcul : {french.number(done.overtaken)}."
        yield "Essai : rien n'a été écrit." if dry_run else "Tout est écrit."

    def _drafts(self) -> Iterator[str]:
        before = None
        for each in self.listed:
            place = (each.caf, each.id_equ, each.structure)
            if place != before:
                yield f"Caf {each.caf} · {each.id_equ} · {each.structure}"
            before = place
            difference = each.difference
            gap = "" if difference.gap is None else f" ({_gap(difference.gap)})"
            yield f"  {each.call.name} : {_amount(difference.before)} → {_amount(difference.after)}{gap}"
            yield from (f"    {change.text}" for change in difference.changes)
        more = self.told - len(self.listed)
        if more:
            yield f"… et {french.number(more)} de plus ; « --csv FICHIER » les écrit toutes."
        yield ""


def _totals(title: str, totals: dict[str, Total]) -> Iterator[str]:
    yield title
    ordered = sorted(totals.items(), key=lambda each: (each[0] == WORDING.text, -each[1].drafts, each[0]))
    yield from (f"  {name} : {total.words}" for name, total in ordered)
    yield ""


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{french.number(number)} {one if number < 2 else many or f'{one}s'}"


def _amount(amount: Decimal | None) -> str:
    return "pas de montant" if amount is None else french.euros(amount)


def _gap(gap: Decimal) -> str:
    return f"{'+' if gap > 0 else ''}{french.euros(gap)}"


def _row(redone: Redone) -> tuple[str, ...]:
    difference = redone.difference
    figures = (difference.before, difference.after, difference.gap)
    return (
        redone.caf, redone.id_equ, redone.structure, redone.call.name,
        *("" if each is None else format(each, "f").replace(".", ",") for each in figures),
        " ; ".join(change.text for change in difference.changes),
    )  # fmt: skip
