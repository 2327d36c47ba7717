"""An agreement that opens a bonus in GraphQL."""

from datetime import date

import strawberry

from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.pages import Row
from rules.agreements import TERMS, Bonus
from rules.columns import described
from schema.branches import Node, pick
from schema.guards import guarded
from schema.scalars import Euros, Percent
from schema.tenure import Tenure

strawberry.enum(Bonus, name="Bonus", description="A bonus of the Psu that an agreement opens.")


@strawberry.type(
    description="What opens a bonus of the Psu to a tenure (accord, délibération, convention), from a day to a day."
)
class Agreement(Node):
    """Of one tenure: the organisation that takes the structure over has its own."""

    id: strawberry.ID = guarded("agreement.read", described("agreement", "id"))
    bonus: Bonus = guarded("agreement.read", described("agreement", "bonus"))
    label: str = guarded("agreement.read", described("agreement", "label"))
    starts_on: date = guarded("agreement.read", described("agreement", "starts_on"))
    ends_on: date | None = guarded("agreement.read", described("agreement", "ends_on"))
    places: int | None = guarded("agreement.read", described("agreement", "places"))
    amount: Euros | None = guarded("agreement.read", described("agreement", "amount"))
    growth: Percent | None = guarded("agreement.read", described("agreement", "growth"))
    tenure_key: strawberry.Private[int]

    @classmethod
    def of(cls, row: Row, asker: Asker) -> "Agreement":
        """Make it from a row."""
        bonus = Bonus(row["bonus"])
        return cls(
            id=strawberry.ID(encode("Agreement", row["id"])), key=row["id"], branches={}, tenure_key=row["tenure_id"],
            held=asker.person.towards_tenure(row["caf_id"], row["tenure_id"]),
            bonus=bonus, label=TERMS[bonus].label, starts_on=row["starts_on"], ends_on=row["ends_on"],
            places=row["places"], amount=row["amount"], growth=row["growth"],
        )  # fmt: skip

    @guarded("tenure.read", "The tenure that it is of.")
    def tenure(self) -> Tenure | None:
        """Left by the branch."""
        return pick(self, "tenure")
