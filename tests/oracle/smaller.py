"""A counterexample made small: rows and fields are left out one by one, as long as the answer stays wrong."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from tests.oracle.questions import Fragment, Pick, Question
from tests.oracle.world import World

Wrong = Callable[[World, Question], Awaitable[list[str]]]
TRIES = 400
NOT_ASKED = "GRAPHQL_VALIDATION_FAILED"
"""What a question comes to that has lost too much: that is no wrong answer."""
POINTS_TO = {
    "caf_id": "cafs", "organisation_id": "organisations", "structure_id": "structures", "tenure_id": "tenures",
    "period_id": "periods", "person_id": "people", "actor_id": "people", "approver_id": "people", "declaration_id": "declarations",
    "submission_id": "submissions", "previous_id": "submissions", "release_id": "releases",
}  # fmt: skip
"""Which rows a column points to: what points nowhere goes too."""


async def smaller(world: World, question: Question, wrong: Wrong) -> tuple[World, Question, list[str]]:
    """The smallest world and question that are still answered wrong, and what is wrong then."""
    said = await wrong(world, question)
    left = TRIES
    again = True
    while again:
        again = False
        for one, other in _less(world, question):
            left -= 1
            try:
                found = await wrong(one, other)
            except Exception:  # the oracle, too, wants a whole world
                found = []
            if left <= 0:
                return world, question, said
            if found and not any(NOT_ASKED in each for each in found):
                world, question, said, again = one, other, found, True
                break
    return world, question, said


def _less(world: World, question: Question) -> Iterator[tuple[World, Question]]:
    for picks in _fewer(question.picks):
        yield world, replace(question, picks=picks)
    for name, rows in world.lists():
        for row in reversed(rows):
            if not (name == "people" and row.id == world.viewer):
                yield _without(world, name, row), question


def _fewer(picks: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Without one of the fields, without its fragment, or with fewer below one of them."""
    for place, each in enumerate(picks):
        if len(picks) > 1:
            yield (*picks[:place], *picks[place + 1 :])
        if isinstance(each, Fragment):
            yield (*picks[:place], *each.picks, *picks[place + 1 :])
        if isinstance(each, Fragment) or each.picks:
            for fewer in _fewer(tuple(each.picks)):
                yield (*picks[:place], replace(each, picks=fewer), *picks[place + 1 :])
        if isinstance(each, Pick) and each.alias and len(picks) == 1:
            yield (replace(each, alias=""),)


def _without(world: World, name: str, row: Any) -> World:
    """The world without a row and without what points to it."""
    held = {key: [each for each in rows if each is not row] for key, rows in world.lists()}
    while True:
        known = {key: {each.id for each in rows} for key, rows in held.items()}
        kept = {key: [each for each in rows if _whole(each, known)] for key, rows in held.items()}
        if kept == held:
            return World(now=world.now, viewer=world.viewer, **held)
        held = kept


def _whole(row: Any, known: dict[str, set[int]]) -> bool:
    points = {each.name: getattr(row, each.name) for each in fields(row) if each.name in POINTS_TO}
    return all(key is None or key in known[POINTS_TO[name]] for name, key in points.items()) and (
        not hasattr(row, "tenures") or set(row.tenures) <= known["tenures"]
    )
