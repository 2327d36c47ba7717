"""A strange id is answered like one that does not exist: in every question, in every act, to the byte."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

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
    strange = known_of(pair.foreign_rows)
    nothing = Known({})
    hidden = {kind: ids for kind, ids in strange.ids.items() if NODES[kind][0].table not in SIGNED_IN_TABLES}
    for kind, ids in hidden.items():
        for mark in ids[:1]:
            theirs, unknown = Known({kind: [mark]}), Known({kind: UNKNOWN[kind]})
            pairs = zip(questions(nothing, theirs), questions(nothing, unknown), strict=True)
            for one, other in pairs:
                if mark in str(one.variables.get("value", "")):
                    answers = [await pair.own.ask(name, ask.document, **ask.variables) for ask in (one, other)]
                    sent = [
                        orjson.dumps(answer.body).replace(i.encode(), b"?")
                        for answer, i in zip(answers, (mark, *UNKNOWN[kind]), strict=True)
                    ]
                    assert (sent[0], answers[0].status) == (sent[1], answers[1].status), one


@pytest.mark.parametrize("name", ["director", "accountant", "deputy", "manager", "officer", "nobody", "cnaf"])
async def test_an_act_on_a_strange_id_is_answered_like_one_that_does_not_exist_and_changes_nothing(
    pair: Pair, name: str
) -> None:
    before = await _written(pair), await pair.own.fingerprint()
    strange = {kind: ids[0] for kind, ids in known_of(pair.foreign_rows).ids.items()}
    own = {kind: ids[:1] for kind, ids in known_of(pair.own_rows).ids.items()}
    marks = marks_of(pair.foreign_rows, pair.own_rows)
    doings = list(acts(own))
    assert GRAPHQL.mutation_type is not None
    assert {each.act for each in doings} == set(GRAPHQL.mutation_type.fields) - WITHOUT_ID
    for doing in doings:
        for kind, mark in strange.items():
            if name == "cnaf" and (doing.act, kind) in OF_THE_CNAF:
                continue
            body = await _done(pair.own, name, doing.on(mark))
            unknown = await _done(pair.own, name, doing.on(UNKNOWN[kind][0]))
            codes = {error["code"] for error in next(iter(body["data"].values()))["errors"]}
            assert codes == {"NOT_FOUND"} or doing.beside or (codes and doing.act in OF_NO_ROW) or (codes == {"FORBIDDEN"} and _seen(name, doing, kind)), (doing, body)  # fmt: skip
            assert not marks.found_in(_without_mark(body, mark)), doing
            if not _seen(name, doing, kind):
                assert _without_mark(body, mark) == _without_mark(unknown, UNKNOWN[kind][0]), doing
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
    before = await world.fingerprint()
    for doing in acts({kind: ids[:1] for kind, ids in own.items()}):
        for kind, ids in strange.items():
            for mark in ids[:1]:
                body = await _done(world, name, doing.on(mark))
                unknown = await _done(world, name, doing.on(UNKNOWN[kind][0]))
                assert _without_mark(body, mark) == _without_mark(unknown, UNKNOWN[kind][0]), doing
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


async def _done(world: World, name: str, ask: Ask) -> Any:
    given = await world.ask(name, ask.document, **ask.variables)
    assert "data" in given.body, (ask, given.body)
    return given.body


def _without_mark(body: Any, mark: str) -> Any:
    return orjson.loads(orjson.dumps(body).replace(mark.encode(), b"?"))


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
