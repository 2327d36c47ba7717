"""Laying down the periods of a Caf and publishing them."""

from datetime import date

import strawberry
from strawberry import ID, Info

from resolvers import periods
from rules.forms import DeclarationKind
from rules.periods import Call, Days
from rules.problems import Refused
from schema.acts.payload import done, shown
from schema.guards import act
from schema.period import Period
from schema.problem import Problem, problems


@strawberry.input(description="A declaration period laid down as a draft.")
class OpenPeriodInput:
    """By an officer, for his own Caf."""

    structure_kind: str = strawberry.field(description="Code of the kind of structure, e.g. EAJE.")
    kind: DeclarationKind
    year: int = strawberry.field(description="The year declared.")
    opens_on: date = strawberry.field(description="First day.")
    due_on: date = strawberry.field(description="Last day to be in time.")
    closes_on: date = strawberry.field(description="Last day at all.")
    observed_until: date | None = strawberry.field(
        default=None, description="Of an update: the last day of what happened already, 30 June or 30 September."
    )


@strawberry.input(description="Other days for a declaration period.")
class ChangePeriodInput:
    """By an officer of its Caf."""

    period: ID
    opens_on: date = strawberry.field(description="First day; stays once a published period is open.")
    due_on: date = strawberry.field(description="Last day to be in time.")
    closes_on: date = strawberry.field(description="Last day at all; stays once a published period is closed.")


@strawberry.input(description="A declaration period whose declarations are opened.")
class PublishPeriodInput:
    """By an officer of its Caf."""

    period: ID
    again: list[ID] = strawberry.field(
        default_factory=list, description="Cancelled declarations of this period to be opened anew."
    )


@strawberry.type(description="The period as it is now, or why nothing was done.")
class PeriodPayload:
    """Either the period or errors."""

    period: Period | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="What publishing a period did.")
class Publication:
    """Counts of declarations."""

    opened: int = strawberry.field(description="How many were opened.")
    already: int = strawberry.field(description="How many there were already.")
    cancelled: int = strawberry.field(description="For how many tenures there is only a cancelled one, left as it is.")


@strawberry.type(description="The period as it is now and what publishing it did, or why nothing was done.")
class PublishPeriodPayload:
    """Either the period with its counts or errors."""

    period: Period | None = None
    publication: Publication | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type
class PeriodActs:
    """By an officer, for his own Caf."""

    @act("Lay down a declaration period, as a draft.", "period.keep")
    async def open_period(self, info: Info, input: OpenPeriodInput) -> PeriodPayload:
        """Nothing is asked of anybody before it is published."""
        call = Call(input.kind, input.year, input.observed_until)
        days = Days(input.opens_on, input.due_on, input.closes_on)
        doing = periods.open_period(info.context, input.structure_kind, call, days)
        return await done(info, doing, "Period", PeriodPayload, "period")

    @act("Change the days of a declaration period; all its declarations follow, but those with a delay.", "period.keep")
    async def change_period(self, info: Info, input: ChangePeriodInput) -> PeriodPayload:
        """What has happened stays."""
        days = Days(input.opens_on, input.due_on, input.closes_on)
        return await done(
            info, periods.change_period(info.context, input.period, days), "Period", PeriodPayload, "period"
        )

    @act("Open a declaration for each tenure that a period is about and that has none.", "period.keep")
    async def publish_period(self, info: Info, input: PublishPeriodInput) -> PublishPeriodPayload:
        """Again whenever wanted: only what is missing is added."""
        try:
            published = await periods.publish_period(info.context, input.period, input.again)
        except Refused as refused:
            return PublishPeriodPayload(errors=problems(refused.problems))
        return PublishPeriodPayload(
            period=await shown(info, published.key, "Period", "PublishPeriodPayload"),
            publication=Publication(opened=published.opened, already=published.already, cancelled=published.cancelled),
        )
