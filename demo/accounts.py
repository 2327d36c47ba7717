"""The accounts that the demo prints: who they are on the day of loading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.engine import DB, DbRole, connect_as

MANY = 3


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody to sign in as. Each role is `{"role", "caf", "structure"}`: staff roles name a Caf code, no structure.

    A role on more than `MANY` structures is one line that counts them.
    """

    email: str
    password: str
    roles: list[dict[str, str | None]]


_ROLES = """
select p.email, g.role, c.code as caf, s.name as structure
from role_grant g join person p on p.id = g.person_id join caf c on c.id = g.caf_id join structure s on s.id = g.structure_id
where g.starts_on <= $1 and (g.ends_on is null or g.ends_on >= $1) and g.ended_at is null and g.state = 'ACTIVE'
union all
select p.email, r.role, c.code, null
from staff_role r join person p on p.id = r.person_id left join caf c on c.id = r.caf_id
where r.starts_on <= $1 and (r.ends_on is null or r.ends_on >= $1)
order by 2, 3, 4
"""


async def accounts_of(emails: Sequence[str], password: str, day: date) -> list[Account]:
    """These people with the roles that they hold on a day; those who hold none are left out."""
    with connect_as(DbRole.JOB):
        rows = await DB.fetch(_ROLES, day)
    held: dict[str, dict[tuple[str, str | None], list[str | None]]] = {}
    for row in rows:
        held.setdefault(row["email"], {}).setdefault((row["role"], row["caf"]), []).append(row["structure"])
    return [Account(email, password, _told(held[email])) for email in emails if email in held]


def _told(held: dict[tuple[str, str | None], list[str | None]]) -> list[dict[str, str | None]]:
    return [
        {"role": role, "caf": caf, "structure": name}
        for (role, caf), structures in held.items()
        for name in (structures if len(structures) <= MANY else [f"{len(structures)} structures"])
    ]
