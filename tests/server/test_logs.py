"""The log: one line an event with named fields; the id of the request everywhere; no secret, no text of people."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
import structlog

from models.engine import DB, DbRole, connect_as
from server.logs import fields, set_up
from server.logs.setting import formatter
from server.settings import Mode
from tests.browser import JSON, Browser, settings
from tests.world import PASSWORD, World

SECRET = "le secret de la maison"
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }"


class Lines:
    """What was written since the last look."""

    def __init__(self, written: io.StringIO) -> None:
        self.written = written

    @property
    def text(self) -> str:
        """As it was written."""
        return self.written.getvalue()

    def all(self) -> list[dict[str, Any]]:
        """Each line, read."""
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        """The lines of one event."""
        return [line for line in self.all() if line["event"] == event]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Everything from info on, as production writes it."""
    written = io.StringIO()
    handler, root = logging.StreamHandler(written), logging.getLogger()
    handler.setFormatter(formatter(Mode.PRODUCTION))
    before = root.level
    set_up(settings(log_level="info"))
    root.addHandler(handler)
    try:
        yield Lines(written)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


@pytest.fixture
async def browser(database: None) -> Any:
    """A visitor of a portal that writes a line for each request."""
    async with Browser(log_level="info") as made:
        yield made


async def test_a_request_leaves_one_line_that_bears_the_id_of_its_answer(browser: Browser, lines: Lines) -> None:
    world = await World.make()
    await browser.sign_in(world.people["director"].email)
    response = await browser.ask("{ viewer { email } }")
    line = lines.of("request")[-1]
    assert (line["request_id"], line["person"]) == (response.headers["x-request-id"], world.people["director"].id)
    assert (line["method"], line["route"], line["status"], line["level"]) == ("POST", "/graphql", 200, "info")
    assert line["ms"] >= 0
    assert list(line) == [name for name in fields.FIELDS if name in line]


async def test_the_id_of_a_request_is_the_one_in_the_audit_trail(browser: Browser) -> None:
    world = await World.make()
    await browser.sign_in(world.people["manager"].email)
    made = await browser.post(
        "/graphql", headers=JSON,
        json={
            "query": "mutation ($input: AddOrganisationInput!) { addOrganisation(input: $input) { errors { code } } }",
            "variables": {"input": {"siret": "1", "name": "Une crèche"}},
        },
    )  # fmt: skip
    with connect_as(DbRole.OWNER):
        found = await DB.fetch(
            "select request_id, outcome from audit_entry where actor_id = $1 order by id desc limit 1",
            world.people["manager"].id,
        )  # fmt: skip
    assert [tuple(row.values()) for row in found] == [(made.headers["x-request-id"], "REFUSED")]


async def test_two_requests_at_once_keep_their_own_ids(browser: Browser, lines: Lines) -> None:
    answers = await asyncio.gather(*(browser.get("/schema.graphql") for _ in range(20)))
    given = [each.headers["x-request-id"] for each in answers]
    assert len(set(given)) == 20
    assert sorted(line["request_id"] for line in lines.of("request")) == sorted(given)
    assert all("person" not in line for line in lines.of("request"))


async def test_an_accident_tells_where_and_never_what(
    browser: Browser, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise RuntimeError(SECRET) from cause

    world = await World.make()
    await browser.sign_in(world.people["director"].email)
    with monkeypatch.context() as planted:
        planted.setattr("schema.questions.viewer.own_email", broken)
        response = await browser.ask("{ viewer { email } }")
    (line,) = lines.of("incident")
    assert line["incident"] == response.json()["errors"][0]["extensions"]["incident"]
    assert (line["request_id"], line["level"]) == (response.headers["x-request-id"], "error")
    assert [each["type"] for each in line["errors"]] == ["RuntimeError", "KeyError"]
    assert line["errors"][0]["at"][-1].startswith("tests/server/test_logs.py:")
    assert line["errors"][0]["at"][-1].endswith(" broken")
    assert SECRET not in lines.text


async def test_an_accident_outside_graphql_has_its_request_too(
    browser: Browser, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(*_: object) -> None:
        raise RuntimeError(SECRET)

    with monkeypatch.context() as planted:
        planted.setattr(DB, "fetch", fetch)
        response = await browser.get("/readyz")
    given = response.headers["x-request-id"]
    assert [(line["event"], line["request_id"]) for line in lines.all() if line["level"] == "error"] == [
        ("incident", given), ("request", given),
    ]  # fmt: skip
    assert SECRET not in lines.text


async def test_a_refusal_of_the_database_is_named_without_its_row(browser: Browser, lines: Lines) -> None:
    world = await World.make()
    try:
        with connect_as(DbRole.OWNER):
            await DB.fetch("insert into person (email, display_name) select email, $2 from person where id = $1",
                           world.people["director"].id, SECRET)  # fmt: skip
    except asyncpg.PostgresError as error:
        structlog.stdlib.get_logger("portal").error("incident", exc_info=error)
    (line,) = lines.of("incident")
    assert (line["sqlstate"][:2], line["table"]) == ("23", "person")
    assert SECRET not in lines.text
    assert world.people["director"].email not in lines.text


async def test_no_secret_and_no_text_of_people_is_written(browser: Browser, lines: Lines) -> None:
    world = await World.make()
    logging.getLogger().setLevel(logging.DEBUG)
    email = world.people["director"].email
    await browser.post("/graphql", headers=JSON, json={
        "query": SIGN_IN, "variables": {"input": {"email": email, "password": SECRET}},
    })  # fmt: skip
    await browser.sign_in(email)
    await browser.get("/account/ouverture", params={"lien": SECRET})
    await browser.get(f"/{SECRET}")
    await browser.get("/declarations/" + "x" * 40)
    tokens = [value for value in browser.cookies.values() if len(value) > 20]
    assert tokens
    assert [
        word for word in (SECRET, "secret", PASSWORD, email, "Director", "x" * 40, *tokens) if word in lines.text
    ] == []


async def test_what_leads_nowhere_has_no_route_and_health_is_quiet(browser: Browser, lines: Lines) -> None:
    for path in ("/nowhere", "/healthz", "/readyz", "/declarations/abc", "/admin/api/tables/", "/static/none.css"):
        await browser.get(path)
    assert [(line["route"], line["status"]) for line in lines.of("request")] == [
        ("?", 404), ("/declarations/{id}", 401), ("/admin/api", 401), ("/static", 404),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("Started server process [%d]", "Started server process"),
        ("Task exception was never retrieved\nfuture: <Task exception=ValueError('x')>", "Task exception was never retrieved"),
        ("invalid value 'x' for y", "invalid value"),
        ("x" * 300, "x" * 120),
    ],
)  # fmt: skip
def test_a_library_s_sentence_ends_before_it_quotes(template: str, told: str) -> None:
    assert fields.sentence(template) == told


def test_a_library_s_line_is_ours_in_form_without_its_arguments(lines: Lines) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in %s", SECRET)
    (line,) = lines.all()
    assert (line["logger"], line["event"]) == ("uvicorn.error", "Exception in %s")
    assert line["errors"][0]["type"] == "ValueError"
    assert SECRET not in lines.text


def test_a_field_that_is_not_on_the_list_is_left_out(lines: Lines) -> None:
    structlog.stdlib.get_logger("portal").warning("said", password=SECRET, email=SECRET, status=0)
    (line,) = lines.all()
    assert (line["event"], line["status"]) == ("said", 0)
    assert SECRET not in lines.text


def test_at_a_prompt_a_line_is_words(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.contextvars.clear_contextvars()
    record = logging.LogRecord("portal", logging.WARNING, __file__, 1, "Le courrier attend", (), None)
    told = formatter(Mode.DEMO).format(record)
    assert told.endswith('level=warning logger=portal event="Le courrier attend"')
