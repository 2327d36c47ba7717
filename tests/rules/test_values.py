"""What can be typed for an item, and what is refused, with which code at which path."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import french
from rules.forms import DECIMALS, Item, Part, Unit, Value
from rules.problems import Code, Refused
from rules.values import limits, read, read_all, stored, typed
from tests.rules.examples import ACTUAL, EAJE

FORM = EAJE.form(ACTUAL, 2024)

EUROS, DAYS, PLACES, HOURS, RATE, YES_NO, FTE = (
    FORM.by_name[name]
    for name in (
        "familyContributions",
        "openingDays",
        "licensedPlaces",
        "dailyOpeningHours",
        "generalSchemeRate",
        "mealsProvided",
        "totalStaffFte",
    )
)

READ: dict[str, tuple[Item, object, Value]] = {
    "a point": (EUROS, "1234.50", Decimal("1234.5")),
    "a comma": (EUROS, "1234,5", Decimal("1234.5")),
    "spaces": (EUROS, " 1 234 567,89 ", Decimal("1234567.89")),
    "a no-break space": (EUROS, "1\u00a0234,50", Decimal("1234.5")),
    "a narrow no-break space": (EUROS, "12\u202f345", Decimal(12345)),
    "a whole number": (EUROS, 58650, Decimal(58650)),
    "zero": (EUROS, "0", Decimal(0)),
    "minus nothing": (EUROS, "-0,00", Decimal(0)),
    "leading zeros": (EUROS, "0000000000000007", Decimal(7)),
    "twelve digits": (EUROS, "9999999999.99", Decimal("9999999999.99")),
    "twelve digits of a whole number": (EUROS, 999_999_999_999, Decimal(999_999_999_999)),
    "days": (DAYS, "220", Decimal(220)),
    "the last day of a leap year": (DAYS, 366, Decimal(366)),
    "hours": (HOURS, "10.25", Decimal("10.25")),
    "all hours": (HOURS, 24, Decimal(24)),
    "the whole": (RATE, "100.00", Decimal(100)),
    "staff": (FTE, "7,25", Decimal("7.25")),
    "yes": (YES_NO, True, True),
    "no": (YES_NO, False, False),
    "yes in words": (YES_NO, "Oui", True),
    "no in words": (YES_NO, "false", False),
}

REFUSED: dict[str, tuple[Item, object, Code]] = {
    "a float": (EUROS, 12.5, Code.INVALID_VALUE),
    "a whole float": (EUROS, 12.0, Code.INVALID_VALUE),
    "yes for a number": (EUROS, True, Code.INVALID_VALUE),
    "no for a number": (DAYS, False, Code.INVALID_VALUE),
    "not a number": (EUROS, "NaN", Code.INVALID_VALUE),
    "infinity": (EUROS, "Infinity", Code.INVALID_VALUE),
    "an exponent": (EUROS, "1e5", Code.INVALID_VALUE),
    "words": (EUROS, "beaucoup", Code.INVALID_VALUE),
    "nothing": (EUROS, "", Code.INVALID_VALUE),
    "only spaces": (EUROS, "   ", Code.INVALID_VALUE),
    "only a sign": (EUROS, "-", Code.INVALID_VALUE),
    "a plus": (EUROS, "+5", Code.INVALID_VALUE),
    "no whole part": (EUROS, ".5", Code.INVALID_VALUE),
    "no decimals after the point": (EUROS, "5.", Code.INVALID_VALUE),
    "spaces out of place": (EUROS, "12 34", Code.INVALID_VALUE),
    "English thousands": (EUROS, "1,234.50", Code.INVALID_VALUE),
    "perhaps thousands": (EUROS, "1,234", Code.INVALID_VALUE),
    "an underscore": (EUROS, "1_000", Code.INVALID_VALUE),
    "digits of another script": (EUROS, "١٢", Code.INVALID_VALUE),
    "a line break inside": (EUROS, "12\n34", Code.INVALID_VALUE),
    "three decimals": (EUROS, "1.005", Code.INVALID_VALUE),
    "half a day": (DAYS, "220.5", Code.INVALID_VALUE),
    "thirteen digits": (EUROS, "1234567890123", Code.INVALID_VALUE),
    "thirteen digits with decimals": (EUROS, "12345678901.23", Code.INVALID_VALUE),
    "thirteen digits of a whole number": (EUROS, 10**12, Code.INVALID_VALUE),
    "a number beyond words": (EUROS, 10**5000, Code.INVALID_VALUE),
    "a text beyond reading": (EUROS, "9" * 100_000, Code.INVALID_VALUE),
    "a list": (EUROS, ["1"], Code.INVALID_VALUE),
    "a mapping": (EUROS, {"value": "1"}, Code.INVALID_VALUE),
    "bytes": (EUROS, b"1", Code.INVALID_VALUE),
    "braces": (EUROS, "{label}", Code.INVALID_VALUE),
    "half a surrogate": (EUROS, "\ud800", Code.INVALID_VALUE),
    "a figure for yes or no": (YES_NO, 1, Code.INVALID_VALUE),
    "perhaps": (YES_NO, "peut-être", Code.INVALID_VALUE),
    "a third of a person": (FTE, "0.333", Code.INVALID_VALUE),
    "no staff at all and less": (FTE, "-1", Code.OUT_OF_RANGE),
    "below zero": (EUROS, "-0.01", Code.OUT_OF_RANGE),
    "no place": (PLACES, 0, Code.OUT_OF_RANGE),
    "no day": (DAYS, 0, Code.OUT_OF_RANGE),
    "more days than a year": (DAYS, 367, Code.OUT_OF_RANGE),
    "never open": (HOURS, 0, Code.OUT_OF_RANGE),
    "more hours than a day": (HOURS, "24.01", Code.OUT_OF_RANGE),
    "more than the whole": (RATE, "100.01", Code.OUT_OF_RANGE),
}


@pytest.mark.parametrize(("item", "given", "value"), READ.values(), ids=READ)
def test_read(item: Item, given: object, value: Value) -> None:
    found = read(item, given)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("item", "given", "code"), REFUSED.values(), ids=REFUSED)
def test_refused(item: Item, given: object, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        read(item, given)
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == (code, ("values", item.name))
    assert item.label in problem.message
    assert len(problem.message) < 250
    problem.message.encode()


def test_a_refusal_tells_the_limits_in_french() -> None:
    with pytest.raises(Refused) as refused:
        read(HOURS, "24,01")
    assert refused.value.problems[0].message.endswith("24,01 est hors des limites (plus de 0, 24 au plus).")


def test_an_answer_has_no_limits() -> None:
    assert limits(FORM.by_name["mealsProvided"]) == ""


def test_read_all_reads_and_erases() -> None:
    given = {"openingDays": "220", "mealsProvided": False, "trainingDays": None}
    assert read_all(FORM, Part.ACTIVITY, given) == {
        "openingDays": Decimal(220),
        "mealsProvided": False,
        "trainingDays": None,
    }


def test_read_all_tells_every_problem_at_once() -> None:
    given = {
        "openingDays": 400,
        "account60": "1",
        "licensedPlaces": 20,
        "hoursBilledUnder4": 1.5,
        "nonsense": 1,
        "account61": None,
    }
    with pytest.raises(Refused) as refused:
        read_all(FORM, Part.ACTIVITY, given)
    assert [(problem.code, problem.path) for problem in refused.value.problems] == [
        (Code.OUT_OF_RANGE, ("values", "openingDays")),
        (Code.UNKNOWN_ITEM, ("values", "account60")),
        (Code.INVALID_VALUE, ("values", "hoursBilledUnder4")),
        (Code.UNKNOWN_ITEM, ("values", "nonsense")),
        (Code.UNKNOWN_ITEM, ("values", "account61")),
    ]


@pytest.mark.parametrize(
    ("item", "given", "message", "remedy"),
    [
        (EUROS, "12.345", "12,345 n'est pas un nombre avec 2 décimales au plus.", "Arrondissez à 2 décimales. S'il s'agit de milliers, écrivez-les sans point."),
        (EUROS, "-1234,5678", "−1 234,5678 n'est pas un nombre avec 2 décimales au plus.", "Arrondissez à 2 décimales."),
        (EUROS, "0.00000", "0,00000 n'est pas un nombre avec 2 décimales au plus.", "Arrondissez à 2 décimales."),
        (EUROS, "-0,001", "−0,001 n'est pas un nombre avec 2 décimales au plus.", "Arrondissez à 2 décimales."),
        (DAYS, "220.5", "220,5 n'est pas un nombre entier.", "Arrondissez à l'unité."),
        (EUROS, "beaucoup", "beaucoup n'est pas un nombre.", "Saisissez un nombre en chiffres, avec une virgule pour les décimales."),
    ],
)  # fmt: skip
def test_decimals_too_many_are_told_as_the_french_write_them(item: Item, given: str, message: str, remedy: str) -> None:
    with pytest.raises(Refused) as refused:
        read(item, given)
    (found,) = refused.value.problems
    assert found.message.replace("\u202f", " ").endswith(f" : {message}")
    assert found.remedy == remedy


def test_a_minus_is_read_back_as_it_is_written() -> None:
    assert read(replace(EUROS, minimum=None), french.number(Decimal("-1234.5"))) == Decimal("-1234.5")


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.00", "0"), ("-0.0", "0"), ("1234.50", "1234.5"), ("1200", "1200"), ("1E+3", "1000"), ("0.05", "0.05")],
)
def test_stored_is_canonical(value: str, text: str) -> None:
    assert stored(Decimal(value)) == text


FIGURES = [item for item in FORM.items if item.unit is not Unit.PLACES_BY_PERIOD]


@given(st.sampled_from(FIGURES), st.data())
def test_what_is_stored_reads_the_same(item: Item, data: st.DataObject) -> None:
    lowest = item.minimum if item.minimum is not None else Decimal("0.01")
    highest = item.maximum if item.maximum is not None else Decimal(9_999_999_999)
    value: Value
    if item.unit is Unit.YES_NO:
        value = data.draw(st.booleans())
    else:
        value = data.draw(st.decimals(lowest, highest, places=DECIMALS[item.unit]))
    kept = stored(value)
    assert read(item, kept) == value
    assert typed(FORM, {item.name: kept}) == {item.name: value}
    assert stored(read(item, kept)) == kept


def test_typed_leaves_out_what_is_absent_or_no_longer_asked() -> None:
    assert typed(FORM, {"openingDays": None, "oldItem": "3", "account60": "0"}) == {"account60": Decimal(0)}
