"""What is printed, as data: every figure with its label, its unit and its remark, as far as the roles may read it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest

from resolvers.printouts import Cell, Printout, Row, Section, period_row
from resolvers.printouts.receipts import printed
from resolvers.printouts.sections import siret
from rules.attestation import ATTESTATION
from rules.case import Case, Facts
from rules.forms import DeclarationKind, Item, Part, PlacesPeriod, Unit
from rules.kinds import KINDS
from rules.policy import Role
from rules.values import typed

EAJE = KINDS["EAJE"]
FORECAST, UPDATE, ACTUAL = DeclarationKind
DIRECTOR, ACCOUNTANT, DEPUTY = Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER
OFFICER = Role.DECLARATION_OFFICER
PLACES = [
    {"from": "2024-01-01", "to": "2024-08-31", "places": 20},
    {"from": "2024-09-01", "to": "2024-12-31", "places": 1},
]


def figures(declared: DeclarationKind) -> dict[Part, dict[str, Any]]:
    """A different figure for every item that the form asks."""
    found: dict[Part, dict[str, Any]] = {part: {} for part in Part}
    special: dict[Unit, Any] = {Unit.YES_NO: True, Unit.PLACES_BY_PERIOD: PLACES}
    for number, item in enumerate(EAJE.form(declared, 2024).items):
        found[item.part][item.name] = special.get(item.unit, str(17 + number))
    return found


def stored(declared: DeclarationKind = ACTUAL, remarks: Mapping[Part, dict[str, str]] | None = None, **changes: Any) -> dict[str, Any]:  # fmt: skip
    """A row of a transmission, as the database gives it."""
    values = figures(declared)
    form = EAJE.form(declared, 2024)
    both = {name: value for part in values.values() for name, value in part.items()}
    estimate = EAJE.estimate(Case(form, 2024, typed(form, both), Facts(), True))
    contents = {
        part: {"values": values[part], "remarks": (remarks or {}).get(part, {}), "saved_by": f"Auteur {part}"}
        if form.part(part)
        else None
        for part in Part
    }
    return {
        "id": 1, "caf_id": 1, "tenure_id": 1, "number": 1, "reference": "T24-28T5-CY4T-QKFF-4", "form_version": EAJE.version,
        "activity": orjson.dumps(contents[Part.ACTIVITY]).decode(), "finance": orjson.dumps(contents[Part.FINANCE]).decode(),
        "estimate": orjson.dumps(estimate.to_data()).decode(), "approver_name": "Dominique Bernard", "attestation": ATTESTATION,
        "sent_at": datetime(2025, 7, 1, 21, 59, tzinfo=UTC), "content_hash": "0123456789abcdef" * 4, "late": None, "previous_number": None,
        "previous_reference": None, "structure_kind": "EAJE", "kind": declared.value, "year": 2024,
        "opens_on": date(2025, 1, 10), "due_on": date(2025, 3, 31), "closes_on": date(2025, 6, 30), "observed_until": None,
        "organisation": "Commune", "siret": "21450234500013", "structure": "Les Lutins", "id_equ": "450001234",
        "commune": "Ville", "nature": "MULTI_ACCUEIL", "caf": "Caf du Loiret", "caf_code": "451", **changes,
    }  # fmt: skip


def receipt(role: Role = DEPUTY, declared: DeclarationKind = ACTUAL, **more: Any) -> Printout:
    return printed(stored(declared, **more), frozenset({role}))


def by_code(section: Section) -> dict[str, Row]:
    return {row.code: row for row in section.rows}


def keys(printout: Printout) -> list[str]:
    return [section.key for section in printout.sections]


def every_text(printout: Printout) -> str:
    return repr(printout)


@pytest.mark.parametrize("declared", DeclarationKind)
@pytest.mark.parametrize("role", [DEPUTY, ACCOUNTANT, OFFICER])
def test_every_item_that_the_form_asks_stands_on_the_receipt_with_its_figure(
    role: Role, declared: DeclarationKind
) -> None:
    found = receipt(role, declared)
    form = EAJE.form(declared, 2024)
    given = typed(form, {name: value for part in figures(declared).values() for name, value in part.items()})
    for item in form.items:
        section = found.section(item.part.lower())
        value = given[item.name]
        if item.unit is Unit.PLACES_BY_PERIOD:
            assert [row.value.plain for row in found.section(item.name).rows] == ["20", "1"]
        elif item.column:
            row = by_code(section)[item.total]
            assert row.columns is not None
            assert Cell.of(item, value if not isinstance(value, tuple) else None) in row.columns
        else:
            assert by_code(section)[item.name].value == Cell.of(item, value if not isinstance(value, tuple) else None)


def test_the_columns_of_an_update_are_added_up() -> None:
    row = by_code(receipt(DIRECTOR, UPDATE).section("activity"))["openingDays"]
    assert row.columns is not None
    assert row.label == "Nombre de jours d'ouverture"
    assert Decimal(row.value.plain) == sum(Decimal(cell.plain) for cell in row.columns)


@pytest.mark.parametrize("declared", [FORECAST, ACTUAL])
def test_what_is_computed_stands_apart_from_what_was_typed(declared: DeclarationKind) -> None:
    found = receipt(DEPUTY, declared)
    activity, finance = by_code(found.section("activity")), by_code(found.section("finance"))
    assert {code for code, row in activity.items() if row.computed} == {
        "theoreticalCapacity",
        "entitledHours",
        "preparationHours",
    }
    assert [row.code for row in found.section("finance").rows[-3:]] == ["totalCharges", "totalIncome", "result"]
    total = sum(
        Decimal(row.value.plain)
        for code, row in finance.items()
        if "account60" <= code <= "account68" and len(code) <= 10
    )
    assert Decimal(finance["totalCharges"].value.plain) == total


def test_an_activity_provider_reads_totals_and_no_account_nor_its_remark_nor_the_hash() -> None:
    control = next(each for each in EAJE.controls if each.part(EAJE) is Part.FINANCE)
    found = receipt(DIRECTOR, remarks={Part.FINANCE: {control.code: "Secret des comptes"}})
    assert [row.code for row in found.section("finance").rows] == ["totalCharges", "totalIncome", "result"]
    assert (
        "réservé à : fournisseur de données financières, approbateur, agent de traitement de la Caf."
        in found.section("finance").notes[-1]
    )
    text = every_text(found)
    assert "Secret des comptes" not in text
    assert "01234567" not in text
    assert not any(item.label in text for item in EAJE.form(ACTUAL, 2024).part(Part.FINANCE))
    assert "Secret des comptes" in every_text(
        receipt(DEPUTY, remarks={Part.FINANCE: {control.code: "Secret des comptes"}})
    )


@pytest.mark.parametrize("role", [Role.HABILITATION_MANAGER, Role.NATIONAL])
def test_a_role_without_rights_on_figures_would_read_none(role: Role) -> None:
    assert keys(receipt(role)) == ["sealed", "declarant", "period", "attestation", "verify"]


@pytest.mark.parametrize("role", [DIRECTOR, ACCOUNTANT, DEPUTY, OFFICER])
def test_the_estimate_is_read_line_by_line_by_all_concerned(role: Role) -> None:
    found = receipt(role).section("estimate")
    frozen = orjson.loads(stored()["estimate"])["lines"]
    assert [(row.label, row.note) for row in found.rows] == [(line["label"], line["formula"]) for line in frozen]
    assert [Decimal(row.value.plain.replace(",", ".")) for row in found.rows] == [
        Decimal(line["result"]) for line in frozen
    ]
    assert [row.strong for row in found.rows if row.code in {"PSU", "RIGHT"}] == [True, True]


def test_an_estimate_without_amount_gives_its_reason_and_names_no_account_to_an_activity_provider() -> None:
    row = stored()
    form = EAJE.form(ACTUAL, 2024)
    activity = figures(ACTUAL)[Part.ACTIVITY]
    none = EAJE.estimate(Case(form, 2024, typed(form, activity), Facts(), True))
    assert none.right is None
    row["estimate"] = orjson.dumps(none.to_data()).decode()
    (told,) = printed(row, frozenset({DEPUTY})).section("estimate").notes
    assert "60 Achats" in told
    (told,) = printed(row, frozenset({DIRECTOR})).section("estimate").notes
    assert "60 Achats" not in told
    assert "du volet financier" in told


def test_a_remark_stands_beside_the_first_figure_of_its_part_that_its_control_quotes() -> None:
    for control in EAJE.controls:
        part = control.part(EAJE)
        found = receipt(DEPUTY, remarks={part: {control.code: "Dit."}}).section(part.lower())
        quoted = [name for name in control.items if name in by_code(found)]
        if quoted:
            (remark,) = by_code(found)[quoted[0]].remarks
            assert found.remarks == ()
        else:
            (remark,) = found.remarks
        assert (remark.control, remark.text) == (control.label, "Dit.")


def test_a_remark_on_a_control_that_no_longer_exists_is_kept() -> None:
    (remark,) = receipt(remarks={Part.ACTIVITY: {"GONE": "Dit."}}).section("activity").remarks
    assert (remark.control, remark.text) == ("GONE", "Dit.")


def test_a_declaration_without_financial_part_says_so() -> None:
    found = receipt(DEPUTY, UPDATE)
    assert "finance" not in keys(found)
    assert found.section("period").notes == ("Cette déclaration ne comporte pas de volet financier.",)


def test_the_moment_is_that_of_the_clock_of_paris() -> None:
    facts = {row.label: row.value.shown for row in receipt().section("sealed").rows}
    assert facts["Transmise le"] == "01/07/2025 à 23\u00a0h\u00a059"
    assert "Remplace" not in facts
    facts = {
        row.label: row.value.shown
        for row in receipt(previous_number=1, previous_reference="T24-X").section("sealed").rows
    }
    assert "Échéance" not in facts
    sealed = receipt(late=True).section("sealed")
    assert ("Échéance", "Dépassée : transmise en retard") in [(row.label, row.value.shown) for row in sealed.rows]
    assert facts["Remplace"] == "la transmission n° 1, T24-X"


def test_the_same_row_gives_the_same_print() -> None:
    assert receipt() == receipt()


def item(unit: Unit) -> Item:
    return Item("x", Part.ACTIVITY, "X", unit, "")


@pytest.mark.parametrize(
    ("unit", "value", "shown", "plain"),
    [
        (Unit.EUROS, "1234567.5", "1 234 567,50 €", "1234567,5"),
        (Unit.EUROS, "-0.01", "−0,01 €", "-0,01"),
        (Unit.EUROS, "0", "0,00 €", "0"),
        (Unit.HOURS, "34500.25", "34 500,25 h", "34500,25"),
        (Unit.DAYS, "1", "1 jour", "1"),
        (Unit.PERCENT, "99.50", "99,5 %", "99,5"),
        (Unit.FTE, "7.25", "7,25 Etp", "7,25"),
        (Unit.COUNT, "100", "100", "100"),
        (Unit.COUNT, None, "non renseigné", ""),
    ],
)
def test_a_figure_is_written_for_a_person_and_for_a_spreadsheet(
    unit: Unit, value: str | None, shown: str, plain: str
) -> None:
    cell = Cell.of(item(unit), None if value is None else Decimal(value))
    assert (" ".join(cell.shown.split()), cell.plain, cell.absent) == (shown, plain, value is None)


@pytest.mark.parametrize(
    ("value", "unit", "shown", "plain"),
    [
        ("11.01450869565", "€/h", "≈ 11,0145 €/h", "11,01450869565"), ("7.85", "€/h", "7,85 €/h", "7,85"),
        ("171823.79", "€", "171 823,79 €", "171823,79"), ("104.5454545", "%", "≈ 104,5455 %", "104,5454545"),
        ("2", "", "2", "2"),
    ],
)  # fmt: skip
def test_a_long_result_is_rounded_on_paper_and_says_so(value: str, unit: str, shown: str, plain: str) -> None:
    cell = Cell.figure(Decimal(value), unit)
    assert (" ".join(cell.shown.split()), cell.plain) == (shown, plain)


def test_places_from_a_day_to_a_day() -> None:
    row = period_row(PlacesPeriod(date(2024, 9, 1), date(2024, 12, 31), 1))
    assert (row.label, " ".join(row.value.shown.split()), row.value.plain) == (
        "Du 01/09/2024 au 31/12/2024",
        "1 place",
        "1",
    )


def test_a_siret_is_written_as_it_is_read_aloud() -> None:
    assert siret("21450234500013").split() == ["214", "502", "345", "00013"]
