"""The kind Eaje: its form, its natures, what it computes by itself; and how a kind is found."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules import kinds
from rules.forms import DeclarationKind, Item, Part, Value
from rules.kinds import KINDS

Figures = Callable[..., dict[str, Value]]
EAJE = KINDS["EAJE"]


def test_the_form_asks_these_items_in_this_order() -> None:
    assert [item.name for item in EAJE.form.part(Part.ACTIVITY)] == [
        "licensedPlaces",
        "openingDays",
        "dailyOpeningHours",
        "hoursAttendedUnder4",
        "hoursBilledUnder4",
        "generalSchemeRate",
        "familyContributions",
        "diapersProvided",
        "mealsProvided",
        "trainingDays",
    ]
    assert [item.name for item in EAJE.form.part(Part.FINANCE)] == [
        "account60",
        "account61",
        "account62",
        "account64",
        "account70641",
    ]


@pytest.mark.parametrize("item", EAJE.form.items, ids=lambda item: str(item.name))
def test_every_item_explains_itself(item: Item) -> None:
    assert item.label
    assert item.tooltip.endswith(".")
    assert item.required == {DeclarationKind.FORECAST, DeclarationKind.ACTUAL}


def test_no_name_stands_twice() -> None:
    assert len(EAJE.form.by_name) == len(EAJE.form.items)
    assert len({control.code for control in EAJE.controls}) == len(EAJE.controls)


def test_the_natures_have_french_labels() -> None:
    assert {"Multi-accueil", "Micro-crèche", "Halte-garderie", "Jardin d'enfants"} <= set(EAJE.natures.values())


def test_controls_are_found_by_code() -> None:
    control = EAJE.control("OPENING_DAYS_UNUSUAL")
    assert control in EAJE.controls
    assert EAJE.control("NONSENSE") is None


def test_the_estimate_of_the_kind_is_the_psu(figures: Figures) -> None:
    estimate = EAJE.estimate(figures(), DeclarationKind.ACTUAL, date(2024, 1, 1), False)
    assert (estimate.prestation, estimate.right) == ("PSU", Decimal("171823.79"))
    refused = EAJE.estimate(figures(), DeclarationKind.ACTUAL, date(2025, 1, 1), False)
    assert refused.right is None


def test_totals(figures: Figures) -> None:
    assert EAJE.totals(figures()) == {
        "totalCharges": Decimal(380_000),
        "totalIncome": Decimal(58_650),
        "result": Decimal(-321_350),
    }


@pytest.mark.parametrize(
    ("absent", "left"),
    [
        ("account62", {"totalIncome"}),
        ("account70641", {"totalCharges"}),
        ("openingDays", {"totalCharges", "totalIncome", "result"}),
    ],
)
def test_a_total_with_an_absent_line_is_absent(figures: Figures, absent: str, left: set[str]) -> None:
    assert EAJE.totals(figures(**{absent: None})).keys() == left


def test_computed_figures(figures: Figures) -> None:
    assert EAJE.computed(figures(hoursBilledUnder4=50_000), date(2024, 1, 1)) == {
        "theoreticalCapacity": Decimal(46_200),
        "entitledHours": Decimal(46_200),
        "preparationHours": Decimal(120),
    }


@pytest.mark.parametrize(
    ("year", "absent", "left"),
    [
        (2024, "hoursBilledUnder4", {"theoreticalCapacity", "preparationHours"}),
        (2024, "openingDays", {"preparationHours"}),
        (2024, "licensedPlaces", set()),
        (2013, "account60", {"theoreticalCapacity", "entitledHours"}),
    ],
)
def test_what_cannot_be_computed_is_absent(figures: Figures, year: int, absent: str, left: set[str]) -> None:
    assert EAJE.computed(figures(**{absent: None}), date(year, 1, 1)).keys() == left


def test_a_new_file_with_a_kind_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "from dataclasses import replace\nfrom rules.kinds.eaje import KIND as EAJE\nKIND = replace(EAJE, code='ALSH')\n"
    (tmp_path / "alsh_trial.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    assert kinds.discovered().keys() == {"EAJE", "ALSH"}


def test_two_kinds_of_one_code_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eaje_twin.py").write_text("from rules.kinds.eaje import KIND\n", encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    with pytest.raises(ValueError, match="EAJE"):
        kinds.discovered()
