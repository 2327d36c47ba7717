"""« Qui voit mes données ? », and which structures are left without an approver."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from piccolo.querystring import QueryString

from models.engine import DB
from models.scope import scoped
from models.visibility import visible
from resolvers.asker import Asker
from rules.access import reads
from rules.policy import ROLE_LABELS, Role

_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Viewing:
    """Somebody who sees a structure, by name; or the staff who do, by role and number."""

    person_name: str | None
    role: Role
    starts_on: date | None
    ends_on: date | None
    persons: int

    @property
    def role_label(self) -> str:
        """The role, in French."""
        return ROLE_LABELS[self.role]

    @property
    def reads(self) -> str:
        """What this role reads, in a French sentence."""
        return reads(self.role)

    @property
    def place(self) -> tuple[int, str]:
        """By role, partners first, then by name."""
        return _ORDER.index(self.role), self.person_name or ""


async def who_sees(structures: Sequence[int], asker: Asker) -> dict[int, list[Viewing]]:
    """Who sees each of these structures, of those that the asker sees himself: one statement for all of them."""
    found: dict[int, list[Viewing]] = {structure: [] for structure in structures}
    rows = await DB.fetch(
        "select structure_id, person_name, role, starts_on, ends_on, persons from who_sees($1, $2)",
        list(structures), asker.today,
    )  # fmt: skip
    for row in rows:
        one = Viewing(row["person_name"], Role(row["role"]), row["starts_on"], row["ends_on"], row["persons"])
        found[row["structure_id"]].append(one)
    return {structure: sorted(held, key=lambda each: each.place) for structure, held in found.items()}


async def who_sees_mine(asker: Asker) -> list[tuple[str, list[Viewing]]]:
    """The structures on which one holds a partner role, by name, and who sees each of them: two statements."""
    person = asker.person
    with scoped(person):
        rows = await DB.fetch("select id, name from structure where id = any($1::int[])", sorted(person.by_structure))
        names = {row["id"]: str(row["name"]) for row in rows}
        found = await who_sees(sorted(names), asker) if names else {}
    return sorted(((names[key], held) for key, held in found.items()), key=lambda each: each[0])


def _runs(asker: Asker) -> QueryString:
    """The tenure `r` runs today."""
    return QueryString("r.starts_on <= {} and (r.ends_on is null or r.ends_on >= {})", asker.today, asker.today)


def _approved(asker: Asker) -> QueryString:
    """Somebody approves on the tenure `r` today."""
    return QueryString(
        "exists (select from role_grant g where g.tenure_id = r.id and g.role = 'APPROVER' and g.state = 'ACTIVE'"
        " and g.ended_at is null and g.starts_on <= {} and (g.ends_on is null or g.ends_on >= {}))",
        asker.today, asker.today,
    )  # fmt: skip


async def approved(structures: Iterable[int], asker: Asker) -> dict[int, bool]:
    """Has each structure that somebody runs today an approver? Of the tenures that the asker sees."""
    rows = await DB.run_querystring(
        QueryString(
            "select r.structure_id, {} as approved from tenure r where r.structure_id = any({}::int[]) and {} and {}",
            _approved(asker), sorted(set(structures)), _runs(asker), visible("tenure", "r"),
        )
    )  # fmt: skip
    return {row["structure_id"]: row["approved"] for row in rows}


def without_approver(asker: Asker) -> QueryString:
    """The structures `t` of a manager's Caf that somebody runs today and nobody can approve for."""
    caf = asker.person.manager_caf
    if caf is None:
        return QueryString("false")
    return QueryString(
        "t.caf_id = {} and exists (select from tenure r where r.structure_id = t.id and {} and not {})",
        caf, _runs(asker), _approved(asker),
    )  # fmt: skip
