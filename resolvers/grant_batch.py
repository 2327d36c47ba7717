"""Several grants to one person at once: which tenures they fall on, and what stands already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from piccolo.querystring import QueryString

from models.engine import DB
from models.visibility import visible
from resolvers.asker import Asker
from resolvers.audit import note
from resolvers.opaque import key_of
from rules.french import number
from rules.grants import GrantState
from rules.policy import Role
from rules.problems import Code, Problem, problem


@dataclass(frozen=True, slots=True)
class Batch:
    """What several grants have in common."""

    email: str
    name: str
    starts_on: date
    ends_on: date | None
    state: GrantState

    def covered_by(self, row: Mapping[str, Any]) -> bool:
        """Does that grant give, on all these days, what this one would?"""
        begun = row["starts_on"] <= self.starts_on
        lasts = row["ends_on"] is None or (self.ends_on is not None and row["ends_on"] >= self.ends_on)
        return begun and lasts and row["state"] in (GrantState.ACTIVE, self.state)


@dataclass(slots=True)
class Found:
    """The grants that are to be made and those that stand already; or what is in the way."""

    tenures: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    wanted: list[tuple[int, Role]] = field(default_factory=list)
    standing: list[tuple[int, Role]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    async def note(self, asker: Asker, tenure: int, made: int) -> None:
        """The audit row of one grant of the batch."""
        row = self.tenures[tenure]
        await note(
            asker, "grantRole", action="role_grant.grant", about=("RoleGrant", made), caf=row["caf_id"],
            structure=row["structure_id"], tenure=tenure, role_grant=made,
        )  # fmt: skip


async def keep_apart(batch: Batch) -> None:
    """Two batches for one person wait for one another, so that the second finds what the first has made."""
    await DB.fetch("select pg_advisory_xact_lock(hashtextextended('grants ' || $1, 0))", batch.email)


async def look_up(asker: Asker, batch: Batch, marks: Sequence[str], roles: Sequence[Role]) -> Found:
    """What each tenure and role comes to, with every reason that is in the way; a tenure named again adds nothing."""
    found = Found(problems=[*_too_many(asker, marks, roles)])
    if found.problems:
        return found
    keys = [key_of("Tenure", mark) for mark in marks]
    rows = await DB.run_querystring(
        QueryString(
            "select t.id, t.caf_id, t.structure_id, t.starts_on from tenure t where t.id = any({}::int[]) and {}",
            [key for key in keys if key is not None], visible("tenure", "t"),
        )
    )  # fmt: skip
    found.tenures = {row["id"]: row for row in rows if row["caf_id"] == asker.person.manager_caf}
    others = await _others(batch, list(found.tenures))
    seen = set[int | None]()
    for place, key in enumerate(keys):
        if key in seen:
            continue
        tenure = None if key is None else found.tenures.get(key)
        if tenure is None:
            found.problems.append(problem(Code.NOT_FOUND, "tenures", str(place)))
            continue
        seen.add(tenure["id"])
        if batch.starts_on < tenure["starts_on"]:
            detail = "l'habilitation commencerait avant la gestion"
            found.problems.append(problem(Code.BAD_DATES, "tenures", str(place), detail=detail))
        for role in roles:
            held = others.get((tenure["id"], role), [])
            if any(batch.covered_by(row) for row in held):
                found.standing.append((tenure["id"], role))
            elif held:
                found.problems.append(problem(Code.ALREADY_GRANTED, "tenures", str(place), role.value))
            else:
                found.wanted.append((tenure["id"], role))
    return found


def _too_many(asker: Asker, marks: Sequence[str], roles: Sequence[Role]) -> Iterator[Problem]:
    most, chosen = asker.house.page_max, len(set(marks))
    if not 1 <= chosen <= most:
        limits, given = f"de 1 à {number(most)}", number(chosen)
        yield problem(Code.OUT_OF_RANGE, "tenures", label="Structures choisies", given=given, limits=limits)
    if not roles:
        yield problem(Code.OUT_OF_RANGE, "roles", label="Rôles choisis", given="0", limits="au moins un")


_OTHERS = """
select tenure_id, role, state, starts_on, ends_on from role_grant
where tenure_id = any($1::int[]) and person_email = $2 and ended_at is null
  and daterange(starts_on, ends_on + 1) && daterange(least($3::date, coalesce($4::date, $3)), $4::date + 1)
"""


async def _others(batch: Batch, tenures: list[int]) -> dict[tuple[int, str], list[Mapping[str, Any]]]:
    """The person's grants on these tenures that touch the days asked, by tenure and role."""
    found: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    for row in await DB.fetch(_OTHERS, tenures, batch.email, batch.starts_on, batch.ends_on):
        found.setdefault((row["tenure_id"], row["role"]), []).append(row)
    return found
