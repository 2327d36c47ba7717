"""Nobody ever sees a structure that is not his: every question of the schema, asked by strangers."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import get_named_type, is_abstract_type, is_object_type

from models.visibility import SEEN
from resolvers.opaque import encode
from schema.portal import GRAPHQL
from tests.isolation.conftest import Pair
from tests.isolation.marks import HIDDEN, TABLES, Rows, known_of, marks_of, words_of
from tests.isolation.population import NEIGHBOUR
from tests.isolation.reading import asked, both, leaked, of_place, sirens, without
from tests.isolation.walk import Known, questions

STRANGERS = ["director", "accountant", "deputy", "manager", "officer", NEIGHBOUR, "nobody", "cnaf"]
NATIONAL_READS = {"organisation", "structure", "licence", "tenure", "staff_role"}


def told_to_the_cnaf(rows: Rows) -> Rows:
    """What the Cnaf reads of a world in tables that it does not read whole: numbers of organisations, and staff."""
    staff = {row["person_id"] for row in rows["staff_role"]}
    return {**sirens(rows), "person": [row for row in rows["person"] if row["id"] in staff]}


def test_the_foreign_world_is_marked_in_every_text(pair: Pair) -> None:
    marks = marks_of(pair.foreign_rows, pair.own_rows)
    plain = {
        f"{table}.{column}"
        for table in TABLES
        for column in pair.foreign_rows[table][0]
        if not any(marks.words & words_of([{column: row[column]}]) for row in pair.foreign_rows[table])
        and any(words_of([{column: row[column]}]) for row in pair.foreign_rows[table])
    }
    assert plain == CLOSED
    assert all(pair.foreign_rows[table] for table in TABLES)


CLOSED = {
    "staff_role.role", "staff_role.starts_on", "role_grant.role", "role_grant.starts_on", "role_grant.state",
    "outgoing_mail.template", "person.notice_version",
    "agreement.bonus", "structure.kind", "structure.opened_on", "tenure.starts_on", "licence.starts_on", "group_accounts.kind",
    "declaration_period.kind", "declaration_period.structure_kind", "declaration_period.opens_on",
    "declaration_period.due_on", "declaration_period.closes_on", "declaration_period.observed_until",
    "declaration_period.published_at", "declaration_part.sent_back_items", "declaration_event.items",
    "declaration.kind", "declaration.structure_kind", "declaration.state",
    "declaration_part.part", "declaration_part.state", "submission.attestation",
    "declaration_event.act", "declaration_event.part", "declaration_event.from_state", "declaration_event.to_state",
    "structure_ratio.structure_kind", "structure_ratio.ratio",
    "audit_entry.act", "audit_entry.outcome", "audit_entry.from_state", "audit_entry.to_state", "audit_entry.roles",
    "audit_entry.codes",
    "outgoing_mail.part",
}  # fmt: skip
"""Columns whose words are the same everywhere: closed lists and days of the profession."""


async def test_those_concerned_find_every_mark(pair: Pair) -> None:
    """The walk can find what it looks for: asked by its own people, the foreign world shows itself whole."""
    marks = marks_of(pair.foreign_rows, pair.own_rows)
    known = known_of(pair.foreign_rows)
    found: set[str] = set()
    types: set[str] = set()
    concerned = [(pair.foreign, name) for name in ("director", "deputy", "manager", "officer", NEIGHBOUR)]
    for world, name in (*concerned, (pair.own, "cnaf")):
        async for _, body in asked(world, name, questions(known, Known({}))):
            found |= marks.found_in(body)
            types |= set(_types(body["data"]))
    assert _reached(GRAPHQL.query_type) - types - PRINTED == set()
    told = {table: words_of(pair.foreign_rows[table]) & marks.words for table in SEEN}
    hidden = {table: words - found for table, words in told.items()}
    silent = words_of(_told_to_nobody(pair.foreign_rows)) & marks.words
    assert silent
    assert {word for words in hidden.values() for word in words} == silent
    assert marks.ids - found <= {encode("Person", row["id"]) for row in pair.foreign_rows["person"]}


def _told_to_nobody(rows: Rows) -> Iterator[dict[str, Any]]:
    """The salt of a transmission, without which its hash could be tried; the code of a size class, shown in French; what
    only its owner's session reads of an account, what becomes of a mail, and the links of the chain of the audit trail."""
    for row in rows["submission"]:
        yield {part: row[part]["salt"] for part in ("activity", "finance") if row[part]}
    for row in rows["structure_ratio"]:
        yield {"size_class": row["size_class"]}
    for row in rows["person"]:
        yield {"password": row["password"]}
    for row in rows["audit_entry"]:
        yield {"prev_hash": row["prev_hash"], "hash": row["hash"]}


PRINTED = {"Query", "PageInfo", "PendingStep"}
"""Types whose name the walk does not ask, and the steps that an open session no longer waits for."""


def _reached(kind: Any) -> set[str]:
    """The object types that questions lead to."""
    found: set[str] = set()
    waiting = [kind]
    while waiting:
        here = waiting.pop()
        if is_abstract_type(here):
            waiting.extend(GRAPHQL.get_possible_types(here))
        elif is_object_type(here) and here.name not in found:
            found.add(here.name)
            waiting.extend(get_named_type(of.type) for of in here.fields.values())
    return found


def _types(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if tree.get("__typename"):
            yield tree["__typename"]
        for each in tree.values():
            yield from _types(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from _types(each)


@pytest.mark.parametrize("name", STRANGERS)
async def test_a_stranger_finds_nothing_of_another_caf(pair: Pair, name: str) -> None:
    tables = set(HIDDEN) - (NATIONAL_READS if name == "cnaf" else set())
    known = both(pair.own_rows, told_to_the_cnaf(pair.foreign_rows)) if name == "cnaf" else pair.own_rows
    marks = marks_of(pair.foreign_rows, known, tables)
    asks = questions(known_of(pair.own_rows), known_of(pair.foreign_rows))
    assert await leaked(pair.own, name, asks, marks) is None


@pytest.mark.parametrize("name", ["director", "accountant", "deputy"])
async def test_a_partner_finds_nothing_of_his_neighbour_in_the_same_caf(pair: Pair, name: str) -> None:
    theirs = of_place(pair.own_rows, 2)
    mine = without(pair.own_rows, theirs)
    marks = marks_of(theirs, both(mine, pair.foreign_rows))
    assert {table for table, found in theirs.items() if found} == OF_A_PLACE
    assert len(marks.words) > 30
    assert await leaked(pair.own, name, questions(known_of(mine), known_of(theirs)), marks) is None


async def test_a_neighbour_finds_nothing_of_the_others_in_the_same_caf(pair: Pair) -> None:
    mine = of_place(pair.own_rows, 2)
    theirs = {table: found if table in OF_A_PLACE | {"group_accounts"} else [] for table, found in without(pair.own_rows, mine).items()}  # fmt: skip
    calendar = {"declaration_period": pair.own_rows["declaration_period"]}
    marks = marks_of(theirs, both(both(mine, calendar), pair.foreign_rows))
    assert len(marks.words) > 100
    assert await leaked(pair.own, NEIGHBOUR, questions(known_of(mine), known_of(theirs)), marks) is None


OF_A_PLACE = {
    "organisation", "structure", "licence", "tenure", "agreement", "role_grant", "declaration", "declaration_part",
    "declaration_estimate", "declaration_event", "submission", "audit_entry", "outgoing_mail",
}  # fmt: skip
"""The tables that hold something of the neighbour's: nothing of his is accepted, nothing shared."""


async def test_a_manager_finds_nothing_of_the_declarations_of_his_own_caf(pair: Pair) -> None:
    hidden = {"declaration", "declaration_part", "declaration_estimate", "declaration_event", "submission", "accepted_right", "structure_ratio", "group_accounts"}  # fmt: skip
    kept = {table: found for table, found in pair.own_rows.items() if table in MANAGED}
    marks = marks_of(pair.own_rows, both(pair.foreign_rows, both(kept, sirens(kept))), hidden)
    known = known_of(pair.own_rows)
    assert len(marks.words) > 100
    assert await leaked(pair.own, "manager", questions(known, known), marks) is None


MANAGED = {
    "organisation", "structure", "licence", "tenure", "agreement", "role_grant", "account_opening", "person", "staff_role",
    "declaration_period",
}  # fmt: skip
"""What a habilitation manager keeps."""


async def test_an_officer_finds_no_figure_that_was_not_sent(pair: Pair) -> None:
    told = {table: found for table, found in pair.own_rows.items() if table not in DRAFT}
    told["declaration_event"] = [row for row in pair.own_rows["declaration_event"] if row["told_caf_id"]]
    rows = {
        **pair.own_rows,
        "declaration_event": [row for row in pair.own_rows["declaration_event"] if not row["told_caf_id"]],
    }
    marks = marks_of(rows, both(pair.foreign_rows, told), DRAFT)
    known = known_of(pair.own_rows)
    assert len(marks.words) > 40
    assert {f"Motif {pair.own.code} comptes 0", f"Motif {pair.own.code} renvoi"} <= marks.words
    assert await leaked(pair.own, "officer", questions(known, known), marks) is None


DRAFT = {"declaration_part", "declaration_estimate", "declaration_event", "group_accounts"}
"""What partners prepare among themselves: of events, those that are not told to the Caf."""
