"""The distance to a threshold as a partner reads it: « À 0,8 point du seuil de 107 % : + 4 312 € si 247 heures réalisées de plus »."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rules import french
from rules.thresholds import Crossing, Distance, Zone

ONE = Decimal(1)
NO_EFFECT = "sans effet sur le droit"
UNKNOWN_EFFECT = "l'effet sur le droit ne peut pas être estimé"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a limit and a distance of one unit are written, and the finest step that is told of a distance."""

    limit: Callable[[Decimal], str]
    distance: Callable[[Decimal], str]
    step: Decimal


WORDINGS = {
    "%": Wording(french.percent, french.points, french.TENTH),
    "€/h": Wording(french.hourly, french.hourly, french.CENT),
    "h": Wording(french.hours, french.hours, ONE),
}


def sentence(distance: Distance) -> str:
    """How far, and what crossing is worth: what could be won, or what is lost beyond."""
    threshold = distance.threshold
    wording = WORDINGS[threshold.unit]
    # Never told as nothing while it is something.
    far = wording.distance(french.beyond(abs(distance.gap), Decimal(0), wording.step))
    place = f"À {far} {threshold.words.format(limit=wording.limit(distance.limit))}"
    crossing = distance.crossing
    if crossing is None:
        return place
    move = _move(distance, crossing)
    if not distance.favourable:
        return french.spaced(f"{place} : {_worth(distance, crossing)} si {move}")
    across = "au-delà" if threshold.better is Zone.BELOW else "en deçà"
    return french.spaced(f"{place} ; {across} : {_worth(distance, crossing)}, dès {move}")


def _move(distance: Distance, crossing: Crossing) -> str:
    lever, by = distance.threshold.lever, crossing.by
    what = lever.one if abs(by) < ONE + ONE else lever.several
    # « 1 200 € » stay together.
    space = french.NBSP if what.startswith("€") else " "
    return f"{french.number(abs(by))}{space}{what} de {'plus' if by > 0 else 'moins'}"


def _worth(distance: Distance, crossing: Crossing) -> str:
    if crossing.right_change is None or crossing.total_change is None:
        return UNKNOWN_EFFECT
    told = NO_EFFECT if crossing.right_change == 0 else amount(crossing.right_change)
    if not distance.threshold.lever.families:
        return told
    return f"{told} ({amount(crossing.total_change)} avec les participations familiales)"


def amount(value: Decimal) -> str:
    """A change in euros, with its sign and to the euro; to the cent below one: « + 4 312 € », « − 0,42 € »."""
    sign = french.MINUS if value < 0 else "+"
    size = abs(value)
    written = french.euros(size) if size < ONE else f"{french.number(size.quantize(ONE, ROUND_HALF_UP))}{french.NBSP}€"
    return f"{sign}{french.NBSP}{written}"
