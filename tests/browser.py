"""The portal behind its HTTP door, in process, as a browser or a program meets it. It has the real clock."""

import itertools
from typing import Any

import httpx

from server.app import create_app
from server.settings import Settings
from tests.world import PASSWORD, SECRETS, SIGN_IN

_addresses = itertools.count(1)
ORIGIN = "http://portal.example"
JSON = {"Content-Type": "application/json"}
RESPONSE_JSON = "application/graphql-response+json"
ASK = '{"query": "{ __typename }"}'


def settings(**changes: Any) -> Settings:
    """Settings of a test, with hashes that cost nothing."""
    chosen = {"mode": "test", "password_time_cost": 1, "password_memory_kib": 8, "secret_key": SECRETS[0], **changes}
    if chosen["mode"] == "production":
        chosen |= {"password_time_cost": 2, "password_memory_kib": 65_536}
    return Settings.read(**chosen)


class Browser(httpx.AsyncClient):
    """A client with cookies. It shares the engine of the tests: the application's own start and stop are not run."""

    def __init__(self, origin: str = ORIGIN, **changes: Any) -> None:
        # As a server does, the transport gives the answer of an accident, not its exception.
        # Each browser has an address of its own, so that the failures of one test are not counted against another.
        number = next(_addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        app = create_app(settings(**changes))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
        super().__init__(transport=transport, base_url=origin)

    async def ask(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> httpx.Response:
        """POST an operation."""
        return await self.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in; the session stays in the cookies."""
        return await self.ask(SIGN_IN, input={"email": email, "password": password})


def code(response: httpx.Response) -> str:
    """The code of the first error."""
    return str(response.json()["errors"][0]["extensions"]["code"])


def refused(response: httpx.Response) -> str:
    """The code of a refusal: JSON, a code and French words in every error, no data, nothing of the inside."""
    body = response.json()
    assert set(body) == {"errors"}, body
    assert 1 <= len(body["errors"]) <= 5
    for error in body["errors"]:
        assert error["extensions"]["code"]
        assert error["message"]
        assert len(error["message"]) <= 300
        assert error["extensions"]["remedy"]
    for inside in ("Traceback", ".py", "Did you mean", "asyncpg", "graphql.error"):
        assert inside not in response.text
    return code(response)
