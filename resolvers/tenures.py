"""Who runs a structure: passing it from one organisation to another, ending a tenure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import asyncpg
from piccolo.querystring import QueryString

from models.engine import DB
from models.visibility import visible
from resolvers.asker import Asker
from resolvers.desk import Errand, Place, perform
from resolvers.opaque import sought
from rules.french import day as french_day
from rules.problems import Code, Problem, Refused, problem
from rules.structures import likely, named, no_more_wanted

Row = Mapping[str, Any]
OF_STRUCTURE = (
    "t.caf_id as caf, t.id as structure,"
    " (select r.id from tenure r where r.structure_id = t.id order by r.starts_on desc limit 1) as tenure"
)
"""Where an act on a structure falls: its people read of it in the history of the tenure that is known last."""
_TRANSFER = Errand("transferStructure", "tenure.keep", "structure", "Structure", "structure", OF_STRUCTURE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A structure, and the tenure that began last on it."""

    structure: Row
    tenure: Row | None

    def cut_by(self, last_day: date) -> Row | None:
        """The tenure, if that last day shortens it."""
        runs_on = self.tenure is not None and (self.tenure["ends_on"] is None or self.tenure["ends_on"] > last_day)
        return self.tenure if runs_on else None


async def held(structure: int) -> Standing:
    """How a structure stands, held until the transaction ends: two acts on its life never overlap.

    Its key stays free: whoever writes a row that belongs to it does not wait.
    """
    return await standing_of(structure, "for no key update")


async def standing_of(structure: int, hold: str = "") -> Standing:
    """How a structure stands at this moment."""
    found = await DB.fetch(f"select id, caf_id, opened_on, closed_on from structure where id = $1 {hold}", structure)
    last = await DB.fetch(
        "select id, organisation_id, starts_on, ends_on from tenure where structure_id = $1"
        " order by starts_on desc limit 1",
        structure,
    )
    return Standing(found[0], last[0] if last else None)


def unlikely(asker: Asker, **days: date | None) -> list[Problem]:
    """The days, by path, on which nothing can have begun or ended."""
    detail = "cette année est improbable"
    return [
        problem(Code.BAD_DATES, path, detail=detail)
        for path, day in days.items()
        if day is not None and not likely(day, asker.today)
    ]


async def transfer_structure(asker: Asker, structure: str, organisation: str, on: date) -> int:
    """Give a structure to another organisation of the same Caf from a day on.

    The former tenure ends the day before. Its grants stay on it: its people read and finish their own years and see
    nothing of the new one. Its untouched declarations of later years are cancelled; begun ones refuse the act.
    """

    async def work(place: Place) -> int:
        standing = await held(place.key)
        successor = await demand_transfer(asker, standing, organisation, on)
        former = standing.cut_by(on - timedelta(days=1))
        if former is not None:
            why = no_more_wanted("La structure change de gestionnaire", on)
            await end_tenure(asker, former["id"], on - timedelta(days=1), "on", why)
        place.where["tenure"] = await begin_tenure(standing.structure, successor, on)
        return place.key

    return await perform(asker, _TRANSFER, structure, work)


async def demand_transfer(asker: Asker, standing: Standing, organisation: str, on: date) -> int:
    """The organisation that takes over, unless something is in the way that the manager may read."""
    successor = await _organisation(organisation, standing.structure["caf_id"])
    problems = (
        unlikely(asker, on=on)
        or _in_the_way(standing, successor, on)
        or await still_to_begin(standing, on - timedelta(days=1), "on", "ce changement de gestionnaire")
    )
    if problems:
        raise Refused(*problems)
    return successor


async def _organisation(mark: str, caf: int) -> int:
    key = sought("Organisation", mark)
    found = await DB.run_querystring(
        QueryString(
            "select t.id from organisation t where t.id = {} and t.caf_id = {} and {}",
            key, caf, visible("organisation", "t"),
        )
    )  # fmt: skip
    if not found:
        raise Refused(problem(Code.NOT_FOUND, "organisation"))
    return key


def _in_the_way(standing: Standing, successor: int, on: date) -> list[Problem]:
    closed, opened, former = standing.structure["closed_on"], standing.structure["opened_on"], standing.tenure
    if closed is not None and on > closed:
        return [problem(Code.STRUCTURE_CLOSED, "on", closed=french_day(closed))]
    if former is None:
        late = on >= opened
        return [] if late else [problem(Code.BAD_DATES, "on", detail=f"la structure ouvre le {french_day(opened)}")]
    if on <= former["starts_on"]:
        detail = f"la dernière gestion connue commence le {french_day(former['starts_on'])}, la suivante vient après"
        return [problem(Code.BAD_DATES, "on", detail=detail)]
    runs_on = former["ends_on"] is None or former["ends_on"] >= on - timedelta(days=1)
    if runs_on and former["organisation_id"] == successor:
        return [problem(Code.SAME_ORGANISATION, "organisation")]
    return []


async def still_to_begin(standing: Standing, last_day: date, path: str, what: str) -> list[Problem]:
    """The agreement that opens a bonus to the last tenure after that day: it goes first."""
    tenure = standing.cut_by(last_day)
    found = await DB.fetch(
        "select starts_on from agreement where tenure_id = $1 and starts_on > $2 order by starts_on limit 1",
        tenure["id"], last_day,
    ) if tenure else ()  # fmt: skip
    details = (
        f"un accord qui ouvre un bonus commence le {french_day(row['starts_on'])}, après {what}" for row in found
    )
    return [problem(Code.BAD_DATES, path, detail=detail) for detail in details]


async def begin_tenure(structure: Row, organisation: int, on: date) -> int:
    """A tenure from a day on, until the structure closes if that is known."""
    try:
        made = await DB.fetch(
            "insert into tenure (caf_id, organisation_id, structure_id, starts_on, ends_on)"
            " values ($1, $2, $3, $4, $5) returning id",
            structure["caf_id"], organisation, structure["id"], on, structure["closed_on"],
        )  # fmt: skip
    except asyncpg.ExclusionViolationError:
        raise Refused(problem(Code.TENURE_OVERLAP, "on")) from None
    return int(made[0]["id"])


async def end_tenure(asker: Asker, tenure: int, last_day: date, path: str, why: str) -> None:
    """End a tenure: the declarations of later years go with it if they are untouched, else they refuse it.

    They are not the manager's to read: the database answers him their kind and year, no more.
    """
    begun = await DB.fetch(
        "select kind, year from end_tenure($1, $2, $3, $4, $5)", tenure, last_day, why, asker.person.name, asker.now
    )
    if begun:
        told = named((row["kind"], row["year"]) for row in begun)
        stands = "Des déclarations des années suivantes sont déjà commencées"
        raise Refused(problem(Code.DECLARATIONS_BEGUN, path, why=stands, declarations=told))
