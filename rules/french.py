"""How figures, days and moments are written for French readers."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import format_currency, format_decimal

from rules.forms import Item, Unit, Value

LOCALE = Locale("fr", "FR")
PARIS = ZoneInfo("Europe/Paris")
NBSP = "\N{NO-BREAK SPACE}"


def number(value: Decimal | int) -> str:
    """A figure with all its decimals and no idle zero: « 1 234,5 »."""
    plain = format(Decimal(value), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return format_decimal(Decimal(plain), locale=LOCALE, decimal_quantization=False)


def euros(value: Decimal) -> str:
    """An amount to the cent: « 169 171,79 € »."""
    return format_currency(value, "EUR", locale=LOCALE)


def percent(value: Decimal) -> str:
    """A percentage as forms hold it: 99 is « 99 % »."""
    return f"{number(value)}{NBSP}%"


def hours(value: Decimal) -> str:
    """A number of hours: « 34 500 h »."""
    return f"{number(value)}{NBSP}h"


def days(value: Decimal) -> str:
    """A number of days: « 220 jours », « 1 jour »."""
    return f"{number(value)}{NBSP}{'jours' if abs(value) >= 2 else 'jour'}"


def day(value: date) -> str:
    """A calendar day: « 30/06/2015 »."""
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """An instant on the clock of Paris: « 30/06/2015 à 23 h 59 ». A naive one is an error."""
    if value.tzinfo is None:
        raise ValueError("a moment without time zone")
    local = value.astimezone(PARIS)
    return f"{day(local)} à {local.hour}{NBSP}h{NBSP}{local:%M}"


def shown(item: Item, value: Value) -> str:
    """The value of an item as its reader expects it, with its unit."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    match item.unit:
        case Unit.EUROS:
            return euros(value)
        case Unit.HOURS:
            return hours(value)
        case Unit.PERCENT:
            return percent(value)
        case Unit.DAYS:
            return days(value)
        case _:
            return number(value)
