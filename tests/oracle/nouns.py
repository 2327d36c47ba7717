"""Cafs, organisations, structures, tenures, grants, people, periods, statistics: who reads which field of them."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.fields import (
    ANY,
    OPEN,
    Fields,
    Lot,
    Seen,
    columns,
    entries,
    leads,
    such,
    the_id,
    to_many,
    to_one,
)
from tests.oracle.history import history
from tests.oracle.rights import APPROVER, ROLES, may
from tests.oracle.sight import in_force, on_day
from tests.oracle.world import one

RATIOS = (
    "REAL_OCCUPANCY", "FINANCIAL_OCCUPANCY", "BILLING_RATE", "COST_PER_ATTENDED_HOUR", "COST_PER_BILLED_HOUR",
    "COST_PER_PLACE", "BILLED_HOURS_PER_PLACE_AND_DAY", "MEAN_HOURLY_CONTRIBUTION", "CHILDREN_PER_PLACE", "POVERTY_SHARE",
    "FTE_PER_PLACE", "REMAINING_CHARGE_PER_PLACE", "STAFF_COST_SHARE", "FAMILIES_SHARE", "CAF_SHARE",
    "MUNICIPALITIES_SHARE", "OTHER_PUBLIC_SHARE", "COMPANIES_SHARE",
)  # fmt: skip
OF_ACCOUNTS = set(RATIOS[RATIOS.index("STAFF_COST_SHARE") :])
"""The ratios that would reveal an account: told to those who read accounts."""
PARTNER_STATES = {"OPEN", "IN_PROGRESS", "READY", "RETURNED"}
STATES = ("OPEN", "IN_PROGRESS", "READY", "TRANSMITTED", "PROCESSING", "RETURNED", "ACCEPTED", "CANCELLED")


def ratio(code: str, held: Any, value: Any, reason: Any) -> Seen:
    """A ratio as somebody with these roles reads it."""
    if code in OF_ACCOUNTS and not may("finance.figures", held):
        value, reason = None, "ACCOUNTS"
    return Seen("StructureRatio", {"code": code, "value": value, "reason": reason}, held)


def _ratios(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    """Those accepted last of the tenure that declared: what is read of its accounts hangs on the roles held there."""
    rows = [each for each in oracle.world.ratios if (each.structure_id, each.year) == (seen.row.id, given["year"])]
    rows = sorted(oracle.sight.seen(rows), key=lambda each: (-each.tenure_id, -each.declaration_id))
    rows = [each for each in rows if each.declaration_id == rows[0].declaration_id]
    held = oracle.sight.held_towards(rows[0]) if rows else seen.held
    known = {each.ratio for each in rows}
    none = "NOT_DECLARED" if rows else "NOT_ACCEPTED"
    return [ratio(code, held, *((ANY, None) if code in known else (None, none))) for code in RATIOS]


def _reason_text(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
    reason = seen.row["reason"]
    return None if reason is None else ANY


def _places(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> int | None:
    begun = [each for each in oracle.world.licences if each.structure_id == seen.row.id and each.starts_on <= oracle.sight.today]  # fmt: skip
    return max(begun, key=lambda each: each.starts_on).places if begun else None


def _approved(oracle: Any, tenure: int) -> bool:
    today = oracle.sight.today
    return any(g.tenure_id == tenure and g.role == APPROVER and in_force(g, today) for g in oracle.world.grants)


def _has_approver(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> bool | None:
    today = oracle.sight.today
    runs = [each for each in oracle.world.tenures if each.structure_id == seen.row.id and on_day(each, today)]
    runs = oracle.sight.seen(runs)
    return _approved(oracle, runs[0].id) if runs else None


def without_approver(oracle: Any) -> list[Any]:
    """For a manager: the structures of his Caf that somebody runs today and nobody can approve for."""
    world, today = oracle.world, oracle.sight.today
    runs = {each.structure_id: each.id for each in world.tenures if on_day(each, today)}
    mine = [each for each in world.structures if each.caf_id == oracle.sight.manager_caf and each.id in runs]
    return [each for each in mine if not _approved(oracle, runs[each.id])]


def _who_sees(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    """The granted by name, as far as their grants are seen, those to come too; staff by number."""
    world, sight, row = oracle.world, oracle.sight, seen.row
    found: list[dict[str, Any]] = []
    for each in world.grants:
        stands = (
            each.state == "ACTIVE" and each.ended_at is None and (each.ends_on is None or each.ends_on >= sight.today)
        )
        if (
            each.structure_id == row.id
            and stands
            and (each.tenure_id in sight.tenures or each.caf_id == sight.manager_caf)
        ):
            found.append({"personName": each.person_name, "role": each.role, "startsOn": each.starts_on, "endsOn": each.ends_on, "persons": 1})  # fmt: skip
    for role in ROLES:
        staff = [s for s in world.staff if s.role == role and s.caf_id in (None, row.caf_id) and on_day(s, sight.today)]
        if staff:
            ends = None if any(each.ends_on is None for each in staff) else max(each.ends_on for each in staff)
            found.append({"personName": None, "role": role, "startsOn": None, "endsOn": ends, "persons": len(staff)})
    found.sort(key=lambda each: (ROLES.index(each["role"]), each["personName"] or ""))
    return [Seen("Viewing", each, seen.held) for each in found]


def _person_name(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> str:
    """The name that was typed here, else the account's own."""
    sight, world = oracle.sight, oracle.world
    for rows in (world.openings, world.grants):
        typed = [each for each in sight.seen(rows) if each.person_id == seen.row.id]
        if typed:
            return str(max(typed, key=lambda each: each.id).person_name)
    return str(seen.row.display_name)


def _active_grants(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> int:
    mine = [each for each in oracle.sight.seen(oracle.world.grants) if each.person_id == seen.row.id]
    return sum(in_force(each, oracle.sight.today) for each in mine)


def _grant_state(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> str:
    row = seen.row
    over = row.ended_at is not None or (row.ends_on is not None and row.ends_on < oracle.sight.today)
    return "ENDED" if over else str(row.state)


def _staff(column: str) -> Any:
    return lambda oracle, seen, given: getattr(one(oracle.world.people, seen.row.person_id), column)


def timing(today: Any, opens: Any, due: Any, closes: Any) -> str:
    """Where a day falls."""
    if today < opens:
        return "UPCOMING"
    return "OPEN" if today <= due else "LATE" if today <= closes else "CLOSED"


def late(oracle: Any, declaration: Any) -> bool:
    """Still awaited from the partner after the due day, a delay included."""
    period = one(oracle.world.periods, declaration.period_id)
    due = max(each for each in (period.due_on, declaration.extended_to) if each is not None)
    return declaration.state in PARTNER_STATES and oracle.sight.today > due


def _progress(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen:
    mine = [each for each in oracle.sight.seen(oracle.world.declarations) if each.period_id == seen.row.id]
    counts = [(state, sum(each.state == state for each in mine)) for state in STATES]
    states = [Seen("StateCount", {"state": state, "count": count}) for state, count in counts if count]
    return Seen("PeriodProgress", {"total": len(mine), "late": sum(late(oracle, d) for d in mine), "states": states})


def _shared(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    found = [oracle.found("Tenure", "tenures", key) for key in seen.row.tenures]
    return [each for each in found if each is not None]


def _of_period(name: str) -> Any:
    def read(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
        now = timing(oracle.sight.today, seen.row.opens_on, seen.row.due_on, seen.row.closes_on)
        return {"timing": now, "published": seen.row.published_at is not None}[name]

    return read


S, T, G, P, O = "structure.read", "tenure.read", "role_grant.read", "person.read", "organisation.read"  # noqa: E741
A, B = "group_accounts.read", "agreement.read"
CAF = to_one(OPEN, "Caf", "cafs", "caf_id")


def under(action: str, found: Any) -> Any:
    """The same field, read with another group."""
    return type(found)(action, found.read, found.kind, found.args)


NOUNS: dict[str, Fields] = {
    "Caf": {**the_id(OPEN, "Caf"), **columns(OPEN, "code name")},
    "Organisation": {**the_id(O, "Organisation"), **columns(O, "siret name"), "caf": under(O, CAF)},
    "Structure": {
        **the_id(S, "Structure"),
        **columns(S, "idEqu name kind nature commune openedOn closedOn ctgSince"),
        **such(S, "kindLabel natureLabel"),
        "caf": under(S, CAF),
        "licensedPlaces": leads(S, "", _places),
        "licences": to_many(S, "Licence", "licences", "structure_id"),
        "tenures": to_many(T, "Tenure", "tenures", "structure_id"),
        "agreements": to_many(B, "Agreement", "agreements", "structure_id"),
        "roleGrants": to_many(G, "RoleGrant", "grants", "structure_id"),
        "declarations": to_many("declaration.read", "Declaration", "declarations", "structure_id"),
        "ratios": leads("ratio.read", "StructureRatio", _ratios, year="Int!"),
        "hasApprover": leads(G, "", _has_approver),
        "whoSees": leads("access.read", "Viewing", _who_sees),
        "history": history("structure_id"),
    },
    "Licence": {**the_id(S, "Licence"), **columns(S, "startsOn places")},
    "Tenure": {
        **the_id(T, "Tenure"),
        **columns(T, "startsOn endsOn"),
        "current": leads(T, "", lambda oracle, seen, given: on_day(seen.row, oracle.sight.today)),
        "organisation": to_one(O, "Organisation", "organisations", "organisation_id"),
        "structure": to_one(S, "Structure", "structures", "structure_id"),
        "agreements": to_many(B, "Agreement", "agreements", "tenure_id"),
    },
    "Agreement": {
        **the_id(B, "Agreement"),
        **columns(B, "bonus startsOn endsOn places amount growth"),
        **such(B, "label"),
        "tenure": to_one(T, "Tenure", "tenures", "tenure_id"),
    },
    "RoleGrant": {
        **the_id(G, "RoleGrant"),
        **columns(G, "personName personEmail role startsOn endsOn grantedAt"),
        **such(G, "roleLabel stateLabel"),
        "active": leads(G, "", lambda oracle, seen, given: in_force(seen.row, oracle.sight.today)),
        "state": leads(G, "", _grant_state),
        "structure": to_one(S, "Structure", "structures", "structure_id"),
        "tenure": to_one(T, "Tenure", "tenures", "tenure_id"),
    },
    "StaffRole": {
        **the_id("staff_role.read", "StaffRole"),
        **columns("staff_role.read", "role startsOn endsOn"),
        **such("staff_role.read", "roleLabel"),
        "personName": leads("staff_role.read", "", _staff("display_name")),
        "personEmail": leads("staff_role.read", "", _staff("email")),
        "active": leads("staff_role.read", "", lambda oracle, seen, given: on_day(seen.row, oracle.sight.today)),
        "caf": under("staff_role.read", CAF),
    },
    "Person": {
        **the_id(P, "Person"),
        **columns(P, "email"),
        "displayName": leads(P, "", _person_name),
        "activeGrants": leads(G, "", _active_grants),
        "roleGrants": to_many(G, "RoleGrant", "grants", "person_id"),
        "history": history("person_id"),
        "acts": history("actor_id"),
    },
    "AccountOpening": {
        **the_id(P, "AccountOpening"),
        **columns(P, "personName personEmail openedAt"),
        "caf": under(P, CAF),
        "organisation": to_one(O, "Organisation", "organisations", "organisation_id"),
        "person": to_one(P, "Person", "people", "person_id"),
    },
    "Period": {
        **the_id(OPEN, "Period"),
        **columns(OPEN, "structureKind kind year observedUntil opensOn dueOn closesOn publishedAt"),
        **such(OPEN, "title structureKindLabel kindLabel timingLabel"),
        "timing": leads(OPEN, "", _of_period("timing")),
        "published": leads(OPEN, "", _of_period("published")),
        **columns("declaration.read", "", publishedBy="published_by_name"),
        "caf": CAF,
        "progress": leads("declaration.read", "PeriodProgress", _progress),
    },
    "GroupAccounts": {
        **the_id(T, "GroupAccounts"),
        **columns(A, "kind year totalCharges version statedByName statedAt"),
        "organisation": under(A, to_one(O, "Organisation", "organisations", "organisation_id")),
        "tenures": leads(A, "Tenure", _shared),
    },
    "PeriodProgress": {
        **entries(OPEN, "total late"),
        "states": leads(OPEN, "StateCount", lambda oracle, seen, given: seen.row["states"]),
    },
    "StateCount": {**entries(OPEN, "state count"), **such(OPEN, "stateLabel")},
    "Viewing": {
        **entries("access.read", "personName role startsOn endsOn persons"),
        **such("access.read", "roleLabel reads"),
    },
    "StructureRatio": {
        **entries("ratio.read", "code value reason"),
        **such("ratio.read", "label unit unitLabel tooltip"),
        "reasonText": leads("ratio.read", "", _reason_text),
        "comparisons": leads("ratio.read", "RatioComparison", lambda oracle, seen, given: Lot(Seen("RatioComparison", {}, seen.held))),
    },
    "StatisticsCell": {
        **the_id(OPEN, "StatisticsCell"),
        **columns(OPEN, "structureKind year ratio average q1 median q3 coverage reason", group="axis", numberBand="band"),
        **such(OPEN, "ratioLabel unit unitLabel groupLabel releasedAt"),
        **such(OPEN, "reasonText", ANY),
        "cafCode": leads(OPEN, "", lambda oracle, seen, given: oracle.of_caf(seen.row, "code")),
        "cafName": leads(OPEN, "", lambda oracle, seen, given: oracle.of_caf(seen.row, "name")),
        "groupCode": leads(OPEN, "", lambda oracle, seen, given: seen.row.code or None),
    },
}  # fmt: skip
