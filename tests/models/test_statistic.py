"""What a ratio and a cell must be, whoever writes them."""

from typing import Any

import asyncpg
import pytest

from tests.world import World

COPY = (
    "insert into structure_ratio (caf_id, structure_id, tenure_id, declaration_id, submission_id, siren, structure_kind,"
    " year, nature, size_class, ratio, numerator, denominator, reason)"
    " select caf_id, structure_id, tenure_id, declaration_id, submission_id, {siren}, {kind}, {year}, nature, size_class,"
    " 'ANOTHER', {numerator}, {denominator}, {reason} from structure_ratio where structure_id = $1 limit 1"
)
AS_IT_IS = {
    "siren": "siren", "kind": "structure_kind", "year": "year", "numerator": "0", "denominator": "1", "reason": "null",
}  # fmt: skip
WRONG = {
    "another organisation": ({"siren": "'999999999'"}, "PC040"),
    "another year": ({"year": "year + 1"}, "PC040"),
    "another kind": ({"kind": "'ALSH'"}, "PC040"),
    "no organisation": ({"siren": "'12345678'"}, "PC040"),
    "a denominator of zero": ({"denominator": "0"}, "23514"),
    "half a ratio": ({"denominator": "null"}, "23514"),
    "neither terms nor reason": ({"numerator": "null", "denominator": "null"}, "23514"),
    "terms and a reason": ({"reason": "'NOT_DECLARED'"}, "23514"),
    "a reason that is none": ({"numerator": "null", "denominator": "null", "reason": "'SECRET'"}, "23514"),
}


async def _refused(job: Any, sql: str, *args: Any) -> str | None:
    try:
        await job.execute(sql, *args)
    except asyncpg.PostgresError as refusal:
        return str(refusal.sqlstate)
    return None


@pytest.mark.parametrize("given", [{}, {"numerator": "null", "denominator": "null", "reason": "'NOT_APPLICABLE'"}])
async def test_a_ratio_has_two_terms_or_a_reason(job: Any, done: World, given: dict[str, str]) -> None:
    assert await _refused(job, COPY.format(**{**AS_IT_IS, **given}), done.structures[0]) is None


@pytest.mark.parametrize(("given", "code"), WRONG.values(), ids=WRONG)
async def test_a_ratio_is_that_of_its_declaration_or_refused(
    job: Any, done: World, given: dict[str, str], code: str
) -> None:
    assert await _refused(job, COPY.format(**{**AS_IT_IS, **given}), done.structures[0]) == code


async def test_a_ratio_stands_once_and_only_with_its_right(job: Any, done: World, other: World) -> None:
    twice = COPY.replace("'ANOTHER'", "ratio").format(**AS_IT_IS)
    assert await _refused(job, twice, done.structures[0]) == "23505"


CELL = (
    "insert into statistics_cell (release_id, structure_kind, year, ratio, axis, code, average, q1, median, q3, band,"
    " coverage, reason) select max(id), 'KIND', 2021, 'R', {axis}, {code}, {average}, 1, 1, 1, '5 à 9', {coverage}, {reason}"
    " from statistics_release"
)
FULL = {"axis": "'ALL'", "code": "''", "average": "1", "coverage": "70", "reason": "null"}
ILL_MADE = {
    "an unknown axis": ({"axis": "'TOWN'", "code": "'X'"}, "23514"),
    "all of something": ({"code": "'X'"}, "23514"),
    "a nature without a name": ({"axis": "'NATURE'"}, "23514"),
    "a figure missing": ({"average": "null"}, "23514"),
    "secret and told": ({"reason": "'SECRET'"}, "23514"),
    "covered twice": ({"coverage": "101"}, "23514"),
}


async def _open(job: Any) -> None:
    await job.execute(
        "insert into statistics_release (structure_kind, year, released_at, parameters) values ('KIND', 2021, now(), '{}')"
    )


async def test_a_cell_is_written_with_its_release_once(job: Any, done: World) -> None:
    await _open(job)
    assert await _refused(job, CELL.format(**FULL)) is None
    assert await _refused(job, CELL.format(**FULL)) == "23505"


@pytest.mark.parametrize(("given", "code"), ILL_MADE.values(), ids=ILL_MADE)
async def test_an_ill_made_cell_is_refused(job: Any, done: World, given: dict[str, str], code: str) -> None:
    await _open(job)
    assert await _refused(job, CELL.format(**{**FULL, **given})) == code
