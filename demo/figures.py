"""Plausible figures of an Eaje: sizes, hours, prices and accounts in the proportions of the national statistics.

They are drawn as floats and typed as decimal texts, like those of any partner.
"""

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from random import Random

from rules.forms import DeclarationKind

NATURES = {
    "MULTI_ACCUEIL": 62, "COLLECTIVE_CRECHE": 14, "MICRO_CRECHE": 10, "DROP_IN_NURSERY": 5, "FAMILY_CRECHE": 4,
    "PARENTAL_CRECHE": 3, "KINDERGARTEN": 2,
}  # fmt: skip
MEAN_PLACES, SPREAD_PLACES = 33, 0.55
MEAN_OCCUPANCY = 0.69
MEAN_BILLING_RATE, SPREAD_BILLING_RATE, LEAST_BILLING_RATE = 109, 6, 100
MEAN_COST_PRICE, SPREAD_COST_PRICE = 10.5, 0.18
MEAN_CONTRIBUTION, SPREAD_CONTRIBUTION = 1.7, 0.2
WEIGHTS = {"account60": 7.0, "account61": 5.0, "account62": 8.2, "account64": 74.7}
"""Shares of the charges in 2014, without those of accounts that the form does not ask yet."""

Typed = dict[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Profile:
    """What stays the same in an Eaje from year to year."""

    nature: str
    places: int
    opening_days: int
    daily_hours: Decimal
    occupancy: float
    billing_rate: float
    cost_price: float
    contribution: float
    general_scheme: Decimal
    supplies: bool
    training_days: int
    shares: dict[str, float]


def draw(rng: Random) -> Profile:
    """An Eaje among those that could be."""
    nature = rng.choices(list(NATURES), list(NATURES.values()))[0]
    places = round(min(max(_lognormal(rng, MEAN_PLACES, SPREAD_PLACES), 8), 120))
    shares = {name: weight * rng.uniform(0.85, 1.15) for name, weight in WEIGHTS.items()}
    total = sum(shares.values())
    return Profile(
        nature=nature,
        places=min(places, 12) if nature == "MICRO_CRECHE" else places,
        opening_days=rng.randint(140, 172) if nature == "KINDERGARTEN" else round(min(max(rng.gauss(223, 7), 196), 245)),
        daily_hours=Decimal(rng.choice(("8", "9"))) if nature == "DROP_IN_NURSERY" else Decimal(rng.choice(("10", "10.5", "11", "11.5"))),
        occupancy=rng.betavariate(20 * MEAN_OCCUPANCY, 20 * (1 - MEAN_OCCUPANCY)),
        billing_rate=max(rng.gauss(MEAN_BILLING_RATE, SPREAD_BILLING_RATE), LEAST_BILLING_RATE),
        cost_price=_lognormal(rng, MEAN_COST_PRICE, SPREAD_COST_PRICE),
        contribution=_lognormal(rng, MEAN_CONTRIBUTION, SPREAD_CONTRIBUTION),
        general_scheme=Decimal(rng.randint(186, 200)) / 2,
        supplies=rng.random() < 0.8,
        training_days=rng.choices((0, 1, 2, 3), (2, 2, 4, 2))[0],
        shares={name: share / total for name, share in shares.items()},
    )  # fmt: skip


def _lognormal(rng: Random, mean: float, sigma: float) -> float:
    return rng.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)


@dataclass(frozen=True, slots=True)
class Year:
    """One year of an Eaje: how far it lies from the ordinary one, and whether it is planned or counted."""

    profile: Profile
    kind: DeclarationKind
    year: int
    drift: float

    @property
    def _billed(self) -> Decimal:
        return self._rounded(float(self._attended) * self.profile.billing_rate / 100, ROUND_CEILING)

    @property
    def _attended(self) -> Decimal:
        profile = self.profile
        capacity = profile.places * profile.opening_days * float(profile.daily_hours)
        return self._rounded(capacity * min(profile.occupancy * self.drift, 0.97), ROUND_FLOOR)

    @property
    def _contributions(self) -> Decimal:
        return self._euros(float(self._billed) * self.profile.contribution)

    def activity(self) -> Typed:
        """What is typed in the activity part."""
        profile = self.profile
        return {
            "licensedPlaces": profile.places,
            "openingDays": profile.opening_days,
            "dailyOpeningHours": str(profile.daily_hours),
            "hoursAttendedUnder4": str(self._attended),
            "hoursBilledUnder4": str(self._billed),
            "generalSchemeRate": str(profile.general_scheme),
            "familyContributions": str(self._contributions),
            "diapersProvided": True,
            "mealsProvided": profile.supplies,
            # Nobody was paid for them before 2024, and the form asks for a zero.
            "trainingDays": profile.training_days if self.year >= 2024 else 0,
        }

    def finance(self) -> Typed:
        """What is typed in the financial part."""
        charges = float(self._billed) * self.profile.cost_price
        accounts = {name: str(self._euros(charges * share)) for name, share in self.profile.shares.items()}
        return {**accounts, "account70641": str(self._contributions)}

    def _rounded(self, hours: float, way: str) -> Decimal:
        """Plans count in hundreds, accounts in half-hours."""
        step = Decimal(100) if self.kind is DeclarationKind.FORECAST else Decimal("0.5")
        return (Decimal(hours) / step).quantize(Decimal(1), way) * step

    def _euros(self, amount: float) -> Decimal:
        step = Decimal(100) if self.kind is DeclarationKind.FORECAST else Decimal("0.01")
        return (Decimal(amount) / step).quantize(Decimal(1), ROUND_HALF_UP) * step
