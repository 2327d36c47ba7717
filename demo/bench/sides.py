"""The two sides of each question, ready to be asked: the same person, the same variables, the same session cookie.

Before anything is measured, what both answer is compared; a difference ends the run.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from demo.bench.client import Line, get, post
from demo.bench.figures import activity_of
from demo.bench.guards import COSTS, LEFT_OUT, path_without
from demo.bench.population import PASSWORD, PERIODS, Extent, people
from demo.bench.question import Question
from demo.bench.serving import QUESTIONS, floor_path

_SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }"
_DRAFTS = """
query ($state: [DeclarationState!]!, $kind: DeclarationKind!, $year: Int!) {
  declarations(state: $state, kind: $kind, year: $year) { nodes { id activity { version } } } }
"""
_FIRST = "query ($year: Int!) { declarations(first: 1, year: $year) { nodes { id } } }"
Ask = Callable[[bytes], Any]


class Differs(Exception):
    """The floor does not answer what the portal answers: nothing can be compared."""


@dataclass(slots=True)
class Side:
    """Either side of a question. `request` makes the next one of a connection, `fine` judges its answer."""

    request: Callable[[int], bytes]
    fine: Callable[[bytes], bool]


@dataclass(slots=True)
class Saves:
    """Saves into drafts of one's own, a connection each: other figures each time, the version counted along."""

    make: Callable[[dict[str, Any]], bytes]
    drafts: list[tuple[str, int]]
    numbers: dict[int, int] = field(default_factory=dict)

    def __call__(self, connection: int) -> bytes:
        """The next save of this connection."""
        declaration, version = self.drafts[connection]
        number = self.numbers[connection] = self.numbers.get(connection, -1) + 1
        values = {**activity_of(12), "openingDays": 220 + number % 2, "hoursBilledUnder4": f"{20700 + number % 3}.5"}
        return self.make({"declaration": declaration, "version": version + number, "values": {"eajeActivity": values}})


@dataclass(frozen=True, slots=True)
class Pair:
    """One question with its two sides. `without` names the guards that the floor leaves out, where that is all it does."""

    question: Question
    title: str
    portal: Side
    floor: Side
    without: str = ""


async def pairs(port: int, extent: Extent) -> list[Pair]:
    """Sign everybody in, find what is asked about, and check that both sides agree. Raises `Differs`."""
    made = []
    for question in QUESTIONS:
        line = await signed_in(port, question, extent)
        variables = await _variables(line, question, extent)
        pair = await (_writing(line, question) if question.writes else _reading(line, question, variables))
        line.close()
        made.append(pair)
    return made


async def costs(port: int, extent: Extent) -> list[Pair]:
    """What is answered with its guards, and the same without some of them. Raises `Differs`."""
    made = []
    for question, left_out in COSTS:
        line = await signed_in(port, question, extent)
        given = await _variables(line, question, extent)
        body = {"query": question.document, "variables": given}
        guarded, bare = post("/graphql", body, line.cookie), post(path_without(left_out), body, line.cookie)
        answers = [await line.ask(guarded), await line.ask(bare)]
        check_equal(question, *answers)
        line.close()
        title = f"{question.title.format(**given)}, {LEFT_OUT[left_out]}"
        made.append(Pair(question, title, _same(guarded, answers[0]), _same(bare, answers[1]), left_out))
    return made


async def signed_in(port: int, question: Question, extent: Extent) -> Line:
    """A connection with the session of whoever asks."""
    line = await Line.open(port)
    given = {"email": people(extent)[question.who].email, "password": PASSWORD}
    await asked(line, _SIGN_IN, {"input": given})
    return line


async def asked(line: Line, document: str, variables: Mapping[str, Any]) -> Any:
    """The data of a GraphQL answer without errors."""
    body = orjson.loads(await line.ask(post("/graphql", {"query": document, "variables": variables}, line.cookie)))
    if "errors" in body:
        raise Differs(f"{body['errors']}")
    return body["data"]


async def _variables(line: Line, question: Question, extent: Extent) -> dict[str, Any]:
    if "$first" in question.document:
        return {"first": extent.declarations}
    if "$id" in question.document:
        found = await asked(line, _FIRST, {"year": PERIODS[0][1]})
        return {"id": found["declarations"]["nodes"][0]["id"]}
    return {}


async def _reading(line: Line, question: Question, variables: dict[str, Any]) -> Pair:
    portal = post("/graphql", {"query": question.document, "variables": variables}, line.cookie)
    floor = get(floor_path(question), line.cookie, **variables)
    answers = [await line.ask(portal), await line.ask(floor)]
    check_equal(question, *answers)
    title = question.title.format(**variables)
    return Pair(question, title, _same(portal, answers[0]), _same(floor, answers[1]))


def _same(request: bytes, body: bytes) -> Side:
    return Side(lambda _: request, lambda given: given == body)


async def _writing(line: Line, question: Question) -> Pair:
    """The drafts of the portal and of the floor are twins: the same form, so that the same saves answer the same."""
    kind, year = PERIODS[-1]
    found = await asked(line, _DRAFTS, {"state": "IN_PROGRESS", "kind": kind.value, "year": year})
    drafts = [(each["id"], each["activity"]["version"]) for each in found["declarations"]["nodes"]]
    cookie = line.cookie

    def through_portal(given: dict[str, Any]) -> bytes:
        return post("/graphql", {"query": question.document, "variables": {"input": given}}, cookie)

    def through_floor(given: dict[str, Any]) -> bytes:
        return post(floor_path(question), {"input": given}, cookie)

    each = question.connections
    saves = (Saves(through_portal, drafts[:each]), Saves(through_floor, drafts[each : 2 * each]))
    for connection, _ in itertools.product(range(each), range(3)):
        check_equal(question, *[await line.ask(save(connection)) for save in saves])
    sides = [Side(save, lambda body: b'"errors":[]' in body) for save in saves]
    return Pair(question, question.title, sides[0], sides[1])


def check_equal(question: Question, portal: bytes, floor: bytes) -> None:
    """Compare two answers after parsing. Raises `Differs` with the place."""
    place = difference(orjson.loads(portal), orjson.loads(floor))
    if place is not None:
        raise Differs(f"{question.name} : le plancher ne répond pas comme le portail, en {place}")


def difference(one: Any, other: Any, place: str = "") -> str | None:
    """Where two JSON values first differ, or none."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        found = (difference(one[key], other[key], f"{place}.{key}") for key in one)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        found = (difference(*both, f"{place}[{number}]") for number, both in enumerate(zip(one, other, strict=True)))
    else:
        same = type(one) is type(other) and one == other
        return None if same else f"{place or '.'} ({str(one)[:60]} ≠ {str(other)[:60]})"
    return next((each for each in found if each is not None), None)
