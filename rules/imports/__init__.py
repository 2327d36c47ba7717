"""What a portal starts from, as files: Cafs, organisations, structures, who runs them, their places and agreements.

A file is data: its columns with the titles they go by, how each cell is read, what makes two lines the same, and the
lines of other files that a line leans on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.forms import Unit
from rules.imports import cells
from rules.numerals import quotable
from rules.problems import Code, Problem, problem
from rules.sheets import plain

Reader = Callable[[str, str, date], object]
"""From a cell, the label of its column and today's day to a value. Raises `Refused`."""
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the first title is that of the template, the others are understood too."""

    name: str
    titles: tuple[str, ...]
    read: Reader
    holds: str
    required: bool = True
    default: object = None

    @property
    def label(self) -> str:
        """Its title, for people."""
        return self.titles[0]


@dataclass(frozen=True, slots=True)
class File:
    """One file. `fixed` are the columns that no import changes once the line is known."""

    name: str
    heading: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    parents: Mapping[str, tuple[str, ...]]
    fixed: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def titled(self, title: str) -> Column | None:
        """The column that a title announces, if it is one."""
        words = plain(title)
        return next((each for each in self.columns if words in map(plain, (each.name, *each.titles))), None)

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """What makes this line itself."""
        return tuple(values[name] for name in self.key)

    def problem(self, code: Code, line: int, column: str = "", **words: Any) -> Problem:
        """A problem at a cell of a line."""
        where = (self.name, str(line), self.column(column).label) if column else (self.name, str(line))
        return problem(code, *where, **words)


_CAF = Column("caf", ("Code de la Caf", "Caf", "Caf code"), cells.caf_code, "three digits")
_SIRET = Column("siret", ("Siret", "Siret du gestionnaire", "Organisation"), cells.siret, "fourteen digits; spaces do not count")  # fmt: skip
_ID_EQU = Column("id_equ", ("Idequ", "Identifiant de l'équipement", "Structure"), cells.text(20), "its number at the Caf, 20 characters at most")  # fmt: skip
_ENDS = ("Dernier jour", "Au", "Fin", "Ends on", "Last day")
_STARTS = ("Premier jour", "Du", "Début", "Starts on", "First day")
_OF_CAF = {"cafs.csv": ("caf",)}
_OF_STRUCTURE = {"structures.csv": ("caf", "id_equ")}

FILES = (
    File("cafs.csv", "Caf", (
        _CAF,
        Column("name", ("Nom", "Name"), cells.text(120), "as people read it"),
    ), key=("caf",), parents={}),
    File("organisations.csv", "Gestionnaires", (
        _CAF,
        _SIRET,
        Column("name", ("Raison sociale", "Nom", "Name"), cells.text(200), "as people read it"),
    ), key=("caf", "siret"), parents=_OF_CAF),
    File("structures.csv", "Structures", (
        _CAF,
        _ID_EQU,
        Column("name", ("Nom", "Name"), cells.text(200), "as people read it"),
        Column("kind", ("Type", "Kind"), cells.kind, "a code or its French label", required=False, default="EAJE"),
        Column("nature", ("Nature d'activité", "Nature"), cells.nature, "a code or its French label"),
        Column("commune", ("Commune", "Town"), cells.text(120), "where it stands"),
        Column("opened_on", ("Ouverture", "Ouverte le", "Opened on"), cells.day, "its first day"),
        Column("closed_on", ("Fermeture", "Fermée le", "Closed on"), cells.day, "its last day", required=False),
        Column("ctg_since", ("Ctg depuis", "Ctg", "Ctg since"), cells.day,
               "first day of its convention territoriale globale", required=False),
    ), key=("caf", "id_equ"), parents=_OF_CAF, fixed=("kind",)),
    File("tenures.csv", "Gestions", (
        _CAF,
        _ID_EQU,
        _SIRET,
        Column("starts_on", _STARTS, cells.day, "the first day on which this organisation runs it"),
        Column("ends_on", _ENDS, cells.day, "the last one, if it is known", required=False),
    ), key=("caf", "id_equ", "starts_on"), parents=_OF_STRUCTURE | {"organisations.csv": ("caf", "siret")},
       fixed=("siret",)),
    File("licences.csv", "Autorisations", (
        _CAF,
        _ID_EQU,
        Column("starts_on", _STARTS, cells.day, "the day from which so many places are authorised"),
        Column("places", ("Places", "Places agréées"), cells.places, "from 1 to 999"),
    ), key=("caf", "id_equ", "starts_on"), parents=_OF_STRUCTURE),
    File("agreements.csv", "Accords ouvrant un bonus", (
        _CAF,
        _ID_EQU,
        Column("bonus", ("Bonus",), cells.bonus, "a code or its French label"),
        Column("starts_on", _STARTS, cells.day, "its first day, within a tenure of the structure"),
        Column("ends_on", _ENDS, cells.day, "its last day, if it is known", required=False),
        Column("places", ("Places cofinancées", "Places"), cells.places, "where its bonus asks them", required=False),
        Column("amount", ("Montant par place", "Montant", "Amount"), cells.figure(Unit.EUROS),
               "euros per place and year, where its bonus asks them", required=False),
        Column("growth", ("Progression", "Growth"), cells.figure(Unit.PERCENT),
               "per cent, where its bonus asks it", required=False),
    ), key=("caf", "id_equ", "bonus", "starts_on"), parents=_OF_STRUCTURE),
)  # fmt: skip
"""In the order in which they are written: a line leans on files before its own."""
BY_NAME = {file.name: file for file in FILES}


def shown(key: Key) -> str:
    """A key, short, as people know it: « 751 / 20012345 »."""
    return " / ".join(cells.written(each) if isinstance(each, date) else quotable(str(each)) for each in key)
