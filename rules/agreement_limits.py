"""What an agreement that opens a bonus may say: the figures that its bonus asks, their limits, and since when it exists."""

from datetime import date
from decimal import Decimal

from rules import french
from rules.agreements import TERMS, Agreement, Bonus
from rules.columns import word
from rules.figures import bound
from rules.forms import DECIMALS, Unit
from rules.numerals import Unreadable, exact
from rules.parameters import PARAMETERS, NoValueInForce
from rules.problems import Code, Problem, Refused, problem

_TERRITORY = "agreements.territory_since"
SINCE = {
    Bonus.ATTRACTIVENESS_PRIVATE: "psu.attractiveness_private_amount",
    Bonus.ATTRACTIVENESS_PUBLIC: "psu.attractiveness_public_amount",
    Bonus.TERRITORY_EXISTING: _TERRITORY,
    Bonus.TERRITORY_NEW: _TERRITORY,
    Bonus.TERRITORY_EMPLOYER: _TERRITORY,
    Bonus.TRAJECTORY: "psu.trajectory_first_amount",
}
"""The parameter that begins with each bonus: its amount, where the law says it."""
BANDS = {
    (Bonus.TERRITORY_NEW, "amount"): ("agreements.territory_new_lowest", "agreements.territory_new_highest"),
}  # fmt: skip
"""The published limits of a figure, both included: dated parameters."""
FIGURES = {
    "places": (Unit.COUNT, Decimal(1), Decimal(999)),
    "amount": (Unit.EUROS, Decimal("0.01"), Decimal("99999999.99")),
    "growth": (Unit.PERCENT, Decimal("0.01"), Decimal("9999.99")),
}  # fmt: skip
"""Each figure: its unit, and what can be stored of it, both ends included."""


def read_agreement(bonus: Bonus, starts_on: date, ends_on: date | None, **given: object) -> Agreement:
    """The agreement that was typed, or every reason why it is none. A figure that is not told is `None`."""
    problems = [*_wrong_days(bonus, starts_on, ends_on)]
    figures: dict[str, Decimal | None] = {}
    for name in FIGURES:
        try:
            figures[name] = _figure(bonus, name, given.get(name), starts_on)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(*problems)
    return Agreement(bonus, starts_on, ends_on, **figures)


def wrong_end(starts_on: date, ends_on: date | None) -> list[Problem]:
    """The refusal of a last day before the first."""
    if ends_on is None or ends_on >= starts_on:
        return []
    return [problem(Code.BAD_DATES, "endsOn", detail=f"l'accord commence le {french.day(starts_on)}")]


def _wrong_days(bonus: Bonus, starts_on: date, ends_on: date | None) -> list[Problem]:
    first = PARAMETERS.first_day(SINCE[bonus])
    early = [] if starts_on >= first else [
        problem(Code.BONUS_NOT_YET, "startsOn", bonus=TERMS[bonus].label, since=french.day(first))
    ]  # fmt: skip
    return early + wrong_end(starts_on, ends_on)


def _figure(bonus: Bonus, name: str, given: object, day: date) -> Decimal | None:
    label = word("agreement", name).label
    told = given is not None and given != ""
    if told and not getattr(TERMS[bonus], name):
        raise Refused(problem(Code.FIGURE_NOT_ASKED, name, label=label, bonus=TERMS[bonus].label))
    if not getattr(TERMS[bonus], name):
        return None
    if not told:
        todo = f"Indiquez ce que dit l'accord : « {TERMS[bonus].label} » le demande."
        raise Refused(problem(Code.ITEM_MISSING, name, label=label, todo=todo))
    unit, lowest, highest = FIGURES[name]
    try:
        value = exact(given, DECIMALS[unit])
    except Unreadable as unreadable:
        raise Refused(unreadable.at(name, label=label)) from None
    lowest, highest = _band(bonus, name, day) or (lowest, highest)
    if not lowest <= value <= highest:
        write = french.WRITTEN.get(unit, french.number)
        limits = f"de {write(lowest)} à {write(highest)}"
        raise Refused(problem(Code.OUT_OF_RANGE, name, label=label, given=write(value), limits=limits))
    return value


def _band(bonus: Bonus, name: str, day: date) -> tuple[Decimal, Decimal] | None:
    """The published limits on the first day of the agreement, where there are some."""
    names = BANDS.get((bonus, name))
    if names is None:
        return None
    lowest, highest = names
    try:
        return bound(lowest, day), bound(highest, day)
    except NoValueInForce:
        return None
