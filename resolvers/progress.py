"""What each reader may know of the progress of many declarations: parts, people, and the act that led there."""

from collections.abc import Mapping, Sequence

from piccolo.querystring import QueryString

from models.scope import Held
from resolvers.asker import Asker, may
from resolvers.dossier import calendar_of
from resolvers.pages import Listing, Row, rows_where
from resolvers.timeline import leads_to, reason_of
from rules.forms import DeclarationKind, Part
from rules.kinds import KINDS
from rules.policy import Role
from rules.progress import Colleague, Lead, PartStanding, People, Situation
from rules.workflow import Act, PartState, State

HOLDERS = Listing("role_grant", "t.id, t.caf_id, t.tenure_id, t.person_id, t.person_name, t.role")

Parts = Mapping[Part, Row]


def asked_parts(row: Row) -> tuple[Part, ...]:
    """The parts that such a declaration asks."""
    return KINDS[row["structure_kind"]].required_parts(DeclarationKind(row["kind"]), row["year"])


async def situations_of(
    asker: Asker, declarations: Sequence[tuple[Row, Held]], parts: Mapping[int, Parts]
) -> dict[int, Situation]:
    """The situation of each declaration, by its key, as somebody with these roles may know it: two statements.

    `parts` are the part rows that he sees, by declaration.
    """
    people = await holders_of(asker, [row["tenure_id"] for row, held in declarations if may("role_grant.read", held)])
    leads = await leads_to([row["id"] for row, _ in declarations])
    return {
        row["id"]: Situation(
            state=State(row["state"]),
            since=row["state_since"],
            calendar=calendar_of(row, asker.today),
            asked=asked_parts(row),
            parts=_standings(parts.get(row["id"], {}), held),
            lead=_lead(leads.get(row["id"]), held),
            people=people.get(row["tenure_id"]) if may("role_grant.read", held) else None,
        )
        for row, held in declarations
    }


async def holders_of(asker: Asker, tenures: Sequence[int]) -> dict[int, People]:
    """Who holds which role on each of these tenures today."""
    found: dict[int, dict[Role, list[Colleague]]] = {tenure: {} for tenure in tenures}
    active = QueryString(
        "t.starts_on <= {} and (t.ends_on is null or t.ends_on >= {}) and t.ended_at is null and t.state = 'ACTIVE'",
        asker.today, asker.today,
    )  # fmt: skip
    for row in await rows_where(HOLDERS, "tenure_id", tenures, active) if tenures else ():
        colleague = Colleague(row["person_name"], you=row["person_id"] == asker.person.person)
        found[row["tenure_id"]].setdefault(Role(row["role"]), []).append(colleague)
    return dict(found)


def _standings(parts: Parts, held: Held) -> dict[Part, PartStanding]:
    return {part: _standing(parts[part], may(f"{part.lower()}.read", held)) for part in Part if part in parts}


def _standing(row: Row, reason: bool) -> PartStanding:
    """Why a part was given back is read by those who read its figures."""
    return PartStanding(
        PartState(row["state"]),
        row["sent_back_by_name"] if reason else None,
        row["sent_back_reason"] if reason else None,
    )


def _lead(row: Row | None, held: Held) -> Lead | None:
    return None if row is None else Lead(Act(row["act"]), row["actor_name"], reason_of(row, held))
