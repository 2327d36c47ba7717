"""What a stranger may ask, and the cookie in which a session travels."""

import pytest

from server.answer import Question, answer
from tests.browser import Browser, code
from tests.world import HOUSE, NOON, World

pytestmark = pytest.mark.usefixtures("database")

VIEWER = "{ viewer { email } }"

CLOSED = {
    "a root field": "{ viewer { email } }",
    "beside an open one": "{ __typename structures { totalCount } }",
    "under another name": "{ __typename: viewer { email } }",
    "in a fragment": "{ ...f } fragment f on Query { __typename viewer { email } }",
    "in a fragment of a fragment": "{ __typename ...f } fragment f on Query { ...g } fragment g on Query { viewer { email } }",
    "in an inline fragment": "{ ... on Query { ... { viewer { email } } } }",
    "left out by a directive": "{ __typename viewer @skip(if: true) { email } }",
    "node": '{ node(id: "Q2FmOjE") { id } }',
    "signing out": "mutation { signOut { errors { code } } }",
    "beside signing in": 'mutation { signIn(input: {email: "x", password: "x"}) { errors { code } } signOut { errors { code } } }',
    "an act": 'mutation { take(input: {declaration: "x", version: 1}) { errors { code } } }',
}  # fmt: skip
INTROSPECTION = ("{ __schema { queryType { name } } }", '{ __type(name: "Query") { name } }', "{ ...f } fragment f on Query { __schema { types { name } } }")  # fmt: skip


@pytest.mark.parametrize("document", CLOSED.values(), ids=CLOSED)
@pytest.mark.parametrize("introspection", [True, False])
async def test_nobody_asks_anything_but_to_sign_in(document: str, introspection: bool) -> None:
    given = await answer(Question({"query": document}, NOON), HOUSE, introspection)
    assert given.status == 401
    assert [error["extensions"]["code"] for error in given.body["errors"]] == ["UNAUTHENTICATED"]
    assert "data" not in given.body


@pytest.mark.parametrize("document", INTROSPECTION)
async def test_introspection_is_open_where_the_house_says_and_to_whoever_signed_in(document: str) -> None:
    world = await World.make()
    await world.sign_in("director")
    for token, open_to_all, status in (
        (None, True, 200), (None, False, 401), (world.people["director"].token, False, 200),
    ):  # fmt: skip
        assert (await answer(Question({"query": document}, NOON, token), HOUSE, open_to_all)).status == status


@pytest.mark.parametrize(("mode", "status"), [("demo", 200), ("development", 200), ("production", 401)])
async def test_production_alone_closes_introspection_to_strangers(mode: str, status: int) -> None:
    async with Browser(mode=mode) as browser:
        assert (await browser.ask(INTROSPECTION[0])).status_code == status
        assert (await browser.ask("{ __typename }")).json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("https", "name", "flags"),
    [(False, "portal_session", {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=43200"}),
     (True, "__Host-portal_session", {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=43200", "Secure"})],
)  # fmt: skip
async def test_the_session_travels_in_a_cookie_that_no_script_and_no_other_site_reads(
    https: bool, name: str, flags: set[str]
) -> None:
    world = await World.make()
    async with Browser("https://portal.example" if https else "http://portal.example", https=https) as browser:
        given = await browser.sign_in(world.people["director"].email)
        (cookie,) = given.headers.get_list("set-cookie")
        value, *said = cookie.split("; ")
        assert (value.partition("=")[0], set(said)) == (name, flags)
        token = value.partition("=")[2]
        assert token not in given.text
        assert (await browser.ask(VIEWER)).json()["data"]["viewer"]["email"] == world.people["director"].email
        again = await browser.sign_in(world.people["director"].email)
        assert token not in again.headers["set-cookie"]
        ended = await browser.ask("mutation { signOut { errors { code } } }")
        assert "Max-Age=0" in ended.headers["set-cookie"]
        assert (await browser.ask(VIEWER)).status_code == 401
        dead = await browser.ask(VIEWER, headers={"Cookie": f"{name}={token}"})
        assert (dead.status_code, code(dead)) == (401, "UNAUTHENTICATED")
        assert "Max-Age=0" in dead.headers["set-cookie"], "a dead cookie is taken away"


@pytest.mark.parametrize("cookie", ["portal_session=", "portal_session=x", "portal_session=" + "x" * 5000, "portal_session=é", "=; ;;", "portal_session=a; portal_session=b"])  # fmt: skip
async def test_a_cookie_of_nothing_is_nobody(cookie: str) -> None:
    async with Browser() as browser:
        given = await browser.post("/graphql", json={"query": VIEWER}, headers={b"Cookie": cookie.encode()})
        assert (given.status_code, code(given)) == (401, "UNAUTHENTICATED")


async def test_a_failed_sign_in_sets_no_cookie() -> None:
    async with Browser() as browser:
        given = await browser.sign_in("nobody@x.example", "x")
        assert (given.status_code, given.headers.get("set-cookie")) == (200, None)
