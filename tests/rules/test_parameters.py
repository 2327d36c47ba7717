"""Dated values: in force on a day or not at all, each with its source; a file with nonsense is refused."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from rules.parameters import (
    PARAMETERS,
    BadParameterFile,
    NoValueInForce,
    Parameters,
    Status,
    UnknownParameter,
)
from rules.parameters.reader import read_folder

GOOD = """
law.price:
  label: Prix
  unit: €/h
  values:
    - {from: 2020-01-01, value: "1.50", source: Circulaire, status: official, checked: 2026-11-20, href: "https://caf.fr/"}
    - {from: 2022-01-01, until: 2022-12-31, value: "2", source: Circulaire, status: to_verify}
    - {from: 2024-01-01, value: "3", source: Circulaire, status: derived}
law.rule:
  label: Règle
  unit: ""
  source: Circulaire
  status: official
  values:
    - {from: 2020-01-01, value: SIMPLE}
law.applies:
  label: S'applique
  unit: ""
  values:
    - {from: 2020-01-01, value: true, source: Circulaire, status: official}
"""


def _law(folder: Path, text: str = GOOD, name: str = "law.yaml") -> Parameters:
    (folder / name).write_text(text, encoding="utf-8")
    return Parameters(read_folder(folder))


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "1.50"),
        (date(2021, 12, 31), "1.50"),
        (date(2022, 1, 1), "2"),
        (date(2022, 12, 31), "2"),
        (date(2023, 1, 1), None),
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), "3"),
        (date(2099, 1, 1), "3"),
    ],
)
def test_the_value_in_force_on_a_day(tmp_path: Path, day: date, value: str | None) -> None:
    law = _law(tmp_path)
    if value is None:
        with pytest.raises(NoValueInForce) as none:
            law.on("law.price", day)
        assert (none.value.name, none.value.day) == ("law.price", day)
    else:
        assert law.on("law.price", day).value == Decimal(value)


def test_a_value_runs_until_the_eve_of_the_next(tmp_path: Path) -> None:
    ends = [value.until for value in _law(tmp_path).all("law.price")]
    assert ends == [date(2021, 12, 31), date(2022, 12, 31), None]


def test_a_value_is_a_decimal_a_code_or_yes_or_no(tmp_path: Path) -> None:
    law, day = _law(tmp_path), date(2020, 1, 1)
    assert [law.on(name, day).value for name in ("law.price", "law.rule", "law.applies")] == [
        Decimal("1.50"),
        "SIMPLE",
        True,
    ]
    assert law.on("law.price", day).checked == date(2026, 11, 20)
    assert law.names() == ("law.applies", "law.price", "law.rule")


def test_an_unknown_parameter_is_an_error_and_never_a_zero() -> None:
    for ask in (PARAMETERS.all, PARAMETERS.first_day, lambda name: PARAMETERS.on(name, date(2024, 1, 1))):
        with pytest.raises(UnknownParameter, match=r"psu\.nonsense"):
            ask("psu.nonsense")


def test_invented_values_fill_what_is_not_proven(tmp_path: Path) -> None:
    _law(tmp_path)
    invented = """
law.price:
  label: Prix
  unit: €/h
  values:
    - {from: 2018-01-01, value: "1", source: Inventé, status: fictional}
"""
    values = _law(tmp_path, invented, "law_fictional.yaml").all("law.price")
    assert [(value.since.year, value.status) for value in values[:2]] == [
        (2018, Status.FICTIONAL),
        (2020, Status.OFFICIAL),
    ]
    assert values[0].until == date(2019, 12, 31)


NONSENSE: dict[str, tuple[str, str, str]] = {
    # what is written, by what it is replaced, what the refusal names
    "a bare figure": ('value: "1.50"', "value: 1.50", "law.price: entry 1"),
    "a word": ('value: "2"', "value: deux", "law.price: entry 2"),
    "an empty value": ('value: "2"', 'value: ""', "law.price: entry 2"),
    "no value": ('value: "2", ', "", "law.price: entry 2"),
    "no source": ("source: Circulaire, status: derived", "status: derived", "law.price: entry 3"),
    "an empty source": ('value: "3", source: Circulaire', 'value: "3", source: " "', "law.price: entry 3"),
    "no status": (", status: derived", "", "law.price: entry 3"),
    "an unknown status": ("status: derived", "status: sure", "law.price: entry 3"),
    "an invented value among the others": ("status: derived", "status: fictional", "law.price: entry 3"),
    "no day": ('{from: 2024-01-01, value: "3"', '{value: "3"', "law.price: entry 3"),
    "a day in words": ("from: 2024-01-01", "from: janvier", "law.price: entry 3"),
    "a moment for a day": ("from: 2024-01-01", "from: 2024-01-01 10:00:00", "law.price: entry 3"),
    "an address in the clear": ("https://caf.fr/", "http://caf.fr/", "law.price: entry 1"),
    "an unknown key": ("checked:", "cheked:", "law.price: entry 1"),
    "an unknown key of the parameter": ("label: Règle", "label: Règle\n  note: x", "law.rule"),
    "no label": ("  label: Règle\n", "", "law.rule"),
    "no values": ("  values:\n    - {from: 2020-01-01, value: SIMPLE}\n", "", "law.rule"),
    "an entry that is no mapping": ("- {from: 2020-01-01, value: SIMPLE}", "- SIMPLE", "law.rule: entry 1"),
    "the same day twice": ("from: 2024-01-01", "from: 2022-01-01", "law.price: entry from 2022-01-01"),
    "an end after the next start": ("until: 2022-12-31", "until: 2024-01-01", "law.price: entry from 2022-01-01"),
    "an end before the start": ("until: 2022-12-31", "until: 2021-12-31", "law.price: entry from 2022-01-01"),
    "a key written twice": ("law.rule:", "law.price:", "law.price"),
    "no YAML at all": ("law.rule:", "law.rule: [", ""),
}


@pytest.mark.parametrize(("old", "new", "where"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_with_file_key_and_entry(tmp_path: Path, old: str, new: str, where: str) -> None:
    assert old in GOOD
    with pytest.raises(BadParameterFile) as refused:
        _law(tmp_path, GOOD.replace(old, new))
    assert str(refused.value).startswith("law.yaml: ")
    assert where in str(refused.value)


@pytest.mark.parametrize("text", ["", "- a list", "words"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadParameterFile, match=r"law\.yaml"):
        _law(tmp_path, text)


def test_two_labels_for_one_parameter_are_refused(tmp_path: Path) -> None:
    _law(tmp_path)
    other = GOOD.replace("label: Prix", "label: Tarif").replace("20", "19")
    with pytest.raises(BadParameterFile, match=r"law\.price.*another label"):
        _law(tmp_path, other, "other.yaml")


def test_every_value_of_the_portal_has_label_source_and_status() -> None:
    for name in PARAMETERS.names():
        for parameter in PARAMETERS.all(name):
            assert parameter.label
            assert parameter.source.strip()
            assert parameter.status in Status
            assert PARAMETERS.on(name, parameter.since) is parameter
            if parameter.until is not None:
                assert PARAMETERS.on(name, parameter.until) is parameter


def test_every_parameter_is_read_by_the_program() -> None:
    rooms = Path(__file__).parents[2] / "rules"
    code = "".join(path.read_text(encoding="utf-8") for path in rooms.rglob("*.py"))
    for name in PARAMETERS.names():
        stem = name.replace("_unsupplied", "").replace("_supplied", "")
        for step in ("first", "second", "third"):
            stem = stem.replace(f"psu.{step}_step", "_step_")
        assert stem in code, name


def test_the_prices_follow_each_other_without_a_gap() -> None:
    scale = ("psu.", "eaje.family_resources", "eaje.effort_rate")
    prices = [name for name in PARAMETERS.names() if name.startswith(scale)]
    assert prices
    for name in prices:
        values = PARAMETERS.all(name)
        for earlier, later in pairwise(values):
            assert earlier.until is not None
            assert later.since == earlier.until + timedelta(days=1)
