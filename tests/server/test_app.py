"""The paths of the portal: what each answers, to which method, with which headers."""

import logging
from collections.abc import AsyncIterator

import asyncpg
import pytest

from models.engine import DB, DatabaseAway
from schema.portal import sdl
from server import app
from server.graphql import house_of
from tests.browser import Browser, code, settings

pytestmark = pytest.mark.usefixtures("database")

API = ("/graphql", "/schema.graphql", "/healthz", "/readyz", "/nowhere")
GUARDS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
}  # fmt: skip


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with Browser() as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "accept", "status", "kind"),
    [("/", "text/html", 200, "text/html"), ("/graphql", "text/html", 200, "text/html"),
     ("/graphql", "*/*", 405, "application/json"), ("/schema.graphql", "*/*", 200, "text/plain"),
     ("/admin/sign-in", "text/html", 200, "text/html"), ("/healthz", "*/*", 200, "application/json"),
     ("/readyz", "*/*", 200, "application/json"), ("/nowhere", "text/html", 404, "application/json"),
     ("/static/nowhere.js", "*/*", 404, "application/json"), ("/static/../pyproject.toml", "*/*", 404, "application/json"),
     ("/static/%2e%2e/%2e%2e/pyproject.toml", "*/*", 404, "application/json"), ("/admin/nowhere", "*/*", 404, "application/json"),
     ("/graphql/nowhere", "*/*", 404, "application/json"),
     ("/%00", "*/*", 404, "application/json"), ("/é", "*/*", 404, "application/json")],
)  # fmt: skip
async def test_each_path_answers_in_its_type(browser: Browser, path: str, accept: str, status: int, kind: str) -> None:
    response = await browser.get(path, headers={"Accept": accept})
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (status, kind)
    if status == 404:
        assert code(response) == "NOT_FOUND"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "DELETE"])
@pytest.mark.parametrize("path", API)
async def test_every_answer_of_the_api_is_kept_by_no_cache_sniffed_by_no_browser_and_framed_by_no_page(
    browser: Browser, path: str, method: str
) -> None:
    response = await browser.request(method, path)
    assert response.status_code < 500
    assert {name: response.headers.get(name) for name in GUARDS} == GUARDS
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/schema.graphql", "/healthz", "/readyz", "/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_what_is_only_read_says_which_methods_it_knows(browser: Browser, path: str, method: str) -> None:
    response = await browser.request(method, path)
    assert (response.status_code, code(response)) == (405, "METHOD_NOT_ALLOWED")
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_head_tells_what_get_would_without_the_body(browser: Browser) -> None:
    for path in ("/schema.graphql", "/healthz", "/"):
        got, head = await browser.get(path), await browser.head(path)
        assert (head.status_code, head.headers["content-type"]) == (got.status_code, got.headers["content-type"])


async def test_the_schema_is_public_and_whole(browser: Browser) -> None:
    response = await browser.get("/schema.graphql")
    assert response.text == sdl()
    assert "directive @allowed" in response.text


async def test_a_stranger_s_cookie_and_query_do_not_change_the_probes(browser: Browser) -> None:
    for path in ("/healthz", "/readyz"):
        response = await browser.get(path, params={"x": "1"}, headers={"Cookie": "portal_session=x"})
        assert response.json() == {"status": "ok"}


@pytest.mark.parametrize(
    "away",
    [DatabaseAway("gone"), asyncpg.QueryCanceledError("slow"), asyncpg.ConnectionDoesNotExistError("cut"),
     asyncpg.CannotConnectNowError("starting"), asyncpg.IdleInTransactionSessionTimeoutError("idle")],
)  # fmt: skip
async def test_without_the_database_the_process_lives_and_is_not_ready(
    browser: Browser, away: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(*_: object) -> None:
        raise away

    monkeypatch.setattr(DB, "fetch", fetch)
    ready = await browser.get("/readyz")
    assert (ready.status_code, code(ready), ready.headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "2")
    assert ready.json()["status"] == "unavailable"
    assert (await browser.get("/healthz")).json() == {"status": "ok"}
    asked = await browser.ask("{ viewer { email } }", headers={"Cookie": "portal_session=x"})
    assert (asked.status_code, code(asked), asked.headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "2")
    assert (await browser.ask("{ __typename }")).status_code == 200


async def test_an_accident_outside_graphql_is_json_with_an_incident_too(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fetch(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(DB, "fetch", fetch)
    with caplog.at_level(logging.ERROR, "portal"):
        response = await browser.get("/readyz")
    assert (response.status_code, code(response)) == (500, "INTERNAL_ERROR")
    assert "secret" not in response.text
    assert response.json()["errors"][0]["extensions"]["incident"] in caplog.text


def test_the_settings_decide_the_house() -> None:
    house = house_of(settings(mode="production", page_max=7, session_hours=3))
    assert (house.fictional_allowed, house.page_max, house.page_default, house.session_hours) == (False, 7, 7, 3)
    assert (house.password_time_cost, house.password_memory_kib) == (2, 65_536)
    assert house_of(settings()).fictional_allowed is True
    assert app.POOL_MAX >= 2
