"""Plausible figures of an Eaje: sizes, hours, prices and accounts in the proportions of the national statistics.

They are drawn as floats and typed as decimal texts, like those of any partner.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from rules.forms import Column, DeclarationKind, Form, Part
from rules.kinds import KINDS

NATURES = {
    "MULTI_ACCUEIL": 62, "COLLECTIVE_CRECHE": 14, "MICRO_CRECHE": 10, "DROP_IN_NURSERY": 5, "FAMILY_CRECHE": 4,
    "PARENTAL_CRECHE": 3, "KINDERGARTEN": 2,
}  # fmt: skip
MEAN_PLACES, SPREAD_PLACES = 33, 0.55
LARGEST_MICRO_CRECHE = 10
MEAN_OCCUPANCY, MOST_OCCUPANCY = 0.69, 0.97
MEAN_BILLING_RATE, SPREAD_BILLING_RATE, LEAST_BILLING_RATE = 109, 6, 100
MEAN_COST_PRICE, SPREAD_COST_PRICE = 10.5, 0.18
MEAN_CONTRIBUTION, SPREAD_CONTRIBUTION = 1.7, 0.2
WEIGHTS = {
    "account60": 7.0, "account61": 5.0, "account62": 5.3, "account63a": 2.6, "account63b": 0.3, "account64": 72.1,
    "account65": 1.6, "account66": 0.3, "account67": 0.2, "account68": 5.1,
}  # fmt: skip
"""Shares of the charges, after those of 2014."""
OTHER_INCOME = {"account708": 0.004, "account741": 0.01, "account743": 0.015, "account7452": 0.05}
"""What others pay, in parts of the charges; the commune or its grouping pays nearly all of the rest."""

Typed = dict[str, Any]
KIND = KINDS["EAJE"]


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
    children_per_place: float
    poverty: float
    disability: float
    older: float
    companies: float
    deficit: float
    shares: dict[str, float]


def draw(rng: Random) -> Profile:
    """An Eaje among those that could be."""
    nature = rng.choices(list(NATURES), list(NATURES.values()))[0]
    places = round(min(max(_lognormal(rng, MEAN_PLACES, SPREAD_PLACES), 8), 120))
    shares = {name: weight * rng.uniform(0.85, 1.15) for name, weight in WEIGHTS.items()}
    total = sum(shares.values())
    return Profile(
        nature=nature,
        places=min(places, LARGEST_MICRO_CRECHE) if nature == "MICRO_CRECHE" else places,
        opening_days=rng.randint(150, 172) if nature == "KINDERGARTEN" else round(min(max(rng.gauss(223, 7), 200), 240)),
        daily_hours=Decimal(rng.choice(("8", "9"))) if nature == "DROP_IN_NURSERY" else Decimal(rng.choice(("10", "10.5", "11", "11.5"))),
        occupancy=rng.betavariate(20 * MEAN_OCCUPANCY, 20 * (1 - MEAN_OCCUPANCY)),
        billing_rate=max(rng.gauss(MEAN_BILLING_RATE, SPREAD_BILLING_RATE), LEAST_BILLING_RATE),
        cost_price=_lognormal(rng, MEAN_COST_PRICE, SPREAD_COST_PRICE),
        contribution=_lognormal(rng, MEAN_CONTRIBUTION, SPREAD_CONTRIBUTION),
        general_scheme=Decimal(rng.randint(186, 200)) / 2,
        supplies=rng.random() < 0.8,
        training_days=rng.choices((0, 1, 2, 3), (2, 2, 4, 2))[0],
        children_per_place=rng.uniform(1.8, 3.2),
        poverty=rng.uniform(0.115, 0.3),
        disability=rng.uniform(0.0, 0.07),
        older=rng.choice((0.0, 0.0, 0.01, 0.04)),
        companies=rng.choice((0.0, 0.0, 0.0, 0.04, 0.08)),
        deficit=rng.gauss(0.0, 0.008),
        shares={name: share / total for name, share in shares.items()},
    )  # fmt: skip


def _lognormal(rng: Random, mean: float, sigma: float) -> float:
    return rng.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a structure through one year, as far as one organisation runs it: so many from a day to a day."""

    periods: tuple[tuple[date, date, int], ...]

    @classmethod
    def between(cls, first: date, last: date, dated: Mapping[date, int]) -> "Places":
        """Cut out of the authorisations, which each hold from their day on."""
        starts = [day for day in sorted(dated) if day <= last]
        ends = [day - timedelta(days=1) for day in starts[1:]] + [last]
        cut = [(max(day, first), end, dated[day]) for day, end in zip(starts, ends, strict=True) if end >= first]
        return cls(tuple(cut))

    @property
    def most(self) -> int:
        """The highest number of the year."""
        return max(places for _, _, places in self.periods)

    @property
    def days(self) -> int:
        """How many calendar days they cover."""
        return sum((end - start).days + 1 for start, end, _ in self.periods)

    @property
    def mean(self) -> float:
        """Over these days."""
        return sum(places * ((end - start).days + 1) for start, end, places in self.periods) / self.days


@dataclass(frozen=True, slots=True)
class Year:
    """One year of an Eaje: how far it lies from the ordinary one, and whether it is planned or counted.

    `observed` is the part of the year that an update counts as passed.
    """

    profile: Profile
    kind: DeclarationKind
    year: int
    drift: float
    places: Places
    observed: float = 1.0

    @property
    def form(self) -> Form:
        """What is asked."""
        return KIND.form(self.kind, self.year)

    @property
    def _open(self) -> float:
        return self.places.days / 365

    @property
    def _opening_days(self) -> int:
        return max(round(self.profile.opening_days * min(self._open, 1)), 1)

    @property
    def _attended(self) -> float:
        profile = self.profile
        capacity = self.places.mean * self._opening_days * float(profile.daily_hours)
        return capacity * min(profile.occupancy * self.drift, MOST_OCCUPANCY)

    @property
    def _billed(self) -> float:
        # Never beyond the capacity, which a full structure nearly reaches.
        return self._attended * self.profile.billing_rate / 100 + 1

    @property
    def _charges(self) -> float:
        """They follow the ordinary hours: staff is there whoever comes."""
        usual = self._billed / self.drift
        return usual * self.profile.cost_price * (1 + (self.drift - 1) * 0.4) * 1.02 ** (self.year - 2024)

    def activity(self) -> Typed:
        """What is typed in the activity part."""
        profile, most = self.profile, self.places.most
        children = max(round(most * profile.children_per_place), most)
        whole = {
            "licensedPlaces": most,
            "placesByPeriod": [{"from": start.isoformat(), "to": end.isoformat(), "places": places} for start, end, places in self.places.periods],
            "openingDays": self._opening_days,
            "dailyOpeningHours": str(profile.daily_hours),
            "hoursAttendedUnder4": self._hours(self._attended * (1 - profile.older), ROUND_FLOOR),
            "hoursAttended4To5": self._hours(self._attended * profile.older, ROUND_FLOOR),
            "hoursBilledUnder4": self._hours(self._billed * (1 - profile.older), ROUND_CEILING),
            "hoursBilled4To5": self._hours(self._billed * profile.older, ROUND_CEILING),
            "freeHours": self._hours(self._attended * 0.004, ROUND_FLOOR),
            "generalSchemeRate": str(profile.general_scheme),
            "exceptionalHours": Decimal(0),
            "diapersProvided": True,
            "mealsProvided": profile.supplies,
            "familyContributions": self._euros(self._billed * profile.contribution),
            "enrolledChildren": children,
            "childrenWithDisability": math.floor(children * profile.disability),
            "childrenInPoverty": math.ceil(children * profile.poverty),
            "trainingDays": profile.training_days,
            "childcareStaffFte": self._fte(0.24),
            "totalStaffFte": self._fte(0.33),
        }  # fmt: skip
        return self._asked(Part.ACTIVITY, whole)

    def finance(self, right: Decimal | None = None) -> Typed:
        """What is typed in the financial part; the prestation is the right, once that is known."""
        charges = self._charges
        whole = {name: self._euros(charges * share) for name, share in self.profile.shares.items()}
        total = sum(whole.values())
        whole["account70623"] = self._euros(float(right or 0))
        whole["account70641"] = self._euros(self._billed * self.profile.contribution)
        others = OTHER_INCOME | ({"account747": self.profile.companies} if self.profile.companies else {})
        whole |= {name: self._euros(charges * share) for name, share in others.items()}
        known = sum((whole[name] for name in whole if name.startswith("account7")), Decimal(0))
        rest = float(total) * (1 + self.profile.deficit) - float(known)
        whole["account744"] = self._euros(max(rest, 1000))
        return self._asked(Part.FINANCE, whole)

    def _asked(self, part: Part, whole: Mapping[str, Any]) -> Typed:
        """What this form asks of these figures, those of two columns shared out over the year."""
        typed: Typed = {}
        for item in self.form.part(part):
            name = item.total or item.name
            if name in whole:
                value = whole[name] if item.column is None else self._column(whole[name], item.column)
                typed[item.name] = str(value) if isinstance(value, Decimal) else value
        return typed

    def _column(self, whole: int | Decimal, column: Column) -> int | Decimal:
        to_date: int | Decimal
        if isinstance(whole, Decimal):
            to_date = min((whole * Decimal(str(self.observed))).quantize(Decimal(1), ROUND_HALF_UP), whole)
        else:
            to_date = round(whole * self.observed)
        return to_date if column is Column.TO_DATE else whole - to_date

    def _hours(self, hours: float, way: str) -> Decimal:
        """Plans count in tens, accounts in half-hours."""
        step = Decimal(10) if self.kind is DeclarationKind.FORECAST else Decimal("0.5")
        return (Decimal(hours) / step).quantize(Decimal(1), way) * step

    def _euros(self, amount: float) -> Decimal:
        step = Decimal(10) if self.kind is DeclarationKind.FORECAST else Decimal("0.01")
        return (Decimal(amount) / step).quantize(Decimal(1), ROUND_HALF_UP) * step

    def _fte(self, per_place: float) -> str:
        return format(self.places.most * per_place, ".2f")
