"""The admin shows and changes no row of another Caf, whoever asks, at whatever address, by whatever method."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from admin.tables import TABLES
from rules.timing import day_in_france
from server.app import create_app
from tests.admin.conftest import Cafs
from tests.admin.visits import addresses, agent
from tests.browser import settings
from tests.isolation.marks import Rows, marks_of, words_of
from tests.world import World

BASES = {
    "personnes": "person", "habilitations": "role_grant", "courriels": "outgoing_mail", "structures": "structure",
    "gestionnaires": "organisation", "gestions": "tenure", "agrements": "licence", "periodes": "declaration_period",
    "declarations": "declaration", "cafs": "caf", "agents": "staff_role", "journal": "audit_entry",
}  # fmt: skip
"""The table behind each list: its ids are those of the rows."""

LIFE = {"structures", "gestionnaires", "gestions", "agrements", "journal"}
SEEN = {
    "manager": {"personnes", "habilitations", "courriels"} | LIFE,
    "officer": {"periodes", "declarations"} | LIFE,
    "cnaf": {"courriels", "cafs", "agents"} | LIFE,
}
SEEN |= {"second": SEEN["manager"], "stranger": SEEN["manager"]}
"""Which list each sees: written by hand."""
EMPTY = {"cnaf": {"courriels", "journal"}}

OPEN_TO_NATIONAL = {"organisation", "structure", "licence", "tenure", "staff_role"}
TODAY = day_in_france(datetime.now(UTC)).isoformat()
pytestmark = pytest.mark.usefixtures("database")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
PATHS = sorted({path for path in addresses(list(create_app(settings()).routes)) if path.startswith("/admin")})


def test_the_addresses_come_from_the_application_itself() -> None:
    assert {"/admin/", "/admin/api/tables/habilitations/{row_id:str}/", "/admin/api/change-password/"} <= set(PATHS)
    assert len(PATHS) > 100


def filled(path: str, rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """A path with the ids of these rows where it wants one."""
    if "{" not in path:
        yield path
        return
    if "{list}" in path:
        yield from (path.replace("{list}", name) for name in (*TABLES, "nothing"))
        return
    parts = path.split("/")
    place = next(place for place, part in enumerate(parts) if "{" in part)
    name = parts[place - 1]
    base = {"{form_slug:str}": "caf", "{path:path}": "caf"}.get(parts[place], BASES.get(name, "person"))
    for key in [row["id"] for row in rows.get(base, ())][:2] or [1]:
        yield "/".join([*parts[:place], str(key), *parts[place + 1 :]])


def questions(path: str, words: list[str]) -> Iterator[str]:
    """The parameters that a list takes: filters, order, columns, search."""
    yield ""
    name = path.removeprefix("/admin/api/tables/").removeprefix("/admin/listes/").removesuffix(".csv").partition("/")[0]
    if path.endswith("/ids/"):
        yield "?search=e&limit=500"
        yield from (f"?search={word}" for word in words[:2])
    elif name in TABLES and path.endswith((f"/{name}/", "/count/", ".csv")):
        columns = [column.name for column in TABLES[name].columns]
        yield f"?__visible_fields=id,{','.join(columns)}&__page_size=1000&__readable=true&__range_header=true"
        yield f"?__order=-{columns[0]},{columns[-1]}&__page_size=1000"
        yield from (f"?{column}={word}" for column, word in zip(columns, words, strict=False))


def base_rows(rows: Rows, world: World) -> dict[str, list[dict[str, Any]]]:
    return {**rows, "caf": [{"id": world.caf}]}


def betrayed(text: str, words: frozenset[str]) -> set[str]:
    return {word for word in words if word in text}


def foreign_words(cafs: Cafs, who: str) -> frozenset[str]:
    """What this person must not read: the other Caf, and for the Cnaf all of its people, roles and declarations."""
    own, foreign = (cafs.foreign_rows, cafs.own_rows) if who == "stranger" else (cafs.own_rows, cafs.foreign_rows)
    if who != "cnaf":
        return marks_of(foreign, own).words
    known = words_of(row for table in OPEN_TO_NATIONAL for row in (*own[table], *foreign[table]))
    staff = {cafs.foreign.people[name].id for name in ("manager", "officer")}
    hidden = [row for table in foreign if table not in OPEN_TO_NATIONAL | {"person"} for row in foreign[table]]
    people = [row for row in foreign["person"] if row["id"] not in staff]
    names = {person.name for person in cafs.foreign.people.values() if person.id in staff}
    words = words_of([*hidden, *people]) - known - names
    return frozenset(word for word in words if cafs.foreign.code in word or cafs.foreign.code.lower() in word)


@pytest.mark.parametrize("who", sorted(SEEN))
async def test_no_address_shows_or_changes_a_row_of_another_caf(cafs: Cafs, who: str) -> None:
    _, foreign = cafs.seen_by(who)
    visitor = await cafs.agent(who)
    words = foreign_words(cafs, who)
    rows = base_rows(cafs.own_rows if foreign is cafs.own else cafs.foreign_rows, foreign)
    before, told = await foreign.fingerprint() + await _accounts(foreign), sorted(words)
    asked = 0
    for path in PATHS:
        if path == "/admin/sign-out":
            continue
        for address in filled(path, rows):
            for method in METHODS:
                for query in questions(path, told) if method == "GET" else ("",):
                    for sent in _sent(path, method, foreign):
                        given = await visitor.request(method, address + query, **sent)
                        asked += 1
                        assert betrayed(given.text, words) == set(), (method, address, query)
                        assert given.status_code < 500, (method, address, query, given.text)
                    if method in {"PUT", "DELETE"} and path.startswith("/admin/api/"):
                        assert given.status_code == 405, (method, address)
    assert asked > 500
    assert await foreign.fingerprint() + await _accounts(foreign) == before


async def _accounts(world: World) -> str:
    """The accounts of a world's people, which belong to no Caf."""
    keys = [person.id for person in world.people.values()]
    told = await world.written(
        "select md5(string_agg(p::text || (select count(*) from outgoing_mail m where m.person_id = p.id), '' order by id))"
        " as told from person p where id = any($1::int[])",
        keys,
    )
    return str(told[0]["told"])


def _sent(path: str, method: str, foreign: World) -> list[dict[str, Any]]:
    """What goes with a request: an act of the lists, or each form of our own pages with the ids of the other Caf."""
    if method in {"GET", "DELETE"}:
        return [{}]
    if method != "POST" or path.startswith("/admin/api/"):
        return [{"json": _body(path)}]
    if not path.startswith(PAGES):
        return []
    granting = {
        "email": "quelqu.un@new.example", "name": "Quelqu'un", "role": "APPROVER", "starts_on": "2026-01-01",
        "tenure": [str(key) for key in foreign.tenures],
    }  # fmt: skip
    days = {"opens_on": "10/01/2025", "due_on": "31/03/2025", "closes_on": "31/12/2026"}
    again = [str(key) for key in foreign.declarations]
    forms: list[dict[str, Any]] = [{"act": act, "ends_on": TODAY, "again": again, **days} for act in ACTS]
    forms += [granting | {"step": step} for step in ("preview", "confirm", "filter")]
    forms += [{"email": "x@new.example", "name": "X", "organisation": str(foreign.organisation)}]
    forms += [
        {"act": act, "step": step, "organisation": str(foreign.organisation), "on": TODAY, "last_day": TODAY,
         "starts_on": "2020-02-01", "places": "7", "name": "Tout autre", "nature": "EAJE/MICRO_CRECHE", "commune": "Ville",
         "id_equ": "X", "opened_on": TODAY, "siret": "1"}
        for act in ("modifier", "agrement", "retirer", "transferer", "fermer", "rouvrir") for step in ("", "confirm")
    ]  # fmt: skip
    if "nommer" in path:
        # The Cnaf closes an account by its address, whatever its Caf: that is its right.
        forms = [
            {"act": "nommer", "email": "x@new.example", "name": "X", "role": "APPROVER", "starts_on": "2026-01-01"}
        ]
    return [{"data": form} for form in forms]


PAGES = tuple(
    f"/admin/{page}"
    for page in (
        "tableau",
        "habilit",
        "ouvrir",
        "personnes",
        "periodes",
        "nommer",
        "structures",
        "gestionnaires",
        "ajouter",
    )
)
"""Ours; what the pages of an account take has its own tests, and its own count of tries."""


ACTS = ("activate", "suspend", "end", "end_on", "lien", "motdepasse", "days", "preview", "publish", "")


def _body(path: str) -> dict[str, Any]:
    """Something that each act takes."""
    if "habilitations" in path:
        return {"au": TODAY}
    if "gestionnaires" in path:
        return {"raison_sociale": "Tout autre", "siret": "73282932000074"}
    return {"nom": "Tout autre", "code": "999"}


@pytest.mark.parametrize("who", sorted(SEEN))
async def test_a_role_sees_its_lists_and_no_other(cafs: Cafs, who: str) -> None:
    visitor = await cafs.agent(who)
    assert set((await visitor.get("/admin/api/tables/")).json()) == SEEN[who]
    grouped = (await visitor.get("/admin/api/tables/grouped/")).json()["grouped"]
    assert {name for names in grouped.values() for name in names} == SEEN[who]
    assert set((await visitor.get("/admin/api/words/")).json()) == SEEN[who]
    for name in TABLES:
        expected = 200 if name in SEEN[who] else 404
        for part in ("", "schema/", "count/", "ids/", "references/", "new/", "1/"):
            given = await visitor.get(f"/admin/api/tables/{name}/{part}")
            assert given.status_code == expected or (part == "1/" and given.status_code == 404), (name, part)


async def test_everybody_reads_his_own(cafs: Cafs) -> None:
    """What is not shown of another Caf is shown of one's own: the matrix above looks at something."""
    for who, lists in SEEN.items():
        visitor = await cafs.agent(who)
        for name in lists - EMPTY.get(who, {"courriels"}):
            assert await visitor.rows(name), (who, name)
    manager = await agent(cafs.own, "manager")
    assert {row["id"] for row in await manager.rows("structures")} == set(cafs.own.structures)
    known = {cafs.own.people[name].id for name in ("director", "accountant", "deputy", "neighbour")}
    strange = {person.id for person in cafs.foreign.people.values()}
    found = {row["id"] for row in await manager.rows("personnes")}
    assert found >= known
    assert found & strange == set()


async def test_a_list_asked_without_an_order_comes_in_its_own(cafs: Cafs) -> None:
    """Piccolo's page asks once without any, and whichever answer comes last is shown."""
    here = await agent(cafs.own, "manager")
    for name in ("habilitations", "structures"):
        bare, ordered = await here.rows(name), await here.rows(name, __order=",".join(TABLES[name].order))
        assert [row["id"] for row in bare] == [row["id"] for row in ordered]
        assert len(bare) > 1


async def test_people_are_found_by_a_piece_of_their_name_or_address(cafs: Cafs) -> None:
    manager = await agent(cafs.own, "manager")
    for params in ({"adresse": "director@"}, {"personne": "direct"}):
        assert [row["adresse"] for row in await manager.rows("personnes", **params)] == [
            cafs.own.people["director"].email
        ]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_another_site_changes_nothing(method: str) -> None:
    world = await World.granted()
    manager = await agent(world, "manager")
    before = await world.fingerprint()
    path = "/admin/api/tables/habilitations/" if method == "PATCH" else "/admin/api/tables/gestionnaires/"
    grants = await manager.rows("habilitations")
    address = f"{path}{grants[0]['id']}/" if method == "PATCH" else path
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
        given = await manager.request(method, address, json=_body(path), headers=headers)
        assert (given.status_code, given.json()["code"]) == (403, "CSRF")
    del manager.headers["Origin"]
    given = await manager.request(method, address, json=_body(path), headers={"Sec-Fetch-Site": "cross-site"})
    assert given.status_code == 403
    assert await world.fingerprint() == before


async def test_a_grant_ends_on_a_day_through_our_act_and_leaves_its_row_in_the_trail() -> None:
    world = await World.granted()
    manager = await agent(world, "manager")
    grant = (await manager.rows("habilitations", adresse="director"))[0]
    last = TODAY
    given = await manager.patch(f"/admin/api/tables/habilitations/{grant['id']}/", json={"au": last})
    assert given.status_code == 200, given.text
    assert (await manager.rows("habilitations", adresse="director"))[0]["au"] == last
    assert (await world.trail())[-1] == ("manager", "endRoleGrant", "DONE", "")


async def test_every_column_has_its_words_in_the_schema(cafs: Cafs) -> None:
    for who, lists in SEEN.items():
        visitor = await cafs.agent(who)
        for name in lists:
            schema = (await visitor.get(f"/admin/api/tables/{name}/schema/")).json()
            assert schema["extra"]["help_text"] == TABLES[name].help
            for column, shown in schema["properties"].items():
                assert shown["title"] == TABLES[name].words[column].label
                assert shown["extra"]["help_text"]


async def test_a_column_of_another_role_is_not_there(cafs: Cafs) -> None:
    for who, there, gone in (
        ("manager", "approbateur", "caf"),
        ("cnaf", "caf", "approbateur"),
        ("officer", "nom", "approbateur"),
    ):
        schema = (await (await agent(cafs.own, who)).get("/admin/api/tables/structures/schema/")).json()
        assert there in schema["properties"], who
        assert gone not in json.dumps(schema["properties"]) + json.dumps(schema["extra"]), who
