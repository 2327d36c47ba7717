"""The agreements that open a bonus of the Psu for one tenure: what each wants to be told, and the days it is in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class Bonus(StrEnum):
    """What an agreement opens."""

    ATTRACTIVENESS_PRIVATE = "ATTRACTIVENESS_PRIVATE"
    ATTRACTIVENESS_PUBLIC = "ATTRACTIVENESS_PUBLIC"
    TERRITORY_EXISTING = "TERRITORY_EXISTING"
    TERRITORY_NEW = "TERRITORY_NEW"
    TERRITORY_EMPLOYER = "TERRITORY_EMPLOYER"
    TRAJECTORY = "TRAJECTORY"


@dataclass(frozen=True, slots=True)
class BonusTerms:
    """What an agreement of that kind says: its French label, and which of its figures have to be told."""

    label: str
    places: bool = False
    amount: bool = False
    growth: bool = False


TERMS = {
    Bonus.ATTRACTIVENESS_PRIVATE: BonusTerms("Bonus attractivité, accord de branche (secteur privé)"),
    Bonus.ATTRACTIVENESS_PUBLIC: BonusTerms("Bonus attractivité, délibération (secteur public)"),
    Bonus.TERRITORY_EXISTING: BonusTerms("Bonus territoire Ctg, offre existante", places=True, amount=True),
    Bonus.TERRITORY_NEW: BonusTerms("Bonus territoire Ctg, offre nouvelle", places=True, amount=True),
    Bonus.TERRITORY_EMPLOYER: BonusTerms("Bonus territoire Ctre, places réservées par un employeur", places=True),
    Bonus.TRAJECTORY: BonusTerms("Bonus trajectoire de développement", growth=True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement, from a day until a day if it ends, both included.

    `places` are the places co-funded, `amount` the euros per place and year, `growth` the growth in per cent of the
    places that the territory co-funds; each only where the terms of its bonus ask it.
    """

    bonus: Bonus
    starts_on: date
    ends_on: date | None = None
    places: Decimal | None = None
    amount: Decimal | None = None
    growth: Decimal | None = None

    def days(self, year: int) -> int:
        """How many days of a year it is in force."""
        first, last = date(year, 1, 1), date(year + 1, 1, 1) - timedelta(days=1)
        return max((min(self.ends_on or last, last) - max(self.starts_on, first)).days + 1, 0)


def in_year(agreements: Iterable[Agreement], year: int) -> tuple[Agreement, ...]:
    """Those in force on at least one day of a year, in order of bonus and day."""
    order = list(Bonus)
    found = [each for each in agreements if each.days(year)]
    return tuple(sorted(found, key=lambda each: (order.index(each.bonus), each.starts_on)))
