"""The agreements that open a bonus for a tenure, kept by the habilitation managers of its Caf."""

from collections.abc import Sequence
from datetime import date

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import OVERLAPS, Errand, Place, perform, refusing
from resolvers.pages import Row
from resolvers.tenures import held, unlikely
from rules.agreement_limits import read_agreement, wrong_end
from rules.agreements import Bonus
from rules.french import day as french_day
from rules.problems import Code, Problem, Refused, problem

_KEEP = "agreement.keep"
_OF_TENURE = "t.caf_id as caf, t.structure_id as structure, t.id as tenure"
_RECORD = Errand("recordAgreement", _KEEP, "tenure", "Tenure", "tenure", _OF_TENURE)
_END = Errand(
    "endAgreement", _KEEP, "agreement", "Agreement", "agreement",
    "t.caf_id as caf, t.structure_id as structure, t.tenure_id as tenure",
)  # fmt: skip
USED = "PC066"
"""The SQLSTATE of striking out what was counted in figures that were sent."""


async def record_agreement(
    asker: Asker, tenure: str, bonus: Bonus, starts_on: date, ends_on: date | None = None,
    places: object = None, amount: object = None, growth: object = None,
) -> int:  # fmt: skip
    """Open an agreement for a tenure; the same bonus from the same day again corrects it. Answers the tenure."""

    async def work(place: Place) -> int:
        run = await _held(place)
        problems = unlikely(asker, startsOn=starts_on, endsOn=ends_on) or _outside(run, starts_on, ends_on)
        try:
            told = read_agreement(bonus, starts_on, ends_on, places=places, amount=amount, growth=growth)
        except Refused as refused:
            raise Refused(*problems, *refused.problems) from None
        if problems:
            raise Refused(*problems)
        with refusing({OVERLAPS: problem(Code.AGREEMENT_OVERLAP, "startsOn")}):
            await DB.fetch(
                "insert into agreement (caf_id, structure_id, tenure_id, bonus, starts_on, ends_on, places, amount, growth)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenure_id, bonus, starts_on) do update"
                " set ends_on = excluded.ends_on, places = excluded.places, amount = excluded.amount,"
                " growth = excluded.growth",
                run["caf_id"], run["structure_id"], run["id"], told.bonus.value, starts_on, ends_on,
                None if told.places is None else int(told.places), told.amount, told.growth,
            )  # fmt: skip
        return place.key

    return await perform(asker, _RECORD, tenure, work)


async def end_agreement(asker: Asker, agreement: str, ends_on: date | None) -> int:
    """End an agreement after a day, or strike it out (`None`) when nothing was sent that counts it. Answers the tenure."""

    async def work(place: Place) -> int:
        run = await _held(place)
        if ends_on is None:
            with refusing({USED: problem(Code.AGREEMENT_USED, "agreement")}):
                _there(await DB.fetch("delete from agreement where id = $1 returning starts_on", place.key))
            return int(run["id"])
        starts_on = _there(await DB.fetch("select starts_on from agreement where id = $1", place.key))
        problems = unlikely(asker, endsOn=ends_on) or wrong_end(starts_on, ends_on) or _outside(run, starts_on, ends_on)
        if problems:
            raise Refused(*problems)
        with refusing({OVERLAPS: problem(Code.AGREEMENT_OVERLAP, "endsOn")}):
            await DB.fetch("update agreement set ends_on = $2 where id = $1", place.key, ends_on)
        return int(run["id"])

    return await perform(asker, _END, agreement, work)


def _there(rows: Sequence[Row]) -> date:
    """Its first day, unless somebody struck it out meanwhile."""
    if not rows:
        raise Refused(problem(Code.NOT_FOUND, "agreement"))
    first: date = rows[0]["starts_on"]
    return first


async def _held(place: Place) -> Row:
    """The tenure, its structure held until the transaction ends: it is not ended meanwhile, nor is another recorded."""
    await held(place.where["structure"])
    rows: Sequence[Row] = await DB.fetch(
        "select id, caf_id, structure_id, starts_on, ends_on from tenure where id = $1", place.where["tenure"]
    )
    return rows[0]


def _outside(run: Row, starts_on: date, ends_on: date | None) -> list[Problem]:
    """The days that lie outside the tenure."""
    first, last = run["starts_on"], run["ends_on"]
    if starts_on < first:
        return [problem(Code.BAD_DATES, "startsOn", detail=f"la gestion commence le {french_day(first)}")]
    detail = "" if last is None else f"la gestion prend fin le {french_day(last)}"
    late = {"startsOn": starts_on, "endsOn": ends_on}
    return [
        problem(Code.BAD_DATES, path, detail=detail)
        for path, day in late.items()
        if last is not None and day is not None and day > last
    ]
