"""The agreements of a file: read as people write them, placed in a tenure, every mistake told at its line and column."""

from datetime import date
from decimal import Decimal

import pytest

from tests.rules.test_imports import OTHER, WHOLE, as_known, planned, told

TITLES = "Caf;Idequ;Bonus;Du;Au;Places;Montant par place;Progression\n"
NEW = "Bonus territoire Ctg, offre nouvelle"
LINES = (
    f"781;E1;{NEW};01/01/2022;31/12/2023;4;2 750,50 €;\n"
    "781;E1;territory_new;01/01/2024;;5;3000;\n"
    "781;E1;TRAJECTORY;01/11/2025;;;;8,5 %\n"
)


def files(lines: str, **others: str) -> dict[str, str]:
    return {**WHOLE, **others, "agreements.csv": TITLES + lines}


def test_they_are_created_whole_and_the_same_file_again_changes_nothing() -> None:
    plan = planned(files(LINES))
    assert told(plan) == []
    first, _, last = (line.values for line in plan.created["agreements.csv"])
    of = {"caf": "781", "id_equ": "E1"}
    assert first == {
        **of, "bonus": "TERRITORY_NEW", "starts_on": date(2022, 1, 1), "ends_on": date(2023, 12, 31), "places": 4,
        "amount": Decimal("2750.50"), "growth": None,
    }  # fmt: skip
    assert (last["bonus"], last["growth"], last["ends_on"]) == ("TRAJECTORY", Decimal("8.5"), None)
    again = planned(files(LINES), as_known(plan))
    assert (told(again), again.left["agreements.csv"]) == ([], 3)
    ended = planned(files(LINES.replace("01/01/2024;;", "01/01/2024;31/12/2024;")), as_known(plan))
    assert [line.number for line in ended.changed["agreements.csv"]] == [3]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("781;E1;Bonus mixité;01/01/2022;;;;", ("UNKNOWN_CHOICE", "2", "Bonus")),
        ("781;E9;TRAJECTORY;01/11/2025;;;;8", ("IMPORT_UNKNOWN", "2", "Idequ")),
        ("781;E1;TRAJECTORY;31/10/2025;;;;8", ("BONUS_NOT_YET", "2", "Premier jour")),
        ("781;E1;TRAJECTORY;01/11/2025;;;;", ("ITEM_MISSING", "2", "Progression")),
        ("781;E1;TRAJECTORY;01/11/2025;;4;;8", ("FIGURE_NOT_ASKED", "2", "Places cofinancées")),
        ("781;E1;TRAJECTORY;01/11/2025;31/10/2025;;;8", ("BAD_DATES", "2", "Dernier jour")),
        (f"781;E1;{NEW};01/01/2022;;4;2599,99;", ("OUT_OF_RANGE", "2", "Montant par place")),
        (f"781;E1;{NEW};01/01/2022;;4;3600,01;", ("OUT_OF_RANGE", "2", "Montant par place")),
        (f"781;E1;{NEW};01/01/2022;;4;cher;", ("INVALID_VALUE", "2", "Montant par place")),
        (f"781;E1;{NEW};01/01/2022;;0;3000;", ("OUT_OF_RANGE", "2", "Places cofinancées")),
        (f"781;E1;{NEW};01/06/2020;01/01/2021;4;3000;", ("BAD_DATES", "2", "Dernier jour")),
        (f"781;E1;{NEW};01/06/2020;31/12/2020;4;3000;", None),
        (
            f"781;E1;{NEW};01/01/2022;01/01/2023;4;3000;\n781;E1;{NEW};01/01/2023;;4;3000;",
            ("AGREEMENT_OVERLAP", "3", "Premier jour"),
        ),
        (f"781;E1;{NEW};01/01/2022;31/12/2022;4;3000;\n781;E1;{NEW};01/01/2023;;4;3000;", None),
        (f"781;E1;{NEW};01/01/2022;;4;3000;\n781;E1;{NEW};01/01/2022;;4;3000;", ("IMPORT_TWICE", "3", "Premier jour")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(lines: str, expected: tuple[str, ...] | None) -> None:
    found = told(planned(files(lines + "\n")))
    assert found == ([(expected[0], "agreements.csv", *expected[1:])] if expected else [])


def test_outside_of_every_tenure_there_is_none() -> None:
    tenures = f"Caf;Idequ;Siret;Du;Au\n781;E1;{OTHER};01/01/2021;31/12/2022\n"
    found = planned(files(f"781;E1;{NEW};01/01/2023;;4;3000;\n", **{"tenures.csv": tenures}))
    assert told(found) == [("BAD_DATES", "agreements.csv", "2", "Premier jour")]
