"""Files that a portal starts from: read as people write them, every mistake told at its line and column, all at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.imports import BY_NAME, FILES, plan
from rules.imports.plan import Plan, plan_of
from rules.imports.reading import read_file
from tests.rules.examples import EAJE

TODAY = date(2025, 1, 20)
SIRET = "21780646800013"
OTHER = "21750001600019"
NOTHING: dict[str, dict[Any, Any]] = {file.name: {} for file in FILES}
CAFS = "Code de la Caf;Nom\n781;Caf des Yvelines\n"
ORGANISATIONS = f"Caf;Siret;Raison sociale\n781;{SIRET};Commune de Valmorin\n781;{OTHER};Les Petits Pas\n"
STRUCTURES = (
    "Caf;Idequ;Nom;Nature d'activité;Commune;Ouverture;Fermeture\n"
    "781;E1;Les Coquelicots;Multi-accueil;Valmorin;01/09/2010;\n"
)
TENURES = f"Caf;Idequ;Siret;Du;Au\n781;E1;{SIRET};01/09/2010;31/12/2020\n781;E1;{OTHER};01/01/2021;\n"
LICENCES = "Caf;Idequ;Du;Places\n781;E1;01/09/2010;20\n"
WHOLE = {
    "cafs.csv": CAFS, "organisations.csv": ORGANISATIONS, "structures.csv": STRUCTURES, "tenures.csv": TENURES,
    "licences.csv": LICENCES,
}  # fmt: skip


def planned(texts: Mapping[str, str | bytes], known: Any = NOTHING) -> Plan:
    bodies = {name: text.encode() if isinstance(text, str) else text for name, text in texts.items()}
    return plan_of({name: read_file(BY_NAME[name], body, TODAY) for name, body in bodies.items()}, known)


def told(plan: Plan) -> list[tuple[str, ...]]:
    """The code of each problem, and where it lies."""
    return [(each.code.value, *each.path) for each in plan.problems]


def as_known(plan: Plan) -> dict[str, dict[Any, Any]]:
    """What the portal knows once a plan is carried out."""
    return NOTHING | {
        name: {BY_NAME[name].key_of(line.values): line.values for line in lines} for name, lines in plan.created.items()
    }


def test_what_is_new_is_created_whole() -> None:
    plan = planned(WHOLE)
    assert plan.problems == []
    assert {name: len(lines) for name, lines in plan.created.items()} == {
        "cafs.csv": 1, "organisations.csv": 2, "structures.csv": 1, "tenures.csv": 2, "licences.csv": 1,
    }  # fmt: skip
    assert plan.created["structures.csv"][0].values == {
        "caf": "781", "id_equ": "E1", "name": "Les Coquelicots", "kind": "EAJE", "nature": "MULTI_ACCUEIL",
        "commune": "Valmorin", "opened_on": date(2010, 9, 1), "closed_on": None, "ctg_since": None,
    }  # fmt: skip


def test_the_same_files_again_change_nothing() -> None:
    again = planned(WHOLE, as_known(planned(WHOLE)))
    assert again.problems == []
    assert not any(again.created.values())
    assert not any(again.changed.values())
    assert sum(again.left.values()) == 7


@pytest.mark.parametrize(
    "text",
    [
        "Caf,Idequ,Du,Places\n781,E1,01/09/2010,20\n",
        "caf\tid_equ\tstarts_on\tplaces\n781\tE1\t2010-09-01\t20\n",
        "\ufeffCAF;IDEQU;DÉBUT;PLACES AGRÉÉES\r\n781;E1;1/9/2010;20\r\n",
        'Places;"Du";Caf;Idequ\n"20";"01/09/2010";"781";"E1"\n\n;;;\n',
        "\n\nCaf code;Structure;First day;Places\n781;\u00a0E1 ;01.09.2010;\u00a020\u202f\n",
    ],
)
def test_a_file_is_read_as_people_and_spreadsheets_write_it(text: str) -> None:
    content = read_file(BY_NAME["licences.csv"], text.encode(), TODAY)
    assert content.problems == []
    assert [line.values for line in content.lines] == [
        {"caf": "781", "id_equ": "E1", "starts_on": date(2010, 9, 1), "places": 20}
    ]


@pytest.mark.parametrize(
    ("name", "row", "problem"),
    [
        ("cafs.csv", "78;Caf", ("IMPORT_CAF_CODE", "Code de la Caf")),
        ("cafs.csv", "7 81;Caf", ("IMPORT_CAF_CODE", "Code de la Caf")),
        ("cafs.csv", "٧٨١;Caf", ("IMPORT_CAF_CODE", "Code de la Caf")),
        ("cafs.csv", "781;", ("IMPORT_CELL_EMPTY", "Nom")),
        ("cafs.csv", "781", ("IMPORT_CELL_EMPTY", "Nom")),
        ("cafs.csv", "781;" + "x" * 121, ("BAD_TEXT", "Nom")),
        ("cafs.csv", "781;Caf\u202e", ("BAD_TEXT", "Nom")),
        ("cafs.csv", "781;Caf;", None),
        ("organisations.csv", "781;2,178E+13;Commune", ("BAD_SIRET", "Siret")),
        ("organisations.csv", "781;21780646800014;Commune", ("BAD_SIRET", "Siret")),
        ("organisations.csv", "781;217 806 468 00013;Commune", None),
        ("structures.csv", "781;E1;x;Crèche volante;V;01/09/2010;", ("UNKNOWN_CHOICE", "Nature d'activité")),
        ("structures.csv", "781;E1;x;micro creche;V;01/09/2010;", None),
        ("structures.csv", "781;E1;x;MULTI_ACCUEIL;V;01/09/2010;;", None),
        ("structures.csv", "781;E1;x;MICRO_CRECHE;V;31/02/2010;", ("BAD_DATES", "Ouverture")),
        ("structures.csv", "781;E1;x;MICRO_CRECHE;V;09/2010;", ("BAD_DATES", "Ouverture")),
        ("structures.csv", "781;E1;x;MICRO_CRECHE;V;01/09/0210;", ("BAD_DATES", "Ouverture")),
        ("structures.csv", "781;E1;x;MICRO_CRECHE;V;01/09/2010;31/08/2010", ("BAD_DATES", "Fermeture")),
        ("licences.csv", "781;E1;01/09/2010;0", ("OUT_OF_RANGE", "Places")),
        ("licences.csv", "781;E1;01/09/2010;1 000", ("OUT_OF_RANGE", "Places")),
        ("licences.csv", "781;E1;01/09/2010;20,5", ("INVALID_VALUE", "Places")),
        ("licences.csv", "781;E1;01/09/2010;vingt", ("INVALID_VALUE", "Places")),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_at_its_place(name: str, row: str, problem: tuple[str, str] | None) -> None:
    known = as_known(planned(WHOLE))
    head = WHOLE[name].split("\n", 1)[0]
    found = told(planned({name: f"{head}\n{row}\n"}, known))
    assert found == ([] if problem is None else [(problem[0], name, "2", problem[1])])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [("IMPORT_COLUMN_MISSING", "1", "Code de la Caf"), ("IMPORT_COLUMN_MISSING", "1", "Nom")]),
        ("Caf;Couleur\n781;bleu\n", [("SHEET_UNKNOWN_COLUMN", "1"), ("IMPORT_COLUMN_MISSING", "1", "Nom")]),
        ("Caf;Nom;\n781;x;\n", []),
        ("Caf;Nom;Caf\n781;x;781\n", [("SHEET_TWICE", "1", "Code de la Caf")]),
        ("Caf;Nom\n781;x;y\n782;x;z\n", [("SHEET_UNKNOWN_COLUMN", "2")]),
        ("Caf;Nom\n781;x\n781;y\n", [("IMPORT_TWICE", "3", "Code de la Caf")]),
        ('Caf;Nom\n781;"x\n782;y\n', [("IMPORT_BAD_QUOTES", "2")]),
        ('Caf;Nom\n781;"x\ny"\n78;z\n', [("IMPORT_CAF_CODE", "4", "Code de la Caf")]),
        (b"Caf;Nom\n781;x\n782;Is\xe8re\n", [("IMPORT_NOT_UTF8", "3")]),
        (b"\xff\xfeC\x00a\x00f\x00", [("IMPORT_NOT_UTF8", "1")]),
    ],
)
def test_what_is_wrong_with_a_file_is_told(text: str | bytes, problems: list[tuple[str, ...]]) -> None:
    assert told(planned({"cafs.csv": text})) == [(code, "cafs.csv", *where) for code, *where in problems]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"organisations.csv": f"Caf;Siret;Nom\n782;{SIRET};x\n"}, ("IMPORT_UNKNOWN", "organisations.csv", "2", "Code de la Caf")),
        ({"tenures.csv": f"Caf;Idequ;Siret;Du\n781;E9;{SIRET};01/09/2010\n"}, ("IMPORT_UNKNOWN", "tenures.csv", "2", "Idequ")),
        ({"tenures.csv": "Caf;Idequ;Siret;Du\n781;E1;21690123100011;01/09/2010\n"}, ("IMPORT_UNKNOWN", "tenures.csv", "2", "Siret")),
        ({"tenures.csv": f"Caf;Idequ;Siret;Du\n781;E1;{SIRET};01/01/2011\n"}, ("TENURE_OVERLAP", "tenures.csv", "2", "Premier jour")),
        ({"tenures.csv": f"Caf;Idequ;Siret;Du;Au\n781;E1;{SIRET};01/09/2010;01/01/2021\n"}, ("TENURE_OVERLAP", "tenures.csv", "2", "Premier jour")),
        ({"tenures.csv": f"Caf;Idequ;Siret;Du;Au\n781;E1;{SIRET};01/09/2009;31/08/2010\n"}, ("BAD_DATES", "tenures.csv", "2", "Premier jour")),
        ({"tenures.csv": f"Caf;Idequ;Siret;Du;Au\n781;E1;{OTHER};01/09/2010;31/12/2020\n"}, ("IMPORT_FIXED", "tenures.csv", "2", "Siret")),
        ({"licences.csv": "Caf;Idequ;Du;Places\n781;E1;31/08/2010;20\n"}, ("BAD_DATES", "licences.csv", "2", "Premier jour")),
        ({"structures.csv": STRUCTURES.replace("01/09/2010", "02/09/2010")}, ("BAD_DATES", "structures.csv", "2", "Ouverture")),
        ({"structures.csv": STRUCTURES.replace("2010;", "2010;31/12/2024")}, ("BAD_DATES", "structures.csv", "2", "Fermeture")),
    ],
)  # fmt: skip
def test_a_line_that_contradicts_what_is_known_is_told(changes: dict[str, str], problem: tuple[str, ...]) -> None:
    assert problem in told(planned(changes, as_known(planned(WHOLE))))


def test_the_kind_of_a_structure_may_be_told_and_its_nature_is_one_of_that_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told_kind = STRUCTURES.replace("Nom;", "Type;Nom;").replace("E1;Les", "E1;eaje;Les")
    assert planned(WHOLE | {"structures.csv": told_kind}).problems == []
    monkeypatch.setattr(plan, "KINDS", {"EAJE": replace(EAJE, natures={"MICRO_CRECHE": "Micro-crèche"})})
    assert ("UNKNOWN_CHOICE", "structures.csv", "2", "Nature d'activité") in told(planned(WHOLE))


def test_two_tenures_that_overlap_already_are_not_blamed_on_a_file() -> None:
    known = as_known(planned(WHOLE))
    first, second = known["tenures.csv"].values()
    first["ends_on"] = second["starts_on"]
    assert planned({"structures.csv": STRUCTURES.replace("Valmorin", "Montclair")}, known).problems == []


def test_a_structure_closes_with_what_it_holds_in_one_import() -> None:
    known = as_known(planned(WHOLE))
    plan = planned(
        {
            "structures.csv": STRUCTURES.replace("2010;", "2010;31/12/2024"),
            "tenures.csv": TENURES.replace("2021;", "2021;31/12/2024"),
        },
        known,
    )
    assert plan.problems == []
    assert [line.number for line in plan.changed["tenures.csv"]] == [3]


def test_a_column_that_is_not_there_leaves_what_is_known_and_an_empty_cell_empties_it() -> None:
    known = as_known(planned({**WHOLE, "structures.csv": STRUCTURES.replace("Fermeture", "Ctg depuis").replace("2010;", "2010;01/01/2020")}))  # fmt: skip
    without = STRUCTURES.replace(";Fermeture", "").replace("2010;", "2010")
    assert planned({"structures.csv": without}, known).left["structures.csv"] == 1
    emptied = planned({"structures.csv": STRUCTURES.replace("Fermeture", "Ctg depuis")}, known)
    assert emptied.changed["structures.csv"][0].values["ctg_since"] is None


def test_a_line_that_leans_on_a_bad_line_is_not_blamed_for_it() -> None:
    bad = ORGANISATIONS.replace("Commune de Valmorin", "")
    assert told(planned({**WHOLE, "organisations.csv": bad})) == [
        ("IMPORT_CELL_EMPTY", "organisations.csv", "2", "Raison sociale")
    ]
    unread = planned({**WHOLE, "structures.csv": "Caf\n781\n"})
    assert {each[1] for each in told(unread)} == {"structures.csv"}


def test_every_mistake_of_every_file_is_told_at_once() -> None:
    plan = planned(
        {
            "cafs.csv": CAFS + "78;Caf\n",
            "organisations.csv": ORGANISATIONS + "781;123;\n",
            "licences.csv": LICENCES + "781;E9;01/09/2010;20\n",
        }
    )
    assert told(plan) == [
        ("IMPORT_CAF_CODE", "cafs.csv", "3", "Code de la Caf"),
        ("BAD_SIRET", "organisations.csv", "4", "Siret"),
        ("IMPORT_CELL_EMPTY", "organisations.csv", "4", "Raison sociale"),
        ("IMPORT_UNKNOWN", "licences.csv", "2", "Idequ"),
        ("IMPORT_UNKNOWN", "licences.csv", "3", "Idequ"),
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_title_of_a_file_means_two_columns(file: Any) -> None:
    for column in file.columns:
        assert [file.titled(title) for title in (column.name, *column.titles)] == [column] * (len(column.titles) + 1)
