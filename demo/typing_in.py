"""What goes into a request when somebody types a text: the portal itself reads amounts and hours."""

import re
from typing import Any

from demo.reading import LABELS
from demo.story import BadStory
from rules.forms import Item, Part, Unit

_PERIOD = re.compile(r"([0-9]+) places? du ([0-9]{2})/([0-9]{2})/([0-9]{4}) au ([0-9]{2})/([0-9]{2})/([0-9]{4})")


def item_of(part: Part, label: str) -> Item:
    """The item of a part that has this label. Raises `BadStory`."""
    if label not in LABELS[part]:
        raise BadStory(f"« {label} » n'est pas une rubrique du {part.value}")
    return LABELS[part][label]


def typed(item: Item, text: str) -> Any:
    """The value of one field of the request."""
    if item.unit is Unit.PLACES_BY_PERIOD:
        return [_period(each.strip()) for each in text.split(";")]
    if item.unit is Unit.YES_NO and text in {"oui", "non"}:
        return text == "oui"
    if item.unit in {Unit.COUNT, Unit.DAYS} and text.isdigit():
        return int(text)
    return text


def _period(text: str) -> dict[str, Any]:
    found = _PERIOD.fullmatch(text)
    if not found:
        raise BadStory(f"« {text} » n'est pas une période (20 places du 01/01/2024 au 31/12/2024)")
    places, *days = found.groups()
    starts, ends = ("-".join(reversed(each)) for each in (days[:3], days[3:]))
    return {"startsOn": starts, "endsOn": ends, "places": int(places)}
