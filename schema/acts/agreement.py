"""Keeping the agreements that open a bonus to a tenure."""

from datetime import date

import strawberry
from strawberry import ID, Info

from resolvers import agreements
from rules.agreements import Bonus
from rules.columns import described
from schema.acts.payload import done
from schema.guards import act
from schema.problem import Problem
from schema.scalars import Euros, Percent
from schema.tenure import Tenure


@strawberry.input(
    description="An agreement opened, or corrected: the same bonus from the same day. It is told as a whole."
)
class RecordAgreementInput:
    """By a habilitation manager, in his own Caf."""

    tenure: ID
    bonus: Bonus
    starts_on: date = strawberry.field(description="First day, from the first of the bonus and of the tenure on.")
    ends_on: date | None = strawberry.field(default=None, description=described("agreement", "ends_on"))
    places: int | None = strawberry.field(default=None, description=described("agreement", "places"))
    amount: Euros | None = strawberry.field(default=None, description=described("agreement", "amount"))
    growth: Percent | None = strawberry.field(default=None, description=described("agreement", "growth"))


@strawberry.input(description="An agreement ended, or struck out.")
class EndAgreementInput:
    """By a habilitation manager, in his own Caf."""

    agreement: ID
    ends_on: date | None = strawberry.field(
        description="Its last day; null strikes it out, as long as nothing was sent of a year of it."
    )


@strawberry.type(description="The tenure as it is now, or why nothing was done.")
class TenurePayload:
    """Either the tenure or errors."""

    tenure: Tenure | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type
class AgreementActs:
    """By a habilitation manager, in his own Caf."""

    @act("Record an agreement that opens a bonus to a tenure, or correct it.", "agreement.keep")
    async def record_agreement(self, info: Info, input: RecordAgreementInput) -> TenurePayload:
        """Estimates that are redone from now on count it; what was sent stays as it was."""
        doing = agreements.record_agreement(
            info.context, input.tenure, input.bonus, input.starts_on, input.ends_on, input.places, input.amount,
            input.growth,
        )  # fmt: skip
        shown: TenurePayload = await done(info, doing, "Tenure", TenurePayload, "tenure")
        return shown

    @act("End an agreement that opens a bonus, or strike out one that was recorded by mistake.", "agreement.keep")
    async def end_agreement(self, info: Info, input: EndAgreementInput) -> TenurePayload:
        """What was sent stays as it was."""
        doing = agreements.end_agreement(info.context, input.agreement, input.ends_on)
        shown: TenurePayload = await done(info, doing, "Tenure", TenurePayload, "tenure")
        return shown
