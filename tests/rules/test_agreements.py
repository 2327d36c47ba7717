"""Agreements: the days that each is in force, their order, and what each has to tell."""

from datetime import date
from decimal import Decimal

import pytest

from rules.agreements import TERMS, Agreement, Bonus, BonusTerms, in_year

DAYS = {
    # from, until: its days in 2024, a year of 366
    "the whole year": (date(2024, 1, 1), date(2024, 12, 31), 366),
    "without end": (date(2020, 6, 1), None, 366),
    "around the year": (date(2023, 12, 31), date(2025, 1, 1), 366),
    "from the second day": (date(2024, 1, 2), None, 365),
    "until the day before the last": (date(2024, 1, 1), date(2024, 12, 30), 365),
    "one day": (date(2024, 3, 1), date(2024, 3, 1), 1),
    "from the last day": (date(2024, 12, 31), None, 1),
    "until the first day": (date(2023, 1, 1), date(2024, 1, 1), 1),
    "ended the day before": (date(2023, 1, 1), date(2023, 12, 31), 0),
    "begins the day after": (date(2025, 1, 1), None, 0),
    "long before": (date(2014, 1, 1), date(2015, 12, 31), 0),
}


@pytest.mark.parametrize(("starts_on", "ends_on", "days"), DAYS.values(), ids=DAYS)
def test_the_days_of_a_year_that_it_covers(starts_on: date, ends_on: date | None, days: int) -> None:
    agreement = Agreement(Bonus.TERRITORY_NEW, starts_on, ends_on)
    assert agreement.days(2024) == days
    assert in_year([agreement], 2024) == ((agreement,) if days else ())


def test_a_common_year_has_a_day_less() -> None:
    assert Agreement(Bonus.TRAJECTORY, date(2020, 1, 1)).days(2025) == 365


def test_they_stand_in_the_order_of_the_bonuses_then_of_the_days() -> None:
    later, sooner, existing, private = (
        Agreement(Bonus.TERRITORY_NEW, date(2024, 7, 1)),
        Agreement(Bonus.TERRITORY_NEW, date(2024, 2, 1)),
        Agreement(Bonus.TERRITORY_EXISTING, date(2024, 12, 1)),
        Agreement(Bonus.ATTRACTIVENESS_PRIVATE, date(2024, 12, 31)),
    )
    gone = Agreement(Bonus.ATTRACTIVENESS_PUBLIC, date(2020, 1, 1), date(2020, 12, 31))
    assert in_year([later, gone, sooner, existing, private], 2024) == (private, existing, sooner, later)


def test_what_each_has_to_tell() -> None:
    terms = {
        Bonus.ATTRACTIVENESS_PRIVATE: BonusTerms("Bonus attractivité, accord de branche (secteur privé)", False, False, False),
        Bonus.ATTRACTIVENESS_PUBLIC: BonusTerms("Bonus attractivité, délibération (secteur public)", False, False, False),
        Bonus.TERRITORY_EXISTING: BonusTerms("Bonus territoire Ctg, offre existante", True, True, False),
        Bonus.TERRITORY_NEW: BonusTerms("Bonus territoire Ctg, offre nouvelle", True, True, False),
        Bonus.TERRITORY_EMPLOYER: BonusTerms("Bonus territoire Ctre, places réservées par un employeur", True, False, False),
        Bonus.TRAJECTORY: BonusTerms("Bonus trajectoire de développement", False, False, True),
    }  # fmt: skip
    assert terms == TERMS


def test_what_it_does_not_tell_is_unknown_and_not_zero() -> None:
    agreement = Agreement(Bonus.TERRITORY_NEW, date(2024, 1, 1))
    assert (agreement.ends_on, agreement.places, agreement.amount, agreement.growth) == (None, None, None, None)
    assert Agreement(Bonus.TERRITORY_NEW, date(2024, 1, 1), places=Decimal(0)).places == 0
