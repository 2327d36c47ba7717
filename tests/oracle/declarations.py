"""Declarations drawn by lot, in every state, with what hangs on them: parts, estimates, transmissions, rights, acts."""

from typing import Any

from tests.oracle.declared import Declaration, Estimate, Event, GroupAccounts, Part, Ratio, Right, Submission
from tests.oracle.lots import Lots
from tests.oracle.rows import Period, Person, Tenure
from tests.oracle.world import World, one

STATES = ("OPEN", "IN_PROGRESS", "READY", "TRANSMITTED", "PROCESSING", "RETURNED", "ACCEPTED", "CANCELLED")
SENT = {"TRANSMITTED", "PROCESSING", "RETURNED", "ACCEPTED"}
"""What has reached the Caf."""
ACTS = (
    ("save", "OPEN", "IN_PROGRESS", False), ("sendBackPart", "READY", "IN_PROGRESS", False),
    ("approve", "READY", "TRANSMITTED", True), ("take", "TRANSMITTED", "PROCESSING", True),
    ("return", "PROCESSING", "RETURNED", True), ("grantDelay", "OPEN", "OPEN", True),
    ("accept", "PROCESSING", "ACCEPTED", True), ("cancel", "OPEN", "CANCELLED", True),
)  # fmt: skip
"""An act, from where to where it leads, and whether the Caf is told."""
REFERENCES = [
    "T25-0000-0000-0001-Y",
    "T25-0000-0000-0002-R",
    "T25-0000-0000-0003-T",
    "T25-0000-0000-0004-M",
    "T25-0000-0000-0005-P",
    "T25-0000-0000-0006-G",
    "T25-0000-0000-0007-J",
    "T25-0000-0000-0008-C",
    "T25-0000-0000-0009-E",
    "T25-0000-0000-000A-8",
    "T25-0000-0000-000B-A",
    "T25-0000-0000-000C-4",
]
"""What receipts quote: the last letter proves the others."""
OF_A_PART = {"save", "sendBackPart"}
BY_KIND = {"UPDATE": ("ACTIVITY",)}
"""The parts that a kind asks, where it does not ask both."""
BOTH = ("ACTIVITY", "FINANCE")
ACTIVITY_FIGURES = (
    {"openingDays": "220", "dailyOpeningHours": "10.5", "diapersProvided": True},
    {"openingDays": "0", "hoursBilledUnder4": "34500.25", "placesByPeriod": [{"from": "2025-01-01", "to": "2025-12-31", "places": 20}]},
)  # fmt: skip
UPDATE_FIGURES = ({"openingDaysToDate": "110", "hoursBilledUnder4Remaining": "17250.5", "diapersProvided": False},)
ACCOUNT_FIGURES = ({"account60": "30000.01", "account64": "0"}, {"account61": "25000", "account70623": "171823.79"})


def add_declarations(world: World, lots: Lots) -> None:
    """Each of a tenure in a period of the same Caf."""
    free = [(tenure, each) for each in world.periods for tenure in world.tenures if each.caf_id == tenure.caf_id]
    for _ in range(1 + lots.below(4) if free else 0):
        _add_declaration(world, lots, *lots.of(free))
    _add_group(world, lots)


def _add_declaration(world: World, lots: Lots, tenure: Tenure, period: Period) -> None:
    state = lots.of(STATES)
    if any(d.state != "CANCELLED" and (d.tenure_id, d.period_id) == (tenure.id, period.id) for d in world.declarations):
        state = "CANCELLED"
    made = Declaration(
        len(world.declarations) + 1, tenure.caf_id, tenure.organisation_id, tenure.structure_id, tenure.id, period.id,
        period.kind, period.year, state, lots.below(4) + 1,
        lots.around(world.today) if lots.once_in(4) else None,
    )  # fmt: skip
    world.declarations.append(made)
    for part in BY_KIND.get(made.kind, BOTH):
        _add_part(world, lots, made, part)
    if state != "OPEN" and not lots.once_in(4):
        psu, amount, detail = drawn_estimate(lots)
        key = len(world.estimates) + 1
        world.estimates.append(Estimate(key, *_of(made), psu, amount, detail, bool(detail["fictional"])))
    for _ in range(lots.below(4)):
        _add_event(world, lots, made)
    sent = 1 + lots.below(2) if state in SENT else lots.below(4) // 3
    for number in range(1, 1 + sent):
        _add_submission(world, lots, made, number)
    if sent and (state == "ACCEPTED" or (state in {"RETURNED", "CANCELLED"} and lots.once_in(3))):
        _add_right(world, lots, made)


def _of(made: Declaration) -> tuple[int, int, int, int]:
    return made.caf_id, made.structure_id, made.tenure_id, made.id


def _figures(lots: Lots, made: Declaration, part: str) -> dict[str, Any]:
    if part == "FINANCE":
        return lots.of(list(ACCOUNT_FIGURES))
    return lots.of(list(UPDATE_FIGURES if made.kind == "UPDATE" else ACTIVITY_FIGURES))


def _add_part(world: World, lots: Lots, made: Declaration, part: str) -> None:
    key = len(world.parts) + 1
    if made.state == "OPEN":
        state = "EMPTY"
    elif made.state in {"IN_PROGRESS", "RETURNED", "CANCELLED"}:
        state = lots.of(["IN_PROGRESS", "EMPTY", "COMPLETE", "SENT_BACK"])
    else:
        state = "COMPLETE"
    filled = state != "EMPTY"
    world.parts.append(
        Part(
            key, *_of(made), part, state, lots.below(3) + 1, _figures(lots, made, part) if filled else {},
            {"SAID": f"Remark{key}"} if filled and lots.once_in(3) else {},
            f"Saver{key}" if filled else None, f"Completer{key}" if state == "COMPLETE" else None,
            f"Sender{key}" if state == "SENT_BACK" else None, f"Sentback{key}" if state == "SENT_BACK" else None,
        )
    )  # fmt: skip


def drawn_estimate(lots: Lots) -> tuple[str | None, str | None, dict[str, Any]]:
    """A stored working: of a line with an item, an account and a parameter; or of none, for want of some figures."""
    some = not lots.once_in(3)
    operands = [
        _operand("a", "ITEM", "openingDays", "220"), _operand("b", "ITEM", "account60", "30000.01"),
        _operand("c", "PARAMETER", "psu.price", "6.37", since="2025-01-01", until=None, source="C2025", status="FICTIONAL"),
        _operand("d", "LINE", "BASE", "1"),
    ]  # fmt: skip
    line = {
        "code": "BASE", "label": "Base", "formula": "a × b", "operands": operands, "unit": "€", "rounding": "0,01 €",
        "decimals": 2, "result": "100.00", "adds": True,
    }  # fmt: skip
    psu, amount = (f"{100 + lots.below(3)}.50", "250.25") if some else (None, None)
    return psu, amount, {
        "prestation": "PSU", "day": "2025-12-31", "psu": psu, "right": amount, "lines": [line] if some else [],
        "missing": [] if some else ["openingDays", "account60"], "reason": None if some else "ITEMS_MISSING",
        "reason_text": None if some else "Il manque account60.", "fictional": some, "to_verify": False,
        "left_out": [{"code": "BONUS", "label": "Bonus", "reason": "Il manque un montant.", "adds": True}] if some else [],
    }  # fmt: skip


def _operand(symbol: str, origin: str, reference: str, value: str, **parameter: Any) -> dict[str, Any]:
    return {
        "symbol": symbol, "label": f"Operand {symbol}", "value": value, "unit": "€", "origin": origin,
        "reference": reference, "parameter": parameter or None,
    }  # fmt: skip


def _add_event(world: World, lots: Lots, made: Declaration) -> None:
    act, before, after, told = lots.of(ACTS)
    key = len(world.events) + 1
    part = lots.of(BY_KIND.get(made.kind, BOTH)) if act in OF_A_PART else None
    actor = lots.of(world.people)
    items = ("openingDaysToDate" if made.kind == "UPDATE" else "openingDays",)
    world.events.append(
        Event(
            key, *_of(made), made.caf_id if told else None, act, part, actor.id, f"Actor{key}", before, after, key + 1,
            f"Reason{key}" if lots.once_in(2) else None, items if part == "ACTIVITY" and lots.once_in(2) else (),
        )
    )  # fmt: skip


def _add_submission(world: World, lots: Lots, made: Declaration, number: int) -> None:
    key = len(world.submissions) + 1
    approver: Person = lots.of(world.people)
    psu, amount, detail = drawn_estimate(lots)
    activity, finance = (
        {"version": 1, "values": _figures(lots, made, part), "remarks": {"SAID": f"Frozen{key}{part.lower()}"}, "salt": "x"}
        if part in BY_KIND.get(made.kind, BOTH) else None
        for part in BOTH
    )  # fmt: skip
    before = world.submissions[-1].id if number > 1 else None
    world.submissions.append(
        Submission(
            key, *_of(made), number, before, REFERENCES[key - 1], activity, finance, detail, psu, amount, approver.id,
            f"Approver{key}", lots.of([False, True, None]), f"{key:064x}",
        )
    )  # fmt: skip


def _add_right(world: World, lots: Lots, made: Declaration) -> None:
    sent = world.submissions[-1]
    key = len(world.rights) + 1
    world.rights.append(Right(key, *_of(made), sent.id, f"{900 + key}.10", f"{950 + key}.20", 1, f"Accepter{key}"))
    organisation = one(world.organisations, made.organisation_id)
    if made.kind == "ACTUAL":
        for ratio in ("REAL_OCCUPANCY", "STAFF_COST_SHARE"):
            world.ratios.append(
                Ratio(len(world.ratios) + 1, *_of(made), sent.id, organisation.siret[:9], made.year, ratio, "60", "100")
            )


def _add_group(world: World, lots: Lots) -> None:
    """The accounts that some tenures of one organisation share."""
    owned = {owner: [each for each in world.tenures if each.organisation_id == owner] for owner in (1, 2, 3)}
    several = [tenures for tenures in owned.values() if len(tenures) >= 2]
    if several and not lots.once_in(4):
        own, kind = lots.of(several), lots.of(("FORECAST", "ACTUAL"))
        first = own[0]
        keys = tuple(each.id for each in own)
        made = GroupAccounts(1, first.caf_id, first.organisation_id, kind, 2025, keys, "777.77", 1, 1, "Stater1")
        world.groups.append(made)
