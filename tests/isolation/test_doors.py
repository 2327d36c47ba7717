"""The addresses that name a row: whatever stands there, a stranger is answered as if it did not exist, to the byte."""

import hashlib
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.routing import Mount, Route

from models.engine import DB, DbRole, connect_as
from resolvers.opaque import encode
from rules.forms import Part
from server.app import create_app
from tests.browser import ORIGIN, settings
from tests.isolation.conftest import Pair
from tests.isolation.marks import Rows, known_of
from tests.isolation.population import NEIGHBOUR
from tests.isolation.reading import of_place
from tests.world import World

NAMES = {"receipts": "Submission", "declarations": "Declaration"}
"""What the id in an address is of, by its first word."""
NAMELESS = {
    "/",
    "/graphql",
    "/admin/",
    "/static",
    "/static/graphiql/examples.json",
    "/schema.graphql",
    "/healthz",
    "/readyz",
    *("/admin/api", "/admin/assets", "/admin/static", "/admin/public/meta/", "/admin/public/translations/"),
    *(
        "/admin/public/translations/fr/",
        "/admin/tableau",
        "/admin/habiliter",
        "/admin/ouvrir-un-compte",
        "/admin/ouvrir-une-structure",
        "/admin/ajouter-un-gestionnaire",
        "/admin/ouvrir-une-periode",
        "/admin/nommer",
    ),
    "/account/forgotten",
    "/account/link",
    *(f"{door}/{page}" for door in ("/account", "/admin") for page in ("sign-in", "step", "sign-out")),
    *(f"{own}/{page}" for own in ("/account", "/admin/account") for page in ("", "password", "second-factor")),
}
"""The addresses that name no row; of a form, one's own session, which the tests of the account pages try as a stranger."""
OF_THE_ADMIN = {
    *("/admin/habilitations/{key}", "/admin/personnes/{key}"),
    *("/admin/structures/{key}", "/admin/gestionnaires/{key}", "/admin/periodes/{key}"),
    *("/admin/listes/{list}.csv", "/admin/accords/{key}"),
}
"""Asked in `tests/admin`, at the admin's own door."""
LINES = "Rubrique;Valeur\n60 Achats;1 234,50 €\n".encode()
SENT = {"version": "1", "apply": "true"}
VOLATILE = {"date", "x-request-id"}


@dataclass(frozen=True)
class Address:
    """One route, for one method."""

    path: str
    method: str

    def of(self, mark: str) -> Iterator[str]:
        """The addresses of a row."""
        for part in Part if "{part}" in self.path else (None,):
            yield self.path.replace("{id}", mark).replace("{part}", part.lower() if part else "")

    @property
    def kind(self) -> str:
        """The type of the row."""
        return NAMES[self.path.split("/")[1]]


ROUTES = create_app(settings()).routes
ADDRESSES = [
    Address(route.path, method)
    for route in ROUTES
    if isinstance(route, Route) and "{" in route.path and not route.path.startswith("/admin/")
    for method in sorted((route.methods or set()) - {"HEAD"})
]


def test_every_address_names_nothing_or_is_asked_below() -> None:
    named = {route.path for route in ROUTES if isinstance(route, Route | Mount)}
    assert len(named) == len({id(route) for route in ROUTES})
    assert named - {each.path for each in ADDRESSES} - OF_THE_ADMIN == NAMELESS
    assert {each.path.split("/")[1] for each in ADDRESSES} == set(NAMES)
    for each in ADDRESSES:
        assert "{" not in each.path.replace("{id}", "").replace("{part}", ""), f"teach the walk {each.path}"


@asynccontextmanager
async def visiting(world: World, name: str, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in as somebody, by the real clock; his sessions at the hour of his world stay."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    with connect_as(DbRole.AUTH):
        await DB.fetch(
            "insert into session (person_id, token_hash, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $4)",
            world.people[name].id, hashlib.sha256(token.encode()).digest(), now, now + timedelta(hours=1),
        )  # fmt: skip
    transport = httpx.ASGITransport(create_app(settings(**changes)), raise_app_exceptions=False)
    cookies = {"portal_session": token}
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=cookies) as client:
        yield client


async def answered(client: httpx.AsyncClient, method: str, path: str, mark: str) -> tuple[int, object, bytes]:
    """Status, headers and body, without the id that was asked."""
    sent = {"content": LINES, "headers": {"Content-Type": "text/csv"}, "params": SENT}
    given: dict[str, Any] = sent if method == "POST" else {}
    response = await client.request(method, path, **given)
    headers = sorted((name, each) for name, each in response.headers.items() if name not in VOLATILE)
    return response.status_code, headers, response.content.replace(mark.encode(), b"?")


async def same_as_nothing(world: World, name: str, address: Address, theirs: Rows) -> None:
    """Whatever is theirs is answered like an id that does not exist."""
    ids = known_of(theirs).ids[address.kind]
    assert ids
    unknown = encode(address.kind, 2**31 - 1)
    async with visiting(world, name) as client:
        for mark in ids:
            for path, other in zip(address.of(mark), address.of(unknown), strict=True):
                nothing = await answered(client, address.method, other, unknown)
                assert nothing[0] == 404 or (address.method == "POST" and b"NOT_FOUND" in nothing[2]), nothing
                assert await answered(client, address.method, path, mark) == nothing, path


@pytest.mark.parametrize("name", ["director", "accountant", "deputy", "manager", "officer", "nobody", "cnaf"])
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: f"{each.method} {each.path}")
async def test_what_is_another_cafs_answers_like_nothing(pair: Pair, address: Address, name: str) -> None:
    await same_as_nothing(pair.own, name, address, pair.foreign_rows)


@pytest.mark.parametrize("name", ["director", "accountant", "deputy"])
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: f"{each.method} {each.path}")
async def test_what_is_the_neighbours_answers_like_nothing(pair: Pair, address: Address, name: str) -> None:
    await same_as_nothing(pair.own, name, address, of_place(pair.own_rows, 2))


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: f"{each.method} {each.path}")
async def test_what_is_ones_own_is_answered(pair: Pair, address: Address) -> None:
    """The neighbour holds every role on his structure."""
    mark = known_of(of_place(pair.own_rows, 2)).ids[address.kind][0]
    async with visiting(pair.own, NEIGHBOUR) as client:
        for path in address.of(mark):
            status, _, body = await answered(client, address.method, path, mark)
            assert (status, b"NOT_FOUND" in body) == (200, False), body


@pytest.mark.parametrize("name", ["director", "deputy", "manager", "officer", NEIGHBOUR, "nobody", "cnaf"])
async def test_every_page_is_the_same_without_predicates(pair: Pair, name: str) -> None:
    """Row-level security alone; a PDF is laid out from the same text as the pages."""
    ids = [
        encode("Declaration", each) for world in (pair.own, pair.foreign) for each in (world.declarations[0], *world.declarations[2:])
    ]  # fmt: skip
    async with visiting(pair.own, name) as client, visiting(pair.own, name, explicit_predicates=False) as bare:
        for mark in ids:
            for address in ADDRESSES:
                if address.kind == "Declaration" and not address.path.endswith("xlsx"):
                    for path in address.of(mark):
                        with_them = await answered(client, address.method, path, mark)
                        assert await answered(bare, address.method, path, mark) == with_them, path


@pytest.mark.parametrize("name", ["manager", "officer"])
async def test_a_draft_is_no_template_and_no_printout_for_the_caf(pair: Pair, name: str) -> None:
    """An officer reads the state of a draft, a manager nothing at all."""
    mark = encode("Declaration", pair.own.declarations[1])
    async with visiting(pair.own, name) as client:
        for address in ADDRESSES:
            if address.kind == "Declaration" and address.method == "GET":
                for path in address.of(mark):
                    status, _, body = await answered(client, "GET", path, mark)
                    templates = 403 if name == "officer" else 404
                    assert status == (templates if "template" in path else 200 if name == "officer" else 404), path
                    for figure in await _figures(pair):
                        assert figure not in body, (path, figure)


async def _figures(pair: Pair) -> list[bytes]:
    """The figures of the draft that are long enough to be told from others, as they are stored and as they are written."""
    rows = [row for row in pair.own_rows["declaration_part"] if row["declaration_id"] == pair.own.declarations[1]]
    values = [each for row in rows for each in row["values"].values() if isinstance(each, str) and len(each) > 6]
    assert len(values) > 8
    return [form.encode() for each in values for form in (each, each.replace(".", ","))]
