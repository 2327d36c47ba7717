"""A declaration period in GraphQL."""

from collections.abc import Iterable
from datetime import date, datetime

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from resolvers.periods import call_of
from rules.columns import described
from rules.forms import KIND_LABELS, DeclarationKind
from rules.kinds import KINDS
from rules.timing import TIMING_LABELS, Timing, timing
from rules.workflow import STATE_LABELS, State
from schema.branches import Node, pick
from schema.caf import Caf
from schema.guards import guarded

strawberry.enum(State, name="DeclarationState", description="Where a declaration stands.")
strawberry.enum(Timing, name="PeriodTiming", description="Where today falls in the declaration period.")


@strawberry.type(description="How many declarations of a period stand in one state.")
class StateCount:
    """Of those that the caller sees."""

    state: State = strawberry.field(description="The state.")
    state_label: str = strawberry.field(description="The same in French.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="How far the declarations of a period have come, of those that the caller sees.")
class PeriodProgress:
    """Counted afresh at each question."""

    total: int = strawberry.field(description="How many declarations, the cancelled ones included.")
    late: int = strawberry.field(description="How many are still awaited after their due day.")
    states: list[StateCount] = strawberry.field(
        description="By state, in the order of the workflow; none that is empty."
    )

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "PeriodProgress":
        """Make it from the counts of the states."""
        counted = {State(row["state"]): row for row in rows}
        return cls(
            total=sum(row["n"] for row in counted.values()),
            late=sum(row["late"] for row in counted.values()),
            states=[
                StateCount(state=state, state_label=STATE_LABELS[state], count=counted[state]["n"])
                for state in State
                if state in counted
            ],
        )


@strawberry.type(description="A call for data of a Caf (campagne, appel de données): who declares what until when.")
class Period(Node):
    """The calendar is known to all; a draft asks nothing of anybody."""

    id: strawberry.ID = guarded("period.read", described("period", "id"))
    title: str = guarded("period.read", described("period", "title"))
    structure_kind: str = guarded("period.read", described("period", "structure_kind"))
    structure_kind_label: str = guarded("period.read", described("period", "structure_kind_label"))
    kind: DeclarationKind = guarded("period.read", described("period", "kind"))
    kind_label: str = guarded("period.read", described("period", "kind_label"))
    year: int = guarded("period.read", described("period", "year"))
    observed_until: date | None = guarded("period.read", described("period", "observed_until"))
    opens_on: date = guarded("period.read", described("period", "opens_on"))
    due_on: date = guarded("period.read", described("period", "due_on"))
    closes_on: date = guarded("period.read", described("period", "closes_on"))
    timing: Timing = guarded("period.read", described("period", "timing"))
    timing_label: str = guarded("period.read", described("period", "timing_label"))
    published: bool = guarded("period.read", described("period", "published"))
    published_at: datetime | None = guarded("period.read", described("period", "published_at"))
    published_by: str | None = guarded("declaration.read", described("period", "published_by"))
    caf_key: strawberry.Private[int]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Period":
        """Make it from a row."""
        call = call_of(row)
        now = timing(asker.today, row["opens_on"], row["due_on"], row["closes_on"])
        return cls(
            id=strawberry.ID(encode("Period", row["id"])), key=row["id"], branches={}, caf_key=row["caf_id"],
            held=asker.person.towards_caf(row["caf_id"]),
            title=call.title, structure_kind=row["structure_kind"],
            structure_kind_label=KINDS[row["structure_kind"]].label, kind=call.kind, kind_label=KIND_LABELS[call.kind],
            year=call.year, observed_until=call.observed_until,
            opens_on=row["opens_on"], due_on=row["due_on"], closes_on=row["closes_on"],
            timing=now, timing_label=TIMING_LABELS[now], published=row["published_at"] is not None,
            published_at=row["published_at"], published_by=row["published_by_name"],
        )  # fmt: skip

    @guarded("caf.read", described("period", "caf"))
    def caf(self) -> Caf:
        """Left by the branch."""
        return pick(self, "caf")

    @guarded("declaration.read", described("period", "progress"))
    def progress(self) -> PeriodProgress | None:
        """Left by the branch."""
        return pick(self, "progress")
