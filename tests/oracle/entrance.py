"""What can be asked first: every root field, with the lists that it opens and the rows that it finds by id or by key."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tests.oracle.fields import OPEN, PAGED, Check, Fields, Refusal, Seen, entries, leads, mark, such
from tests.oracle.law import parameter, parameters
from tests.oracle.lists import NODES, by_due
from tests.oracle.nouns import late, without_approver
from tests.oracle.progress import days_of, deadline, turns
from tests.oracle.rights import MANAGER, NATIONAL, OFFICER, ROLES
from tests.oracle.simulations import simulate
from tests.oracle.world import one


def _listed(kind: str, rows: str, /, **wanted: str) -> Any:
    """A list of all that is seen, narrowed by what is wanted."""

    def read(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
        found = oracle.sight.seen(getattr(oracle.world, rows))
        for name, column in wanted.items():
            if given.get(name) is not None:
                found = [row for row in found if getattr(row, column) == given[name]]
        return oracle.page(kind, found, given)

    return read


def _the_one(kind: str, rows: str, /, **keys: str) -> Any:
    """The row of this id and this key, unless there are none or several; nothing asked is nothing found."""

    def read(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
        if all(given.get(name) is None for name in keys):
            return None
        found = oracle.sight.seen(getattr(oracle.world, rows))
        for name, column in keys.items():
            if given.get(name) is not None:
                found = [row for row in found if _equal(kind, row, column, given[name])]
        return oracle.made(kind, found[0]) if len(found) == 1 else None

    return read


def _equal(kind: str, row: Any, column: str, value: Any) -> bool:
    return bool((mark(kind, row.id) if column == "id" else getattr(row, column)) == value)


def _by_id(kind: str, rows: str) -> Any:
    return _the_one(kind, rows, id="id")


def _declarations(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
    found = oracle.sight.seen(oracle.world.declarations)
    states, kind, year = given.get("state"), given.get("kind"), given.get("year")
    tests: dict[str, Callable[[Any], bool]] = {
        "state": lambda d: not states or d.state in states,
        "kind": lambda d: kind is None or d.kind == kind,
        "year": lambda d: year is None or d.year == year,
        "period": lambda d: given["period"] == mark("Period", d.period_id),
        "dueBefore": lambda d: days_of(oracle, d)[1] < date.fromisoformat(given["dueBefore"]),
        "late": lambda d: late(oracle, d) == given["late"],
        "search": lambda d: given["search"].lower() in _seen_name(oracle, d),
    }
    for name in tests.keys() & {each for each, value in given.items() if value is not None}:
        found = [each for each in found if tests[name](each)]
    return oracle.page("Declaration", found, given, by_due if given.get("order") == "DUE" else None)


def _seen_name(oracle: Any, declaration: Any) -> str:
    return str(one(oracle.world.structures, declaration.structure_id).name).lower()


def _periods(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
    """Of the Cafs that concern the viewer, or of the one that he names."""
    sight, caf = oracle.sight, given.get("caf")
    cafs = {each.caf_id for each in sight.grants} | {sight.manager_caf, sight.officer_caf}
    wanted = [
        each for each in oracle.world.periods
        if (mark("Caf", each.caf_id) == caf if caf is not None else sight.national or each.caf_id in cafs)
        and given.get("year") in (None, each.year) and given.get("kind") in (None, each.kind)
    ]  # fmt: skip
    return oracle.page("Period", wanted, given)


def _awaiting(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
    """The declarations in which an act of the viewer's leads on."""
    found = {each.id: held for each in oracle.sight.seen(oracle.world.declarations) if any(_own(oracle, each, held := oracle.sight.held_towards(each)))}  # fmt: skip
    rows = [one(oracle.world.declarations, key) for key in found]
    return oracle.page("Awaiting", rows, given, by_due)


def _own(oracle: Any, declaration: Any, held: Any) -> list[Seen]:
    return [Seen("Task", turn) for turn in turns(oracle, declaration, held) if turn["role"] in held]


def _overview(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
    own = {each.structure_id for each in oracle.sight.grants}
    page = oracle.page("StructureOverview", [s for s in oracle.world.structures if s.id in own], given)
    page.row.also["year"] = given.get("year")
    return page


def _running(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    """Of one's own tenures, those whose period runs and that are not over, the most urgent first."""
    year, today = seen.row[1].get("year"), oracle.sight.today
    found = [
        each for each in oracle.world.declarations
        if each.structure_id == seen.row[0].id and each.tenure_id in oracle.sight.tenures
        and each.state not in ("ACCEPTED", "CANCELLED") and year in (None, each.year)
        and days_of(oracle, each)[0] <= today <= days_of(oracle, each)[2]
    ]  # fmt: skip
    found.sort(key=lambda each: (days_of(oracle, each)[1], each.id))
    return [oracle.made("Declaration", each) for each in found]


def _node(oracle: Any, given_id: str) -> Seen | None:
    for kind, rows in NODES.items():
        for row in oracle.sight.seen(getattr(oracle.world, rows)):
            if mark(kind, row.id) == given_id:
                return Seen(kind, row, oracle.sight.held_towards(row))
    return None


def _nodes(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen | None]:
    if len(given["ids"]) > oracle.longest:
        raise Refusal("PAGE_TOO_LONG")
    return [_node(oracle, each) for each in given["ids"]]


def _viewer(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen:
    sight = oracle.sight
    person = one(oracle.world.people, sight.viewer)
    grants = sorted(sight.grants, key=lambda each: (each.tenure_id, ROLES.index(each.role)))
    roles: list[dict[str, Any]] = [
        {"role": g.role, "caf": g.caf_id, "structure": g.structure_id, "tenure": g.tenure_id} for g in grants
    ]
    staff = ((MANAGER, sight.manager_caf), (OFFICER, sight.officer_caf))
    roles += [{"role": role, "caf": caf, "structure": None, "tenure": None} for role, caf in staff if caf is not None]
    if sight.national:
        roles.append({"role": NATIONAL, "caf": None, "structure": None, "tenure": None})
    return Seen("Viewer", {"id": mark("Person", person.id), "displayName": person.display_name, "email": person.email, "roles": [Seen("ViewerRole", each) for each in roles]})  # fmt: skip


def _verdict(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen:
    """Whoever holds a receipt may ask whether it is authentic."""
    for each in oracle.world.submissions:
        if (each.reference, each.content_hash) == (given["reference"], given["hash"]):
            replaced = any(o.previous_id == each.id for o in oracle.world.submissions)
            return Seen("ReceiptVerdict", {"authentic": True, "sentAt": each.sent_at, "number": each.number, "replaced": replaced})  # fmt: skip
    return Seen("ReceiptVerdict", {"authentic": False, "sentAt": None, "number": None, "replaced": None})


def _session(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    return [Seen("Session", {"door": "API", "agent": "", "current": True, "createdAt": oracle.world.now, "seenAt": oracle.world.now})]  # fmt: skip


def _of(kind: str, rows: str, entry: str) -> Any:
    return leads(OPEN, kind, lambda oracle, seen, given: oracle.found(kind, rows, seen.row[entry]))


SEVERAL = Check("some texts", lambda value: isinstance(value, list) and len(value) > 0)
QUERY: Fields = {
    "viewer": leads(OPEN, "Viewer", _viewer),
    "notice": leads(OPEN, "Notice", lambda oracle, seen, given: Seen("Notice", {})),
    "signInSteps": leads(OPEN, "PendingStep", lambda oracle, seen, given: []),
    "sessions": leads(OPEN, "Session", _session),
    "organisations": leads(OPEN, "OrganisationConnection", _listed("Organisation", "organisations"), **PAGED),
    "organisation": leads(OPEN, "Organisation", _the_one("Organisation", "organisations", id="id", siret="siret"), id="ID", siret="String"),
    "structures": leads(OPEN, "StructureConnection", _listed("Structure", "structures"), **PAGED),
    "structure": leads(OPEN, "Structure", _the_one("Structure", "structures", id="id", idEqu="id_equ"), id="ID", idEqu="String"),
    "structuresWithoutApprover": leads(OPEN, "StructureConnection", lambda oracle, seen, given: oracle.page("Structure", without_approver(oracle), given), **PAGED),
    "groupAccounts": leads(OPEN, "GroupAccountsConnection", _listed("GroupAccounts", "groups", kind="kind", year="year"), **PAGED, kind="DeclarationKind", year="Int"),
    "declarations": leads(
        OPEN, "DeclarationConnection", _declarations, **PAGED, state="[DeclarationState!]", kind="DeclarationKind",
        year="Int", period="ID", dueBefore="Date", late="Boolean", search="String", order="DeclarationOrder!",
    ),
    "declaration": leads(OPEN, "Declaration", _by_id("Declaration", "declarations"), id="ID!"),
    "periods": leads(OPEN, "PeriodConnection", _periods, **PAGED, year="Int", kind="DeclarationKind", caf="ID"),
    "period": leads(OPEN, "Period", _by_id("Period", "periods"), id="ID!"),
    "people": leads(OPEN, "PersonConnection", _listed("Person", "people"), **PAGED),
    "person": leads(OPEN, "Person", _the_one("Person", "people", id="id", email="email"), id="ID", email="String"),
    "staffRoles": leads(OPEN, "StaffRoleConnection", _listed("StaffRole", "staff"), **PAGED),
    "cafs": leads(OPEN, "CafConnection", _listed("Caf", "cafs"), **PAGED),
    "verifyReceipt": leads(OPEN, "ReceiptVerdict", _verdict, reference="String!", hash="String!"),
    "statistics": leads(OPEN, "StatisticsCellConnection", _listed("StatisticsCell", "cells", year="year", kind="structure_kind", ratio="ratio"), year="Int", kind="String", ratio="String", **PAGED),
    "parameters": leads(OPEN, "ParameterConnection", parameters, at="Date", startingWith="String", **PAGED),
    "parameter": leads(OPEN, "Parameter", parameter, name="String!", at="Date"),
    "simulate": leads(OPEN, "SimulatePayload", simulate, input="SimulateInput!"),
    "awaitingMe": leads(OPEN, "AwaitingConnection", _awaiting, **PAGED),
    "overview": leads(OPEN, "StructureOverviewConnection", _overview, **PAGED, year="Int"),
    "node": leads(OPEN, "Node", lambda oracle, seen, given: _node(oracle, given["id"]), id="ID!"),
    "nodes": leads(OPEN, "Node", _nodes, ids="[ID!]!"),
}  # fmt: skip

ENTRANCE: dict[str, Fields] = {
    "Query": QUERY,
    "Viewer": {**entries(OPEN, "id displayName email"), "roles": leads(OPEN, "ViewerRole", lambda oracle, seen, given: seen.row["roles"])},
    "ViewerRole": {
        **entries(OPEN, "role"), **such(OPEN, "roleLabel"), "caf": _of("Caf", "cafs", "caf"),
        "structure": _of("Structure", "structures", "structure"), "tenure": _of("Tenure", "tenures", "tenure"),
    },
    "Session": {**entries(OPEN, "door agent current createdAt seenAt"), **such(OPEN, "id expiresAt")},
    "Notice": {**such(OPEN, "version"), **such(OPEN, "paragraphs", SEVERAL)},
    "PendingStep": such(OPEN, "step label"),
    "ReceiptVerdict": entries(OPEN, "authentic sentAt number replaced"),
    "Awaiting": {
        "tasks": leads("declaration.read", "Task", lambda oracle, seen, given: _own(oracle, seen.row, seen.held)),
        "until": leads("declaration.read", "Deadline", lambda oracle, seen, given: deadline(oracle, seen.row)),
        "declaration": leads("declaration.read", "Declaration", lambda oracle, seen, given: oracle.made("Declaration", seen.row)),
    },
    "StructureOverview": {
        "structure": leads("structure.read", "Structure", lambda oracle, seen, given: oracle.made("Structure", seen.row[0])),
        "declarations": leads("declaration.read", "Declaration", _running),
    },
}  # fmt: skip
