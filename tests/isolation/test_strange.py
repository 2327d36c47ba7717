"""A strange id is answered like one that does not exist: in every question, in every act, to the byte, by the same statements."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from models.engine import watch_statements
from models.visibility import SIGNED_IN_TABLES
from resolvers.opaque import encode
from schema.nodes import NODES
from schema.portal import GRAPHQL
from tests.isolation.conftest import Pair
from tests.isolation.doings import Doing, acts
from tests.isolation.marks import known_of, marks_of, rows_of
from tests.isolation.reading import of_place, without
from tests.isolation.walk import Ask, Known, questions
from tests.world import World

UNKNOWN = {name: [encode(name, 2**31 - 1)] for name in NODES}


@pytest.mark.parametrize("name", ["deputy", "manager", "officer", "nobody"])
async def test_a_strange_id_is_answered_like_one_that_does_not_exist(pair: Pair, name: str) -> None:
    """And like one of another type, wherever one type is wanted."""
    strange = known_of(pair.foreign_rows)
    nothing = Known({})
    hidden = {kind: ids for kind, ids in strange.ids.items() if NODES[kind][0].table not in SIGNED_IN_TABLES}
    answers: dict[tuple[str, str], set[Told]] = {}
    for kind, ids in hidden.items():
        theirs, unknown = Known({kind: ids[:1]}), Known({kind: UNKNOWN[kind]})
        for one, other in zip(questions(nothing, theirs), questions(nothing, unknown), strict=True):
            for ask, mark in ((one, ids[0]), (other, UNKNOWN[kind][0])):
                if mark in str(ask.variables.get("value", "")):
                    of_any_type = "node(" in ask.document or "nodes(" in ask.document
                    same = answers.setdefault((ask.document, kind if of_any_type else ""), set())
                    same.add(await told(pair.own, name, ask, mark))
    assert len(answers) > 10
    for (document, _), same in answers.items():
        assert len(same) == 1, (document, same)


@pytest.mark.parametrize("name", ["deputy", "manager", "officer", "nobody"])
async def test_a_strange_business_key_is_answered_like_one_that_does_not_exist(pair: Pair, name: str) -> None:
    asked = 0
    for field, argument, strange, unknown in (
        ("organisation", "siret", pair.foreign_rows["organisation"][0]["siret"], "99999999999999"),
        ("structure", "idEqu", pair.foreign_rows["structure"][0]["id_equ"], "NONE"),
        ("person", "email", pair.foreign_rows["person"][0]["email"], "never@seen.example"),
    ):
        document = f"query ($key: String!) {{ {field}({argument}: $key) {{ id }} }}"
        one, other = [await told(pair.own, name, Ask(document, {"key": key}), key) for key in (strange, unknown)]
        assert one == other, document
        asked += 1
    keys = (
        {name for field in GRAPHQL.query_type.fields.values() for name in field.args} if GRAPHQL.query_type else set()
    )
    assert {"siret", "idEqu", "email"} == keys & BUSINESS_KEYS == BUSINESS_KEYS
    assert asked == len(BUSINESS_KEYS)


BUSINESS_KEYS = {"siret", "idEqu", "email"}
"""By which rows of tenants are found, besides ids."""
Told = tuple[int, bytes, tuple[str, ...]]
"""The status and the bytes of an answer, but for the id that it echoes, and the text of every statement that was run."""


async def told(world: World, name: str, ask: Ask, mark: str) -> Told:
    """What is answered, and what the database was asked for it."""
    with watch_statements() as statements:
        given = await world.ask(name, ask.document, **ask.variables)
    assert "data" in given.body, (ask, given.body)
    return given.status, orjson.dumps(given.body).replace(mark.encode(), b"?"), tuple(statements)


@pytest.mark.parametrize("name", ["director", "accountant", "deputy", "manager", "officer", "nobody", "cnaf"])
async def test_an_act_on_a_strange_id_is_answered_like_one_that_does_not_exist_and_changes_nothing(
    pair: Pair, name: str
) -> None:
    before = await _written(pair), await pair.own.fingerprint()
    strange = {kind: ids[0] for kind, ids in known_of(pair.foreign_rows).ids.items()}
    own = {kind: ids[:1] for kind, ids in known_of(pair.own_rows).ids.items()}
    marks = marks_of(pair.foreign_rows, pair.own_rows)
    doings = list(acts(own))
    answers: dict[int, set[Told]] = {}
    since = await _last_noted(pair.own)
    assert GRAPHQL.mutation_type is not None
    assert {each.act for each in doings} == set(GRAPHQL.mutation_type.fields) - WITHOUT_ID
    for doing in doings:
        for kind, mark in strange.items():
            if name == "cnaf" and (doing.act, kind) in OF_THE_CNAF:
                continue
            one = await told(pair.own, name, doing.on(mark), mark)
            other = await told(pair.own, name, doing.on(UNKNOWN[kind][0]), UNKNOWN[kind][0])
            body = orjson.loads(one[1])
            codes = {error["code"] for error in next(iter(body["data"].values()))["errors"]}
            assert codes == {"NOT_FOUND"} or doing.beside or (codes and doing.act in OF_NO_ROW) or (codes == {"FORBIDDEN"} and _seen(name, doing, kind)), (doing, body)  # fmt: skip
            assert not marks.found_in(body), doing
            if not _seen(name, doing, kind):
                assert one == other, doing
                answers.setdefault(id(doing), set()).add(one)
    for doing in doings:
        assert len(answers.get(id(doing), ())) <= 1, doing
    seen_at_all = {each.act for each in doings for kind in strange if _seen(name, each, kind)}
    await _noted_alike(pair.own, name, since, seen_at_all)
    assert (await _written(pair), await pair.own.fingerprint()) == before


@pytest.mark.parametrize("name", ["director", "accountant", "deputy"])
async def test_an_act_on_what_is_the_neighbours_is_answered_like_one_on_nothing(pair: Pair, name: str) -> None:
    theirs = of_place(pair.own_rows, 2)
    strange = known_of(theirs).ids
    assert {kind for kind, ids in strange.items() if ids} >= {"Declaration", "Structure", "Tenure", "RoleGrant", "Submission"}  # fmt: skip
    await answered_like_nothing(pair.own, name, known_of(without(pair.own_rows, theirs)).ids, strange)


async def answered_like_nothing(
    world: World, name: str, own: Mapping[str, list[str]], strange: Mapping[str, list[str]]
) -> None:
    """Every act of somebody on ids that are not his: the answer is that on an unknown id, and nothing is written."""
    # Before anything is compared: whoever has no session yet would be signed in on the way of the first question.
    await world.sign_in(name)
    before, since = await world.fingerprint(), await _last_noted(world)
    for doing in acts({kind: ids[:1] for kind, ids in own.items()}):
        for kind, ids in strange.items():
            for mark in ids[:1]:
                one = await told(world, name, doing.on(mark), mark)
                other = await told(world, name, doing.on(UNKNOWN[kind][0]), UNKNOWN[kind][0])
                assert one == other, doing
    await _noted_alike(world, name, since, set())
    assert await world.fingerprint() == before


WITHOUT_ID = {
    "signIn", "signOut", "openPeriod", "addOrganisation", "openCaf", "deactivateAccount", "reactivateAccount",
    "requestPasswordReset", "useLink", "changePassword", "acceptNotice", "beginSecondFactor", "enableSecondFactor",
    "confirmSecondFactor", "removeSecondFactor", "endOtherSessions",
}  # fmt: skip
"""The mutations that name nothing that exists: they fall in the caller's own Caf, on his own account, or on whoever has an
address."""
OF_NO_ROW = {"grantRoles", "openAccount", "nameStaff"}
"""The mutations that fall in the caller's own Caf, whatever they name besides: who may not do them is told so first."""
OF_THE_CNAF = {("endStaffRole", "StaffRole"), ("sendOpeningAgain", "Person"), ("forcePasswordChange", "Person")}
"""What the Cnaf does to staff of any Caf: nobody's staff is strange to it."""


async def _last_noted(world: World) -> int:
    return int((await world.written("select coalesce(max(id), 0) as id from audit_entry"))[0]["id"])


async def _noted_alike(world: World, name: str, since: int, seen: set[str]) -> None:
    """The audit trail names no row of a refusal on a strange id: nothing more than of one on nothing."""
    rows = await world.written(
        "select * from audit_entry where id > $1 and actor_id = $2 order by id", since, world.people[name].id
    )
    places = [
        (row["act"], row["codes"], *(row[each] for each in dict(row) if each.endswith("_id") and each != "request_id"))
        for row in rows
        if row["act"] not in seen
    ]
    assert places[::2] == places[1::2]
    assert places or name == "nobody"


async def _written(pair: Pair) -> dict[str, Any]:
    """The rows of the foreign world; what somebody was forbidden on a row that he sees is noted there."""
    rows = dict(await rows_of(pair.foreign))
    rows["audit_entry"] = [row for row in rows["audit_entry"] if row["codes"] != "FORBIDDEN"]
    return rows


def _seen(name: str, doing: Doing, kind: str) -> bool:
    """The Cnaf sees every organisation, structure and tenure, and may not keep them nor grant on them: it is told so."""
    if kind == "Period" and doing.argument == "period":
        return True  # the calendar is known to all
    return name == "cnaf" and kind.lower() == doing.argument in {"tenure", "structure", "organisation"}
