"""Whatever is sent to the door, the answer is JSON with a code, and never a 5xx."""

import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolvers.opaque import encode
from tests.browser import ASK, JSON, RESPONSE_JSON, Browser, refused
from tests.world import GRANT, SAVE, SIGN_IN, World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with Browser() as opened:
        yield opened


MALFORMED: dict[str, bytes] = {
    "nothing": b"", "null": b"null", "a number": b"1", "a text": b'"x"', "a list": b"[]", "true": b"true",
    "an empty object": b"{}", "invalid UTF-8": b'{"query": "\xff\xfe"}', "latin-1": '{"query": "é"}'.encode("latin-1"),
    "UTF-16": ASK.encode("utf-16"), "a BOM": b"\xef\xbb\xbf" + ASK.encode(), "half an object": ASK[:-1].encode(),
    "two objects": ASK.encode() * 2, "NaN": b'{"query": NaN}', "comments": b'{"query": "{a}" /* x */}',
    "5,000 levels of lists": b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "5,000 levels of objects": b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
    "a lone surrogate": b'{"query": "{ __typename } # \\ud800"}', "a batch": b"[" + ASK.encode() + b"]",
    "an integer of 5,000 digits": b'{"query": "{ __typename }", "variables": {"x": ' + b"9" * 5000 + b"}}",
    "query null": b'{"query": null}', "query a number": b'{"query": 1}', "query empty": b'{"query": "  "}',
    "query a list": b'{"query": ["{ __typename }"]}', "no query": b'{"operationName": "x"}',
    "variables a text": b'{"query": "{ __typename }", "variables": "{}"}',
    "variables a list": b'{"query": "{ __typename }", "variables": []}',
    "variables zero": b'{"query": "{ __typename }", "variables": 0}',
    "operationName a number": b'{"query": "{ __typename }", "operationName": 1}',
    "operationName a list": b'{"query": "{ __typename }", "operationName": ["a"]}',
    "operationName false": b'{"query": "{ __typename }", "operationName": false}',
    "extensions a text": b'{"query": "{ __typename }", "extensions": "x"}',
    "extensions a list": b'{"query": "{ __typename }", "extensions": []}',
}  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("accept", ["*/*", RESPONSE_JSON])
async def test_what_is_no_graphql_request_is_a_bad_request(browser: Browser, body: bytes, accept: str) -> None:
    response = await browser.post("/graphql", content=body, headers={**JSON, "Accept": accept})
    assert (response.status_code, refused(response)) == (400, "BAD_REQUEST")
    assert response.headers["content-type"].partition(";")[0] == ("application/json" if accept == "*/*" else accept)


FINE: dict[str, bytes] = {
    "nulls": b'{"query": "{ __typename }", "variables": null, "operationName": null, "extensions": null}',
    "an empty name": b'{"query": "{ __typename }", "operationName": ""}', "a key twice": b'{"query": "x", "query": "{ __typename }"}',
    "more keys": b'{"query": "{ __typename }", "id": "x", "extensions": {"a": 1}}', "spaces": b" \n" + ASK.encode() + b"\t ",
    "an integer of 30 digits": b'{"query": "{ __typename }", "variables": {"x": ' + b"9" * 30 + b"}}",
    "a NUL in a comment": b'{"query": "{ __typename } # \\u0000"}', "900 levels": b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 900 + b"]" * 900 + b"}}",
}  # fmt: skip


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
async def test_what_is_odd_but_readable_is_answered(browser: Browser, body: bytes) -> None:
    response = await browser.post("/graphql", content=body, headers=JSON)
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})


NUL = '{ first: structure(idEqu: "\\u0000") { id } second: viewer { email } third: structures { totalCount } }'


async def test_a_text_that_no_database_holds_spoils_its_request_and_is_no_accident(browser: Browser) -> None:
    world = await World.make()
    await browser.sign_in(world.people["director"].email)
    after = encode("structure", '["\\u0000",1]')
    cursor = f'{{ structures(after: "{after}") {{ totalCount }} viewer {{ email }} }}'
    for query, expected in ((NUL, "BAD_REQUEST"), (cursor, "BAD_CURSOR")):
        response = await browser.ask(query)
        assert {error["extensions"]["code"] for error in response.json()["errors"]} == {expected}
    assert (await browser.ask("{ viewer { email } }")).json()["data"]["viewer"] is not None
    browser.cookies.clear()


KEYS = st.sampled_from(["query", "variables", "operationName", "extensions", "x"])
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(["{ __typename }", "{ viewer { email } }", SIGN_IN, SAVE, GRANT, "query a { __typename } query b { __typename }", "{", "\x00", "{ node(id: 1) { id } }", "{ structures(first: -1, after: \"x\") { totalCount } }"]))  # fmt: skip
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda each: st.one_of(st.lists(each, max_size=4), st.dictionaries(TEXTS, each, max_size=4)),
    max_leaves=12,
)
INPUTS = st.fixed_dictionaries({"query": st.sampled_from([SIGN_IN, SAVE, GRANT]), "variables": st.fixed_dictionaries({"input": st.dictionaries(st.sampled_from(["email", "password", "declaration", "version", "values", "remarks", "role", "startsOn"]), VALUES)})})  # fmt: skip
BODIES = st.one_of(
    st.binary(max_size=60),
    VALUES.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
    st.dictionaries(KEYS, VALUES, max_size=5).map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
    INPUTS.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
)


@settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(body=BODIES, signed_in=st.booleans(), strict=st.booleans())
async def test_no_request_whatever_is_a_5xx(browser: Browser, body: bytes, signed_in: bool, strict: bool) -> None:
    if signed_in and not SESSION:
        world = await World.make()
        await browser.sign_in(world.people["director"].email)
        SESSION.update(browser.cookies)
        browser.cookies.clear()
    cookies = "; ".join(f"{name}={value}" for name, value in SESSION.items()) if signed_in else ""
    headers = {**JSON, "Accept": RESPONSE_JSON if strict else "*/*", "Cookie": cookies}
    response = await browser.post("/graphql", content=body, headers=headers)
    assert response.status_code in {200, 400, 401}
    answer = response.json()
    assert answer.get("data") or all(error["extensions"]["code"] for error in answer["errors"])
    assert "INTERNAL_ERROR" not in response.text


SESSION: dict[str, str] = {}
