"""The ground on which row-level security is compared with the permission table: four places, and a person for each role."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from demo import stage
from models.engine import DB, DbRole, connect_as
from models.scope import Scope
from resolvers.sessions import load_scope
from rules.forms import DeclarationKind
from rules.policy import PARTNERS, Role
from rules.receipts import reference
from tests.world import HOUSE

NOW = datetime(2025, 1, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
SINCE = date(2024, 1, 1)
_numbers = count(1)
_codes = count()
"""Cafs of this ground, in lower case: no world has such a code."""

WHEN: Mapping[str, tuple[date, date | None, datetime | None]] = {
    "now": (SINCE, None, None),
    "last day": (SINCE, TODAY, None),
    "ended": (SINCE, TODAY - DAY, None),
    "to come": (TODAY + DAY, None, None),
    "ended at once": (SINCE, TODAY, NOW),
}
"""From which day to which day a role is held; ended at once, it is over although its last day is today."""
HELD = frozenset({"now", "last day"})


@dataclass
class Place:
    """One tenure with a row of every table, and the year that it declares; `beside`, the one that shares accounts with it."""

    caf: int
    organisation: int
    structure: int
    tenure: int
    year: int
    rows: dict[str, int] = field(default_factory=dict)
    beside: "Place | None" = None


@dataclass(frozen=True)
class Holder:
    """Somebody who holds one role: on the tenure `own` as a partner, in its Caf as staff."""

    role: Role
    when: str
    scope: Scope
    own: dict[str, int]


@dataclass
class Ground:
    """`own` and its neighbours: the tenure before on the same structure, another in the same Caf, one in another Caf."""

    places: dict[str, Place]
    holders: list[Holder]


async def make_ground() -> Ground:
    """Everything is written as the job role."""
    with connect_as(DbRole.JOB):
        here, there = [await stage.add_caf(f"x{next(_codes):02d}", "Caf") for _ in range(2)]
        first, second = [await stage.add_organisation(here, _siret(), "O") for _ in range(2)]
        foreign = await stage.add_organisation(there, _siret(), "O")
        structure, other = await _structure(here), await _structure(here)
        before = date(2020, 1, 1)
        places = {
            "own": await _place(here, first, structure, 2024, before),
            "earlier": await _place(here, second, structure, 2019, date(2015, 1, 1), before - DAY),
            "neighbour": await _place(here, second, other, 2023, before),
            "foreign": await _place(there, foreign, await _structure(there), 2024, before),
        }
        holders = [await _holder(role, when, places["own"]) for role in Role for when in WHEN]
    return Ground(places, holders)


def _siret() -> str:
    return f"9{next(_numbers):013d}"


async def _structure(caf: int) -> int:
    return await stage.add_structure(
        caf, f"G{next(_numbers)}", "S", nature="MULTI_ACCUEIL", commune="C", places=20, opened_on=date(2010, 1, 1)
    )


async def _person() -> int:
    return await stage.add_person(f"p{next(_numbers)}@ground.example", "Personne", "x", NOW, HOUSE)


async def _insert(table: str, **columns: Any) -> int:
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(f"${n + 1}" for n in range(len(columns)))
    rows = await DB.fetch(f"insert into {table} ({names}) values ({marks}) returning id", *columns.values())
    return int(rows[0]["id"])


async def _grant(place: Place, person: int, role: Role, when: str) -> int:
    starts, ends, ended = WHEN[when]
    return await _insert(
        "role_grant", caf_id=place.caf, organisation_id=place.organisation, structure_id=place.structure,
        tenure_id=place.tenure, person_id=person, person_name="N", person_email="e@x.example", role=role.value,
        starts_on=starts, ends_on=ends, ended_at=ended, granted_by_id=await _person(), granted_at=NOW,
    )  # fmt: skip


async def _staff(caf: int | None, person: int, role: Role, when: str) -> int:
    starts, ends, _ = WHEN[when]
    if when == "ended at once":
        ends = TODAY - DAY
    return await _insert("staff_role", person_id=person, role=role.value, caf_id=caf, starts_on=starts, ends_on=ends)


async def _place(
    caf: int, organisation: int, structure: int, year: int, starts: date, ends: date | None = None
) -> Place:
    tenure = await stage.add_tenure(caf, organisation, structure, starts, ends)
    place = Place(caf, organisation, structure, tenure, year)
    period = await stage.add_period(
        caf,
        DeclarationKind.ACTUAL,
        year,
        opens_on=date(2025, 1, 1),
        due_on=date(2025, 2, 1),
        closes_on=date(2025, 3, 1),
    )
    declaration = await stage.open_declaration(place.tenure, period, NOW)
    parts = await DB.fetch("select part, id from declaration_part where declaration_id = $1", declaration)
    somebody = await _person()
    of = {"caf_id": caf, "structure_id": structure, "tenure_id": place.tenure, "declaration_id": declaration}
    sent = await _insert("submission", **of, number=1, **sent_by(somebody))
    right = await _insert("accepted_right", **of, submission_id=sent, **accepted_by(somebody))
    siren = (await DB.fetch("select left(siret, 9) as n from organisation where id = $1", organisation))[0]["n"]
    released, cell = await _release()
    place.rows = {
        "organisation": organisation, "structure": structure, "tenure": place.tenure, "declaration_period": period,
        "declaration": declaration, **{row["part"]: row["id"] for row in parts},
        "declaration_estimate": await _insert("declaration_estimate", **of, detail="{}", computed_at=NOW),
        "submission": sent,
        "accepted_right": right, "structure_ratio": await _insert("structure_ratio", **of, **added(sent, siren, year)),
        "statistics_release": released, "statistics_cell": cell, "siren": int(siren),
        "licence": (await DB.fetch("select id from licence where structure_id = $1", structure))[0]["id"],
        "agreement": await _insert("agreement", **agreed(place, starts)),
        "declaration_event": await _insert("declaration_event", **of, **told_by(somebody), told_caf_id=caf),
        "event of a draft": await _insert("declaration_event", **of, **told_by(somebody)),
        **await _groups(place, somebody),
        "person": somebody, "role_grant": await _grant(place, somebody, Role.APPROVER, "ended"),
        **await _accounts(caf), **await _entries(of, somebody),
    }  # fmt: skip
    return place


async def _entries(of: Mapping[str, int], person: int) -> dict[str, int]:
    """Acts on a tenure that tell no staff; one that tells each staff of the Caf, on no tenure; one that tells the Cnaf."""
    acts = {"at": NOW, "actor_id": person, "actor_name": "N", "act": "save", "outcome": "DONE"}
    caf = of["caf_id"]
    return {
        "entry of partners": await _insert("audit_entry", **of, **acts),
        "entry for managers": await _insert("audit_entry", **acts, caf_id=caf, told_manager=True),
        "entry for officers": await _insert("audit_entry", **acts, caf_id=caf, told_officer=True),
        "entry for the Cnaf": await _insert("audit_entry", **acts, caf_id=caf, told_national=True),
        "entry for nobody": await _insert("audit_entry", **acts, caf_id=caf),
    }


async def _accounts(caf: int) -> dict[str, int]:
    """Staff of a Caf; somebody for whom it has asked, somebody for whom the Cnaf has; a mail of each."""
    agent, asked, asked_by_cnaf = [await _person() for _ in range(3)]
    opened = {"person_name": "N", "person_email": "e@x.example", "opened_at": NOW}
    mail = {"template": "ACCOUNT_OPENED", "created_at": NOW, "due_at": NOW, "person_id": asked}
    return {
        "staff_role": await _staff(caf, agent, Role.DECLARATION_OFFICER, "now"),
        "account_opening": await _insert("account_opening", caf_id=caf, person_id=asked, **opened),
        "opening by the Cnaf": await _insert("account_opening", person_id=asked_by_cnaf, **opened),
        "outgoing_mail": await _insert("outgoing_mail", caf_id=caf, **mail),
        "mail of the Cnaf": await _insert("outgoing_mail", **mail),
        "staff": agent, "asked for": asked, "asked for by the Cnaf": asked_by_cnaf,
    }  # fmt: skip


async def _groups(place: Place, person: int) -> dict[str, int]:
    """Accounts shared with a structure on which the same people are granted, and with one on which nobody is."""
    place.beside, strange = await _beside(place), await _beside(place)
    of = {"caf_id": place.caf, "organisation_id": place.organisation, "year": place.year, **stated_by(person)}
    shared = [place.tenure, place.beside.tenure]
    return {
        "group_accounts": await _insert("group_accounts", **of, kind="ACTUAL", tenures=shared),
        "accounts of strangers": await _insert(
            "group_accounts", **of, kind="FORECAST", tenures=[place.tenure, strange.tenure]
        ),
        "tenure of strangers": strange.tenure,
    }


async def _beside(place: Place) -> Place:
    """Another tenure of the same organisation, without rows."""
    structure = await _structure(place.caf)
    tenure = await stage.add_tenure(place.caf, place.organisation, structure, date(2020, 1, 1))
    return Place(place.caf, place.organisation, structure, tenure, place.year)


def agreed(place: Place, day: date) -> dict[str, Any]:
    """The columns of an agreement of one day, in a year of which nothing was sent."""
    of = {"caf_id": place.caf, "structure_id": place.structure, "tenure_id": place.tenure}
    return {**of, "bonus": "TERRITORY_EMPLOYER", "starts_on": day, "ends_on": day, "places": 5}


def told_by(person: int) -> dict[str, Any]:
    """The columns of an event that this person made."""
    return {
        "at": NOW, "act": "save", "actor_id": person, "actor_name": "N", "from_state": "OPEN", "to_state": "IN_PROGRESS",
        "version": 2,
    }  # fmt: skip


def stated_by(person: int) -> dict[str, Any]:
    """The columns of accounts that this person stated."""
    return {"total_charges": 1, "stated_by_id": person, "stated_by_name": "N", "stated_at": NOW}


def added(submission: int, siren: str, year: int) -> dict[str, Any]:
    """The columns of a ratio that this submission adds."""
    return {
        "submission_id": submission, "siren": siren, "structure_kind": "EAJE", "year": year, "nature": "MULTI_ACCUEIL",
        "ratio": f"R{next(_numbers)}", "reason": "NOT_DECLARED",
    }  # fmt: skip


async def _release() -> tuple[int, int]:
    """A release of a kind of its own, with one cell."""
    kind = {"structure_kind": f"K{next(_numbers)}", "year": 2020}
    async with DB.transaction():
        released = await _insert("statistics_release", **kind, released_at=NOW, parameters="{}")
        return released, await _insert(
            "statistics_cell", **kind, release_id=released, ratio="R", axis="ALL", code="", reason="SECRET"
        )


def sent_by(person: int) -> dict[str, Any]:
    """The columns of a submission that this person approved."""
    return {
        "declaration_version": 1, "form_version": 1, "activity": "{}", "finance": "{}", "estimate": "{}",
        "approver_id": person, "approver_name": "N", "attestation": "A", "sent_at": NOW, "content_hash": "0" * 64, "psu": 1, "amount": 1,
        "reference": reference(2024, next(_numbers)),
    }  # fmt: skip


def accepted_by(person: int) -> dict[str, Any]:
    """The columns of a right that this person accepted."""
    return {"psu": 1, "amount": 1, "accepted_by_id": person, "accepted_by_name": "N", "accepted_at": NOW}


async def _holder(role: Role, when: str, place: Place) -> Holder:
    person = await _person()
    own = {"person": person}
    if role in PARTNERS:
        own["role_grant"] = await _grant(place, person, role, when)
        if place.beside is not None:
            await _grant(place.beside, person, role, when)
    else:
        own["staff_role"] = await _staff(None if role is Role.NATIONAL else place.caf, person, role, when)
    return Holder(role, when, await load_scope(person, "N", NOW), own)


@asynccontextmanager
async def elsewhere(urls: Mapping[DbRole, str]) -> AsyncIterator[None]:
    """Everything in this block happens in another database."""
    before = DB.urls, DB.pools
    DB.urls, DB.pools = dict(urls), {}
    await DB.start(*DbRole, min_size=0, max_size=2)
    try:
        yield
    finally:
        await DB.stop()
        DB.urls, DB.pools = before
