"""A declaration and what hangs on it: parts, figures, controls, estimates, transmissions, rights, acts."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.acts import obstacles, of_declaration, of_part
from tests.oracle.fields import (
    ANY,
    OPEN,
    SOME,
    Check,
    Fields,
    Lot,
    Seen,
    columns,
    entries,
    leads,
    mark,
    only_names,
    such,
    the_id,
    to_many,
    to_one,
)
from tests.oracle.figures import ACCOUNT_NAMES, COUNTS, ITEM_NAMES
from tests.oracle.history import history
from tests.oracle.nouns import RATIOS, late, ratio, timing
from tests.oracle.progress import asked_parts, days_of, progress, told_reason
from tests.oracle.rights import may
from tests.oracle.world import one

D = "declaration.read"
OF_PART = {"ACTIVITY": "activity", "FINANCE": "finance"}


def _of(oracle: Any, rows: str, declaration: int) -> list[Any]:
    """What is seen of what hangs on a declaration, the latest first."""
    mine = [each for each in getattr(oracle.world, rows) if each.declaration_id == declaration]
    return sorted(oracle.sight.seen(mine), key=lambda each: -each.id)


def _day(place: int) -> Any:
    return leads(D, "", lambda oracle, seen, given: days_of(oracle, seen.row)[place].isoformat())


def _observed(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
    day = one(oracle.world.periods, seen.row.period_id).observed_until
    return day and day.isoformat()


# ── Parts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _part(name: str) -> Any:
    def read(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen | None:
        row = next((each for each in _of(oracle, "parts", seen.row.id) if each.part == name), None)
        return row and Seen(f"{name.title()}Part", row, seen.held)

    return leads("activity.read" if name == "ACTIVITY" else "finance.totals", f"{name.title()}Part", read)


def figures(part: str, values: Mapping[str, Any], held: Any) -> Seen:
    """The figures of one part."""
    return Seen(f"Eaje{part.title()}", values, held)


def _figure(name: str) -> Any:
    def read(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
        value = seen.row.get(name)
        return int(value) if name in COUNTS and value is not None else value

    return read


def _places(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
    rows = seen.row.get("placesByPeriod")
    return rows and [Seen("PlacesPeriod", {"startsOn": each["from"], "endsOn": each["to"], "places": each["places"]}) for each in rows]  # fmt: skip


def remarks(said: Mapping[str, str]) -> list[Seen]:
    """What was said, by control."""
    return [Seen("Remark", {"control": control, "text": text}) for control, text in said.items()]


def _sent_back(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen | None:
    row = seen.row
    told = {"by": row.sent_back_by_name, "at": row.sent_back_at, "reason": row.sent_back_reason, "items": row.sent_back_items}  # fmt: skip
    return Seen("SentBack", told) if row.state == "SENT_BACK" else None


def lines(oracle: Any, declaration: Any, part: str, said: Mapping[str, str]) -> Lot:
    """The form: beside each figure the one before, of the same tenure alone."""
    before = any(
        each.tenure_id == declaration.tenure_id and each.declaration_id != declaration.id
        and one(oracle.world.declarations, each.declaration_id).year in (declaration.year, declaration.year - 1)
        for each in oracle.world.submissions
    )  # fmt: skip
    previous = ANY if before else None
    return Lot(Seen("FormLine", {"part": part, "previous": previous, "remarks": Lot(Seen("Remark", {"control": SOME, "text": only_names(*said.values())}))}))  # fmt: skip


def _form(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Lot:
    declaration = one(oracle.world.declarations, seen.row.declaration_id)
    return lines(oracle, declaration, seen.row.part, seen.row.remarks)


def _part_fields(action: str, figures_action: str, part: str) -> Fields:
    return {
        **columns(action, "state version formVersion savedAt completedAt", savedBy="saved_by_name", completedBy="completed_by_name"),
        **such(action, "stateLabel"),
        "values": leads(figures_action, f"{part}Values", lambda oracle, seen, given: figures(part, seen.row.values, seen.held)),
        "remarks": leads(figures_action, "Remark", lambda oracle, seen, given: remarks(seen.row.remarks)),
        "form": leads(figures_action, "FormLine", _form),
        "allowedActions": leads(action, "AllowedAction", of_part),
        "sentBack": leads(figures_action, "SentBack", _sent_back),
    }  # fmt: skip


# ── Controls ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _obstacles(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen:
    """Those that quote accounts are read by those who read accounts; the others are told how many there are."""
    some = Check("a number", lambda value: isinstance(value, int) and value >= 0)
    hidden = 0 if may("controls.accounts", seen.held) else some
    return Seen("ObstacleList", {"problems": obstacles(seen.held), "hiddenCount": hidden})


def _missing(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Seen]:
    return [Seen("MissingInPart", {"part": each}) for each in asked_parts(seen.row)]


# ── What was sent, and what came of it ─────────────────────────────────────────────────────────────────────────────


def _right(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen | None:
    rows = _of(oracle, "rights", seen.row.id)
    return Seen("AcceptedRight", rows[0], seen.held) if rows else None


def _current(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> bool:
    """An update replaces the forecast and the updates before it, an actual all."""
    world, mine = oracle.world, one(oracle.world.declarations, seen.row.declaration_id)
    rank = ("FORECAST", "UPDATE", "ACTUAL").index

    def place(declaration: Any) -> tuple[Any, ...]:
        observed = one(world.periods, declaration.period_id).observed_until
        return rank(declaration.kind), observed.toordinal() if observed else 0

    alike = [
        d for d in world.declarations if (d.tenure_id, d.year) == (mine.tenure_id, mine.year) and d.state != "CANCELLED"
    ]
    accepted = {each.declaration_id for each in world.rights}
    later = any(each.id in accepted and place(each) > place(mine) for each in alike)
    return not later and mine.state != "CANCELLED"


def _sent_late(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> bool | None:
    rows = _of(oracle, "submissions", seen.row.id)
    return rows[0].late if rows else None


def _frozen(part: str, what: str) -> Any:
    def read(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Any:
        content = getattr(seen.row, part.lower())
        if content is None:
            return None
        if what == "Form":
            declaration = one(oracle.world.declarations, seen.row.declaration_id)
            return lines(oracle, declaration, part, content["remarks"])
        return figures(part, content["values"], seen.held) if what == "" else remarks(content["remarks"])

    kind = {"": f"{part.title()}Values", "Remarks": "Remark", "Form": "FormLine"}[what]
    return leads(f"{part.lower()}.figures", kind, read)


def _item_labels(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> list[Check]:
    return [SOME for _ in seen.row.items]


F, A, TL, R, SB = "finance.totals", "activity.read", "timeline.read", "right.read", "submission.read"

DRAFTS: dict[str, Fields] = {
    "Declaration": {
        **the_id(D, "Declaration"),
        **columns(D, "kind year formVersion state version extendedTo stateSince createdAt updatedAt"),
        **such(D, "title kindLabel stateLabel attestation"),
        "opensOn": _day(0), "dueOn": _day(1), "closesOn": _day(2),
        "observedUntil": leads(D, "", _observed),
        "timing": leads(D, "", lambda oracle, seen, given: timing(oracle.sight.today, *days_of(oracle, seen.row))),
        "late": leads(D, "", lambda oracle, seen, given: late(oracle, seen.row)),
        "structure": to_one("structure.read", "Structure", "structures", "structure_id"),
        "organisation": to_one("organisation.read", "Organisation", "organisations", "organisation_id"),
        "tenure": to_one("tenure.read", "Tenure", "tenures", "tenure_id"),
        "period": to_one(OPEN, "Period", "periods", "period_id"),
        "activity": _part("ACTIVITY"),
        "finance": _part("FINANCE"),
        "estimate": leads("estimate.read", "Estimate", lambda oracle, seen, given: oracle.estimate(_of(oracle, "estimates", seen.row.id), seen.held)),
        "ratios": leads("estimate.read", "StructureRatio", lambda oracle, seen, given: [ratio(code, seen.held, ANY, ANY) for code in RATIOS]),
        "blockers": leads("controls.read", "ObstacleList", _obstacles),
        "warnings": leads("controls.read", "ObstacleList", _obstacles),
        "missing": leads("controls.read", "MissingInPart", _missing),
        "submissions": to_many(SB, "Submission", "submissions", "declaration_id"),
        "sentLate": leads(SB, "", _sent_late),
        "right": leads(R, "AcceptedRight", _right),
        "progress": leads(D, "Progress", progress),
        "allowedActions": leads(D, "AllowedAction", of_declaration),
        "history": history("declaration_id"),
        "timeline": to_many(TL, "TimelineEvent", "events", "declaration_id"),
    },
    "ActivityPart": _part_fields(A, A, "Activity"),
    "FinancePart": {
        **_part_fields(F, "finance.read", "Finance"),
        "totals": leads(F, "FinanceTotals", lambda oracle, seen, given: Seen("FinanceTotals", {}, seen.held)),
    },
    "FinanceTotals": such("totals.figures", "totalCharges totalIncome result", ANY),
    "EajeActivity": {
        **{name: leads("activity.figures", "", _figure(name)) for name in ITEM_NAMES},
        "placesByPeriod": leads("activity.figures", "PlacesPeriod", _places),
    },
    "EajeFinance": {name: leads("finance.figures", "", _figure(name)) for name in ACCOUNT_NAMES},
    "PlacesPeriod": entries(OPEN, "startsOn endsOn places"),
    "Remark": {**entries(OPEN, "control text"), **such(OPEN, "label")},
    "SentBack": entries(OPEN, "by at reason items"),
    "FormLine": {
        **entries(OPEN, "part"),
        "previous": leads(OPEN, "", lambda oracle, seen, given: seen.row["previous"]),
        "previousSource": leads(OPEN, "", lambda oracle, seen, given: seen.row["previous"]),
        "remarks": leads(OPEN, "Remark", lambda oracle, seen, given: seen.row["remarks"]),
        **such(OPEN, "name label unit tooltip limits required computed since kinds"),
        **such(OPEN, "decimals column total value shown previousShown gap gapShown", ANY),
    },
    "ObstacleList": {
        "problems": leads(OPEN, "Problem", lambda oracle, seen, given: seen.row["problems"]),
        **entries(OPEN, "hiddenCount"),
    },
    "Submission": {
        **the_id(SB, "Submission"),
        **columns(SB, "number reference formVersion sentAt late approverName attestation"),
        "previous": leads(SB, "", lambda oracle, seen, given: seen.row.previous_id and mark("Submission", seen.row.previous_id)),
        **columns("finance.figures", "contentHash"),
        "activity": _frozen("ACTIVITY", ""), "activityRemarks": _frozen("ACTIVITY", "Remarks"),
        "activityForm": _frozen("ACTIVITY", "Form"), "finance": _frozen("FINANCE", ""),
        "financeRemarks": _frozen("FINANCE", "Remarks"), "financeForm": _frozen("FINANCE", "Form"),
        "estimate": leads("estimate.figures", "Estimate", lambda oracle, seen, given: oracle.sent_estimate(seen)),
    },
    "AcceptedRight": {
        **columns(R, "psu amount acceptedByName acceptedAt"),
        "current": leads(R, "", _current),
        **such(R, "words"),
    },
    "TimelineEvent": {
        **columns(TL, "at act actorName part fromState toState version"),
        "sentence": leads(TL, "", lambda oracle, seen, given: only_names(seen.row.actor_name)),
        "reason": leads(TL, "", lambda oracle, seen, given: told_reason(seen.row, seen.held)),
        "items": leads(TL, "", _item_labels),
    },
}  # fmt: skip
