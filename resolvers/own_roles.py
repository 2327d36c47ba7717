"""The roles that a person holds, with the day on which each ends: what « Mon compte » shows."""

from dataclasses import dataclass
from datetime import date

from models.engine import DB
from models.scope import scoped
from resolvers.asker import Asker
from rules.policy import Role

_HELD = """
select g.role, s.name as structure, c.name as caf, g.ends_on from role_grant g
join structure s on s.id = g.structure_id join caf c on c.id = g.caf_id
where g.person_id = $1 and g.state = 'ACTIVE' and g.ended_at is null
  and g.starts_on <= $2 and (g.ends_on is null or g.ends_on >= $2)
union all
select r.role, null, c.name, r.ends_on from staff_role r left join caf c on c.id = r.caf_id
where r.person_id = $1 and r.starts_on <= $2 and (r.ends_on is null or r.ends_on >= $2)
order by structure nulls first, caf, role
"""


@dataclass(frozen=True, slots=True)
class OwnRole:
    """A role held today: on which structure, or in which Caf, and until when if that is known."""

    role: Role
    structure: str | None
    caf: str | None
    ends_on: date | None


async def own_roles(asker: Asker) -> list[OwnRole]:
    """One's own roles in force today, by structure."""
    person = asker.person
    with scoped(person):
        rows = await DB.fetch(_HELD, person.person, asker.today)
    return [OwnRole(Role(row["role"]), row["structure"], row["caf"], row["ends_on"]) for row in rows]
