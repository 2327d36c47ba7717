"""The agreements that open a bonus, as the database keeps them, whatever the door."""

from itertools import product
from typing import Any

import asyncpg
import pytest

from rules.agreements import TERMS, Bonus
from tests.world import World

CHECK, EXCLUSION, FOREIGN_KEY, OUTSIDE, USED = "23514", "23P01", "23503", "PC065", "PC066"
FIGURES = {"places": "10", "amount": "3000.00", "growth": "8.00"}
LIVED = (
    "with place as (insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on)"
    " values ($1, 'AGREED', 'N', 'EAJE', 'MULTI_ACCUEIL', 'C', '2020-01-01') returning id)"
    " insert into tenure (caf_id, organisation_id, structure_id, starts_on, ends_on)"
    " select $1, $2, id, '2022-01-01', '2026-12-31' from place returning id"
)


def agreement(
    bonus: str = "ATTRACTIVENESS_PRIVATE", days: str = "'2025-01-01', null", tenure: str = "t.id", **figures: str
) -> str:
    """An agreement of the tenure `$1`."""
    values = ", ".join(figures.get(name, "null") for name in FIGURES)
    return (
        "insert into agreement (caf_id, structure_id, tenure_id, bonus, starts_on, ends_on, places, amount, growth)"
        f" select t.caf_id, t.structure_id, {tenure}, '{bonus}', {days}, {values} from tenure t where t.id = $1"
    )


async def refusal(connection: Any, statement: str, *values: Any) -> str | None:
    """The SQLSTATE and the constraint that refuse a statement, undone; none when it is let."""
    try:
        async with connection.transaction():
            await connection.execute(statement, *values)
    except asyncpg.PostgresError as refused:
        return f"{refused.sqlstate} {refused.constraint_name or ''}".strip()
    return None


@pytest.fixture
async def tenure(job: Any, done: World) -> Any:
    """One from 2022 to 2026, of a structure of its own."""
    return await job.fetchval(LIVED, done.caf, done.organisation)


@pytest.mark.parametrize("bonus", Bonus)
async def test_it_tells_the_figures_that_its_bonus_asks_and_no_other(job: Any, tenure: int, bonus: Bonus) -> None:
    asked = {name for name in FIGURES if getattr(TERMS[bonus], name)}
    for held in product((True, False), repeat=len(FIGURES)):
        figures = {name: FIGURES[name] for name, told in zip(FIGURES, held, strict=True) if told}
        found = await refusal(job, agreement(bonus, **figures), tenure)
        assert (found is None) is (set(figures) == asked), (bonus, figures)
        assert found is None or found.startswith(f"{CHECK} agreement_")


@pytest.mark.parametrize(
    ("bonus", "figures", "expected"),
    [
        ("TERRITORY_EMPLOYER", {"places": "0"}, "agreement_places_as_asked"),
        ("TERRITORY_EMPLOYER", {"places": "1"}, None),
        ("TERRITORY_EMPLOYER", {"places": "999"}, None),
        ("TERRITORY_EMPLOYER", {"places": "1000"}, "agreement_places_as_asked"),
        ("TERRITORY_EXISTING", {"places": "1", "amount": "0"}, "agreement_amount_as_asked"),
        ("TERRITORY_EXISTING", {"places": "1", "amount": "-0.01"}, "agreement_amount_as_asked"),
        ("TERRITORY_EXISTING", {"places": "1", "amount": "'NaN'"}, "agreement_amount_as_asked"),
        ("TERRITORY_EXISTING", {"places": "1", "amount": "0.01"}, None),
        ("TRAJECTORY", {"growth": "0"}, "agreement_growth_as_asked"),
        ("TRAJECTORY", {"growth": "'NaN'"}, "agreement_growth_as_asked"),
        ("TRAJECTORY", {"growth": "0.01"}, None),
        ("MIXITY", {}, "agreement_bonus_known"),
    ],
)
async def test_its_figures_are_above_nothing(
    job: Any, tenure: int, bonus: str, figures: dict[str, str], expected: str | None
) -> None:
    assert await refusal(job, agreement(bonus, **figures), tenure) == (expected and f"{CHECK} {expected}")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("'2021-12-31', null", OUTSIDE),
        ("'2022-01-01', null", None),
        ("'2026-12-31', null", None),
        ("'2027-01-01', null", OUTSIDE),
        ("'2022-01-01', '2026-12-31'", None),
        ("'2022-01-01', '2027-01-01'", OUTSIDE),
        ("'2025-01-02', '2025-01-01'", f"{CHECK} agreement_days_in_order"),
        ("'2025-01-02', '2025-01-02'", None),
    ],
)
async def test_it_lies_within_its_tenure(job: Any, tenure: int, days: str, expected: str | None) -> None:
    assert await refusal(job, agreement(days=days), tenure) == expected


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [("2024-12-31", OUTSIDE), ("2025-01-01", None), ("2025-06-30", None), ("2030-01-01", None)],
)
async def test_a_tenure_does_not_end_before_its_agreements_begin(
    job: Any, tenure: int, last_day: str, expected: str | None
) -> None:
    await job.execute(agreement(days="'2025-01-01', '2025-12-31'"), tenure)
    assert await refusal(job, f"update tenure set ends_on = '{last_day}' where id = $1", tenure) == expected


@pytest.mark.parametrize(
    ("days", "fits"),
    [
        ("'2022-01-01', '2023-12-31'", True),
        ("'2022-01-01', '2024-01-01'", False),
        ("'2022-01-01', null", False),
        ("'2024-02-01', '2024-02-01'", False),
        ("'2024-12-31', null", False),
        ("'2025-01-01', null", True),
    ],
)
async def test_a_bonus_is_opened_once_at_a_time(job: Any, tenure: int, days: str, fits: bool) -> None:
    await job.execute(agreement(days="'2024-01-01', '2024-12-31'"), tenure)
    assert await refusal(job, agreement(days=days), tenure) == (
        None if fits else f"{EXCLUSION} agreement_one_at_a_time"
    )
    assert await refusal(job, agreement("ATTRACTIVENESS_PUBLIC", days), tenure) is None


async def test_it_is_of_one_tenure_of_its_structure(job: Any, tenure: int, done: World, other: World) -> None:
    for strange in (done.tenures[0], other.tenures[0]):
        crossing = agreement(tenure=f"{strange} + 0 * t.id")
        assert await refusal(job, crossing, tenure) in {f"{FOREIGN_KEY} agreement_same_tenure", OUTSIDE}
    assert await refusal(job, agreement(), done.tenures[0]) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("'2022-01-01', '2023-12-31'", None),
        ("'2022-01-01', '2024-01-01'", USED),
        ("'2024-12-31', null", USED),
        ("'2025-01-01', null", None),
    ],
)
async def test_what_was_counted_in_figures_that_were_sent_is_not_struck_out(
    job: Any, done: World, days: str, expected: str | None
) -> None:
    """The first declaration of this world, of 2024, was sent; the second was not."""
    for tenure, refused in ((done.tenures[0], expected), (done.tenures[1], None)):
        key = await job.fetchval(f"{agreement(days=days)} returning id", tenure)
        assert await refusal(job, "delete from agreement where id = $1", key) == refused
