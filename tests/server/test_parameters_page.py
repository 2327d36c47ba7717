"""The page of the law: every dated value with its source, the invented ones apart, and stale when a value moves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules import french
from rules.parameters import PARAMETERS, STATUS_LABELS, Parameter, Parameters, Status
from rules.parameters.reader import read_folder
from server.docs import PAGES, ROOT, stale
from server.parameters_page import FAMILIES, parameters, shown

PAGE = "docs/parameters.md"
APART = "\n## Valeurs inventées pour la démonstration\n"
VALUES = [value for name in PARAMETERS.names() for value in PARAMETERS.all(name)]


def rows(name: str, text: str) -> list[list[str]]:
    """The lines of one parameter, cell by cell."""
    table = text.partition(f"\n`{name}`\n")[2].partition("\n#")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| Du")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_committed_page_is_the_written_one() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == parameters() == PAGES[PAGE]()


def test_a_value_stands_with_its_days_its_unit_its_status_its_source_and_the_day_it_was_compared() -> None:
    assert rows("psu.first_threshold", parameters()) == [
        ["1er janvier 2014", "31 décembre 2024", "107\N{NO-BREAK SPACE}%", "officiel", "Guide Psu, juin 2014 et mars 2015", "25 novembre 2026"]
    ]  # fmt: skip


@pytest.mark.parametrize("invented", [False, True], ids=["proven or read", "invented"])
def test_every_value_stands_on_its_side_of_the_page(invented: bool) -> None:
    side = parameters().partition(APART)[2 if invented else 0]
    for value in VALUES:
        if (value.status is Status.FICTIONAL) is invented:
            [row] = [row for row in rows(value.name, side) if row[0] == french.plain_day(value.since)]
            assert row[3] == STATUS_LABELS[value.status]
            assert row[5] == ("" if value.checked is None else french.plain_day(value.checked))
    shown_here = {cell for line in side.splitlines() if line.startswith("| ") for cell in line.split(" | ")[3:4]}
    labels = {STATUS_LABELS[status] for status in Status if (status is Status.FICTIONAL) is invented}
    assert shown_here - {"Statut"} == labels


def test_every_status_is_explained_before_the_first_table() -> None:
    head = parameters().partition("\n## ")[0].lower()
    assert all(
        f"**{label}**".replace("déduit d'un texte", "déduit d'un\ntexte") in head for label in STATUS_LABELS.values()
    )


def test_every_family_has_a_french_heading() -> None:
    assert {name.partition(".")[0] for name in PARAMETERS.names()} <= set(FAMILIES)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal("66"), "%", "66 %"),
        (Decimal("10.05"), "€/h", "10,05 €/h"),
        (Decimal("687.30"), "€ par mois", "687,30 € par mois"),
        (Decimal("0.0610"), "% des ressources", "0,061 % des ressources"),
        (Decimal("2100"), "€ par place", "2 100,00 € par place"),
        (Decimal("2"), "", "2"),
        ("STEPS", "", "`STEPS`"),
        (True, "", "oui"),
        (False, "", "non"),
    ],
)
def test_values_are_written_as_french_people_write_them(value: Decimal | str | bool, unit: str, text: str) -> None:
    made = Parameter("law.x", "X", value, unit, date(2024, 1, 1), None, "Texte", Status.OFFICIAL)
    assert shown(made).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == text


def test_a_family_that_nobody_named_follows_and_a_source_leads_to_its_text(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_text(
        'clas.group_price:\n  label: Prix\n  unit: €\n  values:\n    - {from: 2021-09-01, value: "2563", source: "a | b",'
        ' status: to_verify, checked: 2026-11-25, href: "https://caf.fr/"}\n',
        encoding="utf-8",
    )
    text = parameters(Parameters(read_folder(tmp_path)))
    assert "\n## clas\n" in text
    assert "[a &#124; b](https://caf.fr/)" in text
    assert APART not in text


def test_a_value_that_moves_makes_the_page_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PAGE not in stale()
    [rate] = PARAMETERS.all("psu.coverage_rate")
    monkeypatch.setitem(PARAMETERS._values, "psu.coverage_rate", (replace(rate, value=Decimal(67)),))
    assert PAGE in stale()
