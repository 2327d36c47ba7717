"""GraphQL over HTTP: what is answered to what, in which status and type, and that nothing malformed ever is a 5xx."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from models.engine import DB
from server.app import create_app
from server.faults import ECHO
from tests.browser import ASK, JSON, ORIGIN, RESPONSE_JSON, Browser, refused
from tests.browser import settings as chosen
from tests.world import GRANT, SAVE, SIGN_IN, World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with Browser() as opened:
        yield opened


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
async def test_only_post_is_answered(browser: Browser, method: str) -> None:
    response = await browser.request(method, "/graphql", params={"query": "{ __typename }"})
    assert (response.status_code, refused(response), response.headers["allow"]) == (405, "METHOD_NOT_ALLOWED", "POST")


async def test_head_is_refused_without_a_body_of_data(browser: Browser) -> None:
    response = await browser.head("/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("application/json", 200), ("application/json; charset=utf-8", 200), ("APPLICATION/JSON ;charset=UTF-8", 200),
     ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415),
     ("application/graphql", 415), ("application/json-seq", 415), ("text/plain; application/json", 415), ("", 415)],
)  # fmt: skip
async def test_only_json_is_read(browser: Browser, content_type: str, status: int) -> None:
    response = await browser.post("/graphql", content=ASK, headers={"Content-Type": content_type})
    assert response.status_code == status
    if status == 415:
        assert refused(response) == "UNSUPPORTED_MEDIA_TYPE"


# A document; its code; the statuses for application/json and for application/graphql-response+json.
DOCUMENTS: dict[str, tuple[str, str, int, int]] = {
    "not GraphQL": ("{", "GRAPHQL_PARSE_FAILED", 200, 400),
    "a NUL": ("{ \x00 }", "GRAPHQL_PARSE_FAILED", 200, 400),
    "5,000 levels": ("{a" * 5000 + "}" * 5000, "GRAPHQL_PARSE_FAILED", 200, 400),
    "150 levels of lists": ("{ nodes(ids: " + "[" * 150 + "]" * 150 + ") { id } }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "too many tokens": ("{" + " a" * 3000 + "}", "GRAPHQL_PARSE_FAILED", 200, 400),
    "an unknown field": ("{ viewr { email } }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "an unknown argument": ('{ structure(idd: "x") { id } }', "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "an unknown type": ("query ($x: Strin) { __typename }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "an unknown directive": ("{ __typename @inclde(if: true) }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "an unknown enum value": ("{ declarations(state: REDY) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "an integer of 5,000 digits": ("{ structures(first: " + "9" * 5000 + ") { totalCount } }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "a fragment in a circle": ("{ ...f } fragment f on Query { ...f }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "no selection": ("{ viewer }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "only a fragment": ("fragment f on Query { __typename }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "only a type": ("type X { a: Int }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "two operations": ("query a { __typename } query b { __typename }", "OPERATION_RESOLUTION_FAILURE", 200, 400),
    "a subscription": ("subscription { x }", "GRAPHQL_VALIDATION_FAILED", 200, 400),
    "nobody signed in": ("{ viewer { email } }", "UNAUTHENTICATED", 401, 401),
}  # fmt: skip


@pytest.mark.parametrize(("document", "expected", "status", "strict_status"), DOCUMENTS.values(), ids=DOCUMENTS)
async def test_a_document_that_cannot_be_run_is_told_in_the_status_that_the_client_knows(
    browser: Browser, document: str, expected: str, status: int, strict_status: int
) -> None:
    for accept, wanted in (("*/*", status), (RESPONSE_JSON, strict_status)):
        response = await browser.post("/graphql", json={"query": document}, headers={"Accept": accept})
        assert (refused(response), response.status_code) == (expected, wanted)


async def test_the_operation_named_is_the_one_run(browser: Browser) -> None:
    query = "query a { first: __typename } query b { second: __typename }"
    response = await browser.post("/graphql", json={"query": query, "operationName": "b"})
    assert response.json() == {"data": {"second": "Query"}}
    response = await browser.post("/graphql", json={"query": query, "operationName": "c"})
    assert refused(response) == "OPERATION_RESOLUTION_FAILURE"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("application/json", "application/json"), (RESPONSE_JSON, RESPONSE_JSON), ("text/html, */*", "application/json"),
     (f"{RESPONSE_JSON}, application/json;q=0.9", RESPONSE_JSON), (f"application/json, {RESPONSE_JSON};q=0", "application/json")],
)  # fmt: skip
async def test_the_answer_has_the_type_asked(browser: Browser, accept: str, kind: str) -> None:
    response = await browser.post("/graphql", content=ASK, headers={**JSON, "Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, f"{kind}; charset=utf-8")


async def test_bad_variables_are_told_by_path_in_french_with_no_more_than_a_little_of_the_input(
    browser: Browser,
) -> None:
    asked: list[tuple[str, Any, list[str]]] = [
        (SIGN_IN, {}, ["input"]),
        (SIGN_IN, {"input": None}, ["input"]),
        (SIGN_IN, {"input": "x" * 9000}, ["input"]),
        (SIGN_IN, {"input": {"email": 1, "password": "x"}}, ["input", "email"]),
        (SIGN_IN, {"input": {"email": "x"}}, ["input", "password"]),
        (SIGN_IN, {"input": {"email": "x", "password": "x", "x" * 9000: 1}}, ["input"]),
        (SIGN_IN, {"input": {"email": "x", "password": "x", "code": 1}}, ["input", "code"]),
        (GRANT, {"input": {"email": "x", "displayName": "x", "tenure": "x", "role": "BOSS", "startsOn": "2025-01-01"}}, ["input", "role"]),
        (GRANT, {"input": {"email": "x", "displayName": "x", "tenure": "x", "role": "APPROVER", "startsOn": "30/02/2025"}}, ["input", "startsOn"]),
        (SAVE, {"input": {"declaration": "x", "version": "1", "values": {"eajeActivity": {}}}}, ["input", "version"]),
        (SAVE, {"input": {"declaration": "x", "version": 1, "values": {"eajeActivity": {}}, "remarks": [{"control": "a", "text": "b"}, 1]}}, ["input", "remarks", "1"]),
    ]  # fmt: skip
    world = await World.make()
    await browser.sign_in(world.people["director"].email)
    for document, variables, path in asked:
        body = {"query": document, "variables": variables}
        response = await browser.post("/graphql", json=body, headers={"Accept": RESPONSE_JSON})
        assert (response.status_code, refused(response)) == (400, "BAD_USER_INPUT")
        error = response.json()["errors"][0]
        assert error["extensions"]["path"] == path
        assert error["message"].endswith("n'a pas la forme attendue.")
        assert len(error["extensions"]["detail"]) <= ECHO
        assert len(response.content) < 1000
    browser.cookies.clear()


async def test_a_body_over_the_limit_is_refused_while_it_is_still_coming() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1000
            yield b" " * 1000

    async with Browser(body_max_bytes=10_000) as small:
        response = await small.post("/graphql", content=endless(), headers=JSON)
        assert (response.status_code, refused(response)) == (413, "PAYLOAD_TOO_LARGE")
        assert response.json()["errors"][0]["message"] == "La requête dépasse 10\N{NO-BREAK SPACE}ko."
        assert sent < 20_000
        exact = ASK + " " * (10_000 - len(ASK))
        assert (await small.post("/graphql", content=exact, headers=JSON)).status_code == 200
        assert (await small.post("/graphql", content=exact + " ", headers=JSON)).status_code == 413


async def test_a_client_that_leaves_in_the_middle_is_no_accident(caplog: pytest.LogCaptureFixture) -> None:
    messages = iter([{"type": "http.request", "body": b'{"query', "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"host", b"portal.example")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/graphql", "raw_path": b"/graphql", "root_path": "", "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await create_app(chosen())(scope, receive, send)
    assert sent[0]["status"] == 400
    assert caplog.records == []


TRUSTED = "https://partenaire.example"
ORIGINS: list[tuple[dict[str, str], int]] = [
    ({}, 200),
    ({"Origin": ORIGIN}, 200),
    ({"Origin": TRUSTED}, 200),
    ({"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}, 200),
    ({"Sec-Fetch-Site": "none"}, 200),
    ({"Origin": "https://portal.example"}, 403),
    ({"Origin": "http://portal.example:8080"}, 403),
    ({"Origin": "http://portal.example.evil.example"}, 403),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": ""}, 403),
    ({"Origin": TRUSTED.upper()}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
]


@pytest.mark.parametrize(("headers", "status"), ORIGINS)
async def test_another_site_is_refused(headers: dict[str, str], status: int) -> None:
    async with Browser(trusted_origins=TRUSTED) as browser:
        response = await browser.post("/graphql", content=ASK, headers={**JSON, **headers})
        assert response.status_code == status
        if status == 403:
            assert refused(response) == "CSRF"
            assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(("origin", "status"), [("https://portal.example", 200), ("http://portal.example", 403)])
async def test_behind_a_proxy_that_ends_tls_the_own_origin_is_https(origin: str, status: int) -> None:
    async with Browser(https=True) as browser:
        response = await browser.post("/graphql", content=ASK, headers={**JSON, "Origin": origin})
        assert response.status_code == status


async def test_an_accident_is_an_incident_whose_id_is_in_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    world = await World.make()
    await browser.sign_in(world.people["director"].email)
    with monkeypatch.context() as planted, caplog.at_level(logging.ERROR, "portal"):
        planted.setattr("schema.questions.viewer.own_email", broken)
        response = await browser.ask("{ viewer { email } }")
    error = response.json()["errors"][0]
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert error["extensions"]["incident"] in error["message"]
    assert "secret" not in response.text
    assert error["extensions"]["incident"] in caplog.text
    caplog.clear()
    with monkeypatch.context() as planted, caplog.at_level(logging.ERROR, "portal"):
        planted.setattr(DB, "fetch", broken)
        response = await browser.ask("{ viewer { email } }")
    assert (response.status_code, refused(response)) == (500, "INTERNAL_ERROR")
    assert response.json()["errors"][0]["extensions"]["incident"] in caplog.text
    browser.cookies.clear()
