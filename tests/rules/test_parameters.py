"""Dated values: in force on a day or not at all, each with its source."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from rules.parameters import (
    PARAMETERS,
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
  checked: 2026-11-25
  values:
    - {from: 2020-01-01, value: "1.50", source: Circulaire, status: official, checked: 2026-11-20}
    - {from: 2022-01-01, until: 2022-12-31, value: "2", source: Circulaire, status: to_verify}
    - {from: 2024-01-01, value: "3", source: Circulaire, status: derived}
law.rule:
  label: Règle
  unit: ""
  source: Circulaire
  status: official
  checked: 2026-11-25
  href: https://caf.fr/
  values:
    - {from: 2020-01-01, value: SIMPLE, href: "https://caf.fr/regle"}
    - {from: 2021-01-01, until: 2021-12-31, value: DOUBLE}
law.applies:
  label: S'applique
  unit: ""
  values:
    - {from: 2020-01-01, value: true, source: Circulaire, status: official, checked: 2026-11-20}
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
        assert (none.value.name, none.value.label, none.value.day) == ("law.price", "Prix", day)
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
    assert law.names() == ("law.applies", "law.price", "law.rule")


SILENT = {
    # the day, the first one after it with a value, the sentence
    "before the first": (
        ("law.price", date(2019, 12, 31)),
        date(2020, 1, 1),
        "« Prix » (law.price) n'a pas de valeur enregistrée au 31 décembre 2019 : la première vaut depuis le 1er janvier 2020.",
    ),
    "in a gap": (
        ("law.price", date(2023, 1, 1)),
        date(2024, 1, 1),
        "« Prix » (law.price) n'a pas de valeur enregistrée au 1er janvier 2023 : la dernière valait jusqu'au 31 décembre 2022,"
        " la suivante vaut depuis le 1er janvier 2024.",
    ),
    "after the end": (
        ("law.rule", date(2022, 1, 1)),
        None,
        "« Règle » (law.rule) n'a pas de valeur enregistrée au 1er janvier 2022 : la dernière valait jusqu'au 31 décembre 2021.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "first", "sentence"), SILENT.values(), ids=SILENT)
def test_a_day_without_a_value_names_the_parameter_and_says_what_is_known(
    tmp_path: Path, asked: tuple[str, date], first: date | None, sentence: str
) -> None:
    with pytest.raises(NoValueInForce) as none:
        _law(tmp_path).on(*asked)
    assert (none.value.first_day, none.value.sentence) == (first, sentence)


def test_a_value_takes_what_it_does_not_say_from_its_parameter(tmp_path: Path) -> None:
    law = _law(tmp_path)
    assert [value.checked for value in law.all("law.price")] == [date(2026, 11, day) for day in (20, 25, 25)]
    assert [(value.source, value.href) for value in law.all("law.rule")] == [
        ("Circulaire", "https://caf.fr/regle"),
        ("Circulaire", "https://caf.fr/"),
    ]


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


def test_every_value_of_the_portal_has_label_source_and_status() -> None:
    for name in PARAMETERS.names():
        for parameter in PARAMETERS.all(name):
            assert parameter.label
            assert parameter.source.strip()
            assert parameter.status in Status
            assert (parameter.checked is None) is (parameter.status is Status.FICTIONAL)
            assert parameter.file.endswith("_fictional.yaml") is (parameter.status is Status.FICTIONAL)
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
