"""How figures, days and moments are written for French readers."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from rules.forms import Item, PlacesPeriod, Unit, Value

LOCALE = Locale("fr", "FR")
PARIS = ZoneInfo("Europe/Paris")
TENTH, CENT = Decimal("0.1"), Decimal("0.01")
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
_DAY = re.compile(
    r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})|(?P<y2>\d{4})-(?P<m2>\d{2})-(?P<d2>\d{2})(?:[T ]00:00(?::00)?)?"
)
_SIZES = ((1_000_000, "Mo"), (1_000, "ko"), (1, "octets"))


def capital(text: str) -> str:
    """The same with a capital first; the others stay, for « Caf » keeps its own."""
    return text[:1].upper() + text[1:]


def spaced(sentence: str) -> str:
    """French spaces that no line may break at: inside « », before : ; ? and !."""
    return re.sub(r"(?<=«) | (?=[»:;?!])", NBSP, sentence)


def number(value: Decimal | int) -> str:
    """A figure with all its decimals and no idle zero: « 1 234,5 »."""
    plain = format(Decimal(value), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return _signed(format_decimal(Decimal(plain), locale=LOCALE, decimal_quantization=False))


def euros(value: Decimal) -> str:
    """An amount to the cent: « 169 171,79 € »."""
    return _signed(format_currency(value, "EUR", locale=LOCALE))


def _signed(text: str) -> str:
    """The minus of print, as wide as the plus."""
    return text.replace("-", MINUS)


def percent(value: Decimal) -> str:
    """A percentage as forms hold it: 99 is « 99 % »."""
    return f"{number(value)}{NBSP}%"


def points(value: Decimal) -> str:
    """The difference of two percentages: « 14 points », « 1 point »."""
    return f"{number(value)}{NBSP}{'points' if abs(value) >= 2 else 'point'}"


def hours(value: Decimal) -> str:
    """A number of hours: « 34 500 h »."""
    return f"{number(value)}{NBSP}h"


def days(value: Decimal) -> str:
    """A number of days: « 220 jours », « 1 jour »."""
    return f"{number(value)}{NBSP}{'jours' if abs(value) >= 2 else 'jour'}"


def hourly(value: Decimal) -> str:
    """A price of an hour, to the cent: « 1,70 €/h »."""
    return f"{euros(value)}/h"


def beyond(value: Decimal, limit: Decimal, step: Decimal) -> Decimal:
    """A figure rounded away from a bound that it passed, so that it is never written as the bound."""
    return value.quantize(step, ROUND_UP if value > limit else ROUND_DOWN)


def change(old: Decimal, new: Decimal) -> str:
    """By how much a figure that was not zero changed, rounded away from zero: « +10,3 % »."""
    percentage = beyond(abs(new - old) * 100 / abs(old), Decimal(0), TENTH)
    return f"{'+' if new > old else MINUS}{percent(percentage)}"


def period(value: PlacesPeriod) -> str:
    """Places from a day to a day: « 20 places du 01/01/2024 au 30/06/2024 »."""
    places = f"{number(value.places)}{NBSP}{'places' if value.places >= 2 else 'place'}"
    return f"{places} du {day(value.starts_on)} au {day(value.ends_on)}"


def day(value: date) -> str:
    """A calendar day: « 30/06/2015 »."""
    return f"{value:%d/%m/%Y}"


def read_day(text: str) -> date | None:
    """The day that somebody wrote: « 30/06/2015 », « 1/7/2015 », or « 2015-06-30 » of a machine; nothing where it is none.

    A year has four digits: « 30/06/15 » may be of either century.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day_ = (int(found[name] or found[f"{name}2"]) for name in "ymd")
    try:
        return date(year, month, day_)
    except ValueError:
        return None


def plain_day(value: date) -> str:
    """A calendar day in a sentence: « 30 juin 2015 », « 1er juillet 2015 »."""
    first = "'er'" if value.day == 1 else ""
    return format_date(value, f"d{first} MMMM y", locale=LOCALE)


def long_day(value: date) -> str:
    """A calendar day in a letter: « mardi 30 juin 2015 », « mercredi 1er juillet 2015 »."""
    return f"{format_date(value, 'EEEE', locale=LOCALE)} {plain_day(value)}"


def moment(value: datetime) -> str:
    """An instant on the clock of Paris: « 30/06/2015 à 23 h 59 ». A naive one is an error."""
    return f"{day(_in_paris(value))} à {_hour(value)}"


def long_moment(value: datetime) -> str:
    """An instant in a letter: « mardi 30 juin 2015 à 23 h 59 »."""
    return f"{long_day(_in_paris(value))} à {_hour(value)}"


def _in_paris(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment without time zone")
    return value.astimezone(PARIS)


def _hour(value: datetime) -> str:
    local = _in_paris(value)
    return f"{local.hour}{NBSP}h{NBSP}{local:%M}"


def size(value: int) -> str:
    """A number of bytes in the largest unit that fits: « 10 Mo »."""
    unit, name = next((each for each in _SIZES if value >= each[0]), _SIZES[-1])
    return f"{number(Decimal(value) / unit)}{NBSP}{name}"


def duration(value: timedelta) -> str:
    """A wait, rounded up: « 1 minute », « 15 minutes », « 24 heures », « 7 jours »."""
    minutes = -(-int(value.total_seconds()) // 60) or 1
    if minutes < 120:
        return f"{minutes}{NBSP}{'minutes' if minutes > 1 else 'minute'}"
    whole_hours = -(-minutes // 60)
    if whole_hours > 24 and whole_hours % 24 == 0:
        return days(Decimal(whole_hours // 24))
    return f"{whole_hours}{NBSP}heures"


def shown(item: Item, value: Value) -> str:
    """The value of an item as its reader expects it, with its unit."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, tuple):
        return " ; ".join(map(period, value))
    return WRITTEN.get(item.unit, number)(value)


def fte(value: Decimal) -> str:
    """Full-time equivalents: « 7,5 Etp »."""
    return f"{number(value)}{NBSP}Etp"


WRITTEN = {Unit.EUROS: euros, Unit.HOURS: hours, Unit.PERCENT: percent, Unit.DAYS: days, Unit.FTE: fte}
