"""`portal bench`: its floors answer what the portal answers, and do the least work."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import orjson
import pytest
from starlette.requests import Request

from demo.bench.figures import activity_of
from demo.bench.guards import path_without
from demo.bench.measure import window
from demo.bench.one_save import ONE_SAVE
from demo.bench.population import PASSWORD, TINY, people
from demo.bench.question import Question
from demo.bench.run import fill, served
from demo.bench.serving import QUESTIONS, app_with_floors, floor_path
from demo.bench.sides import Pair, Saves, costs, difference, pairs
from demo.bench.visit import visit
from models.engine import DB, DbRole, watch_statements
from resolvers.asker import House
from resolvers.opaque import key_of
from resolvers.sessions import load_scope
from server.database_url import Urls, connect
from server.settings import Mode, Settings
from tests.serving import engine_on
from tests.world import SECRETS

SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }"


DRAFTS = "{ declarations(state: IN_PROGRESS) { nodes { id activity { version } } } }"


FIRST = "{ declarations(first: 1, year: 2023) { nodes { id } } }"


@pytest.fixture(scope="module")
async def slice_urls(clone: Callable[[], Awaitable[Urls]]) -> Urls:
    """A database of this module's own, with the smallest population that can be measured."""
    urls = await clone()
    # Its own engine for a while: `fill` is a program of its own, and would write where the other tests read.
    with engine_on(urls):
        await fill(urls, TINY)
    return urls


@pytest.fixture(scope="module")
async def job(slice_urls: Urls) -> AsyncIterator[asyncpg.Connection]:
    """A look at every row."""
    connection = await connect(slice_urls[DbRole.JOB])
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def measured(slice_urls: Urls) -> AsyncIterator[tuple[int, list[Pair]]]:
    """The portal and its floors in a process of their own, both sides of each question compared."""
    with served(slice_urls, TINY.declarations) as port:
        yield port, await pairs(port, TINY)


class Asking:
    """The same application in this process, where statements can be counted."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.sent: list[str] = []

    async def sign_in(self, question: Question) -> None:
        self.http.cookies.clear()
        given = {"email": people(TINY)[question.who].email, "password": PASSWORD}
        await self.data(SIGN_IN, input=given)

    async def data(self, document: str, **variables: Any) -> Any:
        body = (await self.http.post("/graphql", json={"query": document, "variables": variables})).json()
        assert "errors" not in body, body
        return body["data"]

    async def variables(self, question: Question) -> dict[str, Any]:
        if question.writes:
            draft = (await self.data(DRAFTS))["declarations"]["nodes"][-1]
            values = {"eajeActivity": activity_of(12)}
            return {"input": {"declaration": draft["id"], "version": draft["activity"]["version"], "values": values}}
        if "$first" in question.document:
            return {"first": TINY.declarations}
        return {"id": (await self.data(FIRST))["declarations"]["nodes"][0]["id"]} if "$id" in question.document else {}

    async def floor(self, question: Question, given: dict[str, Any]) -> Any:
        if question.writes:
            return (await self.http.post(floor_path(question), json=given)).json()
        return (await self.http.get(floor_path(question), params=given)).json()


@pytest.fixture
async def asking(slice_urls: Urls) -> AsyncIterator[Asking]:
    """One connection for each role, each thing that is sent to PostgreSQL written down."""
    before = DB.urls, DB.pools
    DB.urls, DB.pools = {}, {}
    DB.know(slice_urls)
    await DB.start(DbRole.APP, DbRole.AUTH, max_size=1)
    settings = Settings.read(mode=Mode.TEST, secret_key=SECRETS[0], page_max=TINY.declarations)
    transport = httpx.ASGITransport(app=app_with_floors(settings))
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            made = Asking(http)
            for pool in DB.pools.values():
                async with pool.acquire() as connection:
                    connection.add_query_logger(lambda sent: made.sent.append(sent.query))
            yield made
    finally:
        await DB.stop()
        DB.urls, DB.pools = before


def test_each_question_has_a_floor_that_answers_the_same(measured: tuple[int, list[Pair]]) -> None:
    assert [pair.question.name for pair in measured[1]] == [
        "my_structures", "overview", "awaiting_me", "comparison", "long_list_officer", "long_list_partner",
        "one_estimate", "one_save",
    ]  # fmt: skip


async def test_what_the_guards_cost_is_measured_on_the_same_answers(measured: tuple[int, list[Pair]]) -> None:
    port, _ = measured
    found = await costs(port, TINY)
    assert [(pair.question.name, pair.without) for pair in found] == [
        ("long_list_officer", "rows"), ("long_list_officer", "verdicts"), ("long_list_officer", "both"),
        ("long_list_partner", "both"),
    ]  # fmt: skip
    assert len({pair.title for pair in found}) == 4
    for pair in found:
        assert len((await window(port, pair.floor, 2, 0.05)).latencies) >= 2


@pytest.mark.parametrize(
    ("left_out", "scoped", "judged"), [("rows", 1, True), ("verdicts", 2, False), ("both", 1, False)]
)
async def test_what_is_left_out_is_left_out(asking: Asking, left_out: str, scoped: int, judged: bool) -> None:
    """A field that the officer may not read is refused where fields are judged; unjudged, nobody has read what it wants.

    The look-up of one's own roles is under a scope on both sides; the list is where its rows are guarded.
    """
    await asking.sign_in(next(each for each in QUESTIONS if each.name == "long_list_officer"))
    document = {"query": "{ declarations(first: 1) { nodes { estimate { amount } } } }"}
    body = (await asking.http.post(path_without(left_out), json=document)).json()
    assert [each["extensions"]["code"] for each in body["errors"]] == ["FORBIDDEN" if judged else "INTERNAL_ERROR"]
    asking.sent.clear()
    await asking.http.post(path_without(left_out), json=document)
    assert len([each for each in asking.sent if "portal.officer_caf" in each]) == scoped


async def test_the_answers_are_not_empty(asking: Asking) -> None:
    for question in QUESTIONS:
        await asking.sign_in(question)
        answered = await asking.floor(question, await asking.variables(question))
        found = orjson.dumps(answered).decode()
        leaves = found.count(":") - found.count(":{") - found.count(":[")
        assert leaves - found.count("null") > LEAVES.get(question.name, TINY.declarations * 19)


LEAVES = {
    "one_save": 4, "one_estimate": 100, "my_structures": 200, "overview": 500, "awaiting_me": 500, "comparison": 3_000,
}  # fmt: skip
"""Values that an answer holds at least; a long list holds twenty for each of its declarations."""


async def test_a_planted_difference_is_seen(asking: Asking, job: asyncpg.Connection) -> None:
    question = next(each for each in QUESTIONS if each.name == "one_estimate")
    await asking.sign_in(question)
    given = await asking.variables(question)
    both = [await asking.data(question.document, **given), (await asking.floor(question, given))["data"]]
    assert difference(*both) is None
    structure = "(select structure_id from declaration where id = $1)"
    key, name = key_of("Declaration", given["id"]), both[0]["declaration"]["structure"]["name"]
    rename = f"update structure set name = $2 where id = {structure}"
    await job.execute(rename, key, "Autre")
    try:
        later = (await asking.floor(question, given))["data"]
    finally:
        await job.execute(rename, key, name)
    assert difference(both[0], later) == f".declaration.structure.name ({name} ≠ Autre)"


async def test_the_floor_writes_what_the_portal_writes(
    measured: tuple[int, list[Pair]], job: asyncpg.Connection
) -> None:
    one, other = (_saves(side.request) for side in (measured[1][-1].portal, measured[1][-1].floor))
    assert len(one) == len(other) == ONE_SAVE.connections
    for mine, twin in zip(one, other, strict=True):
        written = [await _written(job, declaration) for declaration in (mine, twin)]
        assert written[0] == written[1]
        assert written[0]["audit"] == 3


def _saves(request: object) -> list[str]:
    assert isinstance(request, Saves)
    return [declaration for declaration, _ in request.drafts]


async def _written(job: asyncpg.Connection, declaration: str) -> dict[str, Any]:
    """All that a save leaves behind, without keys and times."""
    key = key_of("Declaration", declaration)
    row = await job.fetchrow("select state, version from declaration where id = $1", key)
    parts = await job.fetch(
        'select part, state, version, form_version, "values", remarks, saved_by_name, saved_by_id is null as unsaved'
        " from declaration_part where declaration_id = $1 order by part",
        key,
    )
    estimate = await job.fetchrow(
        "select psu, amount, detail, fictional, computed_at > now() - interval '1 hour' as redone"
        " from declaration_estimate where declaration_id = $1",
        key,
    )
    audit = await job.fetch(
        "select actor_name, act, outcome, codes, caf_id, from_state, to_state, length(request_id) as long,"
        " structure_id is not null and tenure_id is not null as placed, role_grant_id"
        " from audit_entry where declaration_id = $1",
        key,
    )
    told = await job.fetch(
        "select actor_name, act, part, from_state, to_state, version, told_caf_id, reason, items from declaration_event"
        " where declaration_id = $1 order by id",
        key,
    )
    assert len({tuple(each) for each in audit}) == 1
    assert len(told) == len(audit)
    kept = [tuple(each) for each in (row, *parts, estimate, audit[0], *told)]
    return {"rows": kept, "audit": len(audit)}


ROUND_TRIPS = {
    "my_structures": 6, "overview": 6, "awaiting_me": 6, "comparison": 7, "long_list_officer": 6, "long_list_partner": 7,
    "one_estimate": 6, "one_save": 8,
}  # fmt: skip
"""Session; begin, roles, scope, commit; and the question's own."""


MOST_STATEMENTS = {
    "my_structures": 5, "overview": 11, "awaiting_me": 4, "comparison": 6, "long_list_officer": 7, "long_list_partner": 5,
    "one_estimate": 5, "one_save": 14,
}  # fmt: skip
"""Of the portal, without begin and commit; the session and the roles are two of them."""


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
async def test_the_work_of_both_sides_is_counted(asking: Asking, question: Question) -> None:
    await asking.sign_in(question)
    for _ in ("the first time, asyncpg looks up the types", "from then on"):
        given = await asking.variables(question)
        asking.sent.clear()
        assert "data" in await asking.floor(question, given)
    assert len(asking.sent) == ROUND_TRIPS[question.name], asking.sent
    given = await asking.variables(question)
    asking.sent.clear()
    with watch_statements() as seen:
        await asking.data(question.document, **given)
    assert len(seen) <= MOST_STATEMENTS[question.name], seen
    assert len(asking.sent) >= len(seen)


async def test_the_floor_sees_under_the_same_scope(asking: Asking, job: asyncpg.Connection) -> None:
    now = datetime.now(UTC)
    for question in QUESTIONS:
        await asking.sign_in(question)
        cookie = "; ".join(f"{name}={value}" for name, value in asking.http.cookies.items())
        request = Request({"type": "http", "headers": [(b"cookie", cookie.encode())]})
        person = await job.fetchrow(
            "select id, display_name from person where email = $1", people(TINY)[question.who].email
        )
        scope = await load_scope(person["id"], person["display_name"], now)
        async with visit(request, House()) as visitor:
            for name, value in scope.settings.items():
                assert await visitor.connection.fetchval("select current_setting($1)", name) == value, name
            assert await visitor.connection.fetchval("select current_user") == DbRole.APP


async def test_a_window_counts_what_was_answered(measured: tuple[int, list[Pair]]) -> None:
    port, found = measured
    for side in (found[0].portal, found[0].floor):
        seen = await window(port, side, 2, 0.05)
        assert len(seen.latencies) >= 2
        assert seen.rate > 0
        assert 0 < seen.latency < 10_000
        assert 0 < seen.work < 10_000
