"""The bonuses that agreements open: each by its terms, for the days it is in force, by the law of its last day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.agreements import Agreement, Bonus
from rules.case import Facts
from rules.estimate import Estimate, LeftOut, Origin
from rules.parameters import PARAMETERS, Parameters
from rules.psu.agreed import paid_elsewhere
from tests.rules.laws import law_raised, law_with

Worked = Callable[..., Estimate]

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CTG = Agreement(Bonus.TERRITORY_EXISTING, FIRST, None, Decimal(12), Decimal("1200.50"))


def growing(growth: str | None, starts_on: date = FIRST, ends_on: date | None = None) -> Agreement:
    """An agreement that opens the bonus of the territory's growth."""
    return Agreement(Bonus.TRAJECTORY, starts_on, ends_on, growth=None if growth is None else Decimal(growth))


def agreed(worked: Worked, *agreements: Agreement, year: int = 2026, parameters: Parameters = PARAMETERS) -> Estimate:
    """The estimate of twenty places with these agreements."""
    return worked(year, facts=Facts(agreements=agreements), parameters=parameters)


AMOUNTS = {
    # the agreement: its formula and its amount
    "private": (Agreement(Bonus.ATTRACTIVENESS_PRIVATE, FIRST), "N × B", "19400"),  # 20 × 970
    "public": (Agreement(Bonus.ATTRACTIVENESS_PUBLIC, FIRST), "N × B", "9500"),  # 20 × 475
    "existing": (CTG, "n × b", "14406"),  # 12 × 1 200.50
    "new": (Agreement(Bonus.TERRITORY_NEW, FIRST, LAST, Decimal(5), Decimal(3000)), "n × b", "15000"),
    "employer": (Agreement(Bonus.TERRITORY_EMPLOYER, FIRST, None, Decimal(3)), "n × b", "8400"),  # 3 × 2 800
    "half a year": (replace(CTG, ends_on=date(2026, 6, 30)), "n × b × j ÷ J", "7143.80"),  # × 181 ÷ 365 = 7 143.797…
    "one day": (replace(CTG, starts_on=LAST), "n × b × j ÷ J", "39.47"),  # ÷ 365 = 39.468…
    "all but a day": (
        replace(CTG, starts_on=date(2026, 1, 2)),
        "n × b × j ÷ J",
        "14366.53",
    ),  # × 364 ÷ 365 = 14 366.531…
}


@pytest.mark.parametrize(("agreement", "formula", "amount"), AMOUNTS.values(), ids=AMOUNTS)
def test_the_amount_of_each_agreement(worked: Worked, agreement: Agreement, formula: str, amount: str) -> None:
    estimate, without = agreed(worked, agreement), agreed(worked)
    line = estimate.line(agreement.bonus)
    assert (line.formula, line.result, line.adds) == (formula, Decimal(amount), True)
    assert estimate.right is not None
    assert without.right is not None
    assert estimate.right - without.right == Decimal(amount)
    assert estimate.psu == without.psu, "it comes on top of the prestation"


def test_a_leap_year_is_shared_by_366_days(worked: Worked) -> None:
    """12 × 1 200.50 × 184 ÷ 366 = 7 242.36 to the cent."""
    half = replace(CTG, starts_on=date(2024, 7, 1))
    line = agreed(worked, half, year=2024).line("TERRITORY_EXISTING")
    assert line.result == Decimal("7242.36")
    assert {each.symbol: (each.label, each.value, each.unit) for each in line.operands if each.origin is Origin.AGREEMENT} == {
        "n": ("Places cofinancées (accord du 01/07/2024)", 12, "places"),
        "b": ("Montant par place et par an (accord du 01/07/2024)", Decimal("1200.50"), "€ par place"),
        "j": ("Jours de l'année couverts par l'accord (accord du 01/07/2024)", 184, "jours"),
        "J": ("Jours de l'année (accord du 01/07/2024)", 366, "jours"),
    }  # fmt: skip


def test_an_agreement_may_count_for_the_whole_year_whatever_its_days(worked: Worked) -> None:
    line = agreed(worked, AMOUNTS["half a year"][0], parameters=law_with(agreement_share="WHOLE_YEAR")).line(
        "TERRITORY_EXISTING"
    )
    assert (line.formula, line.result) == ("n × b", Decimal("14406"))
    assert line.operands[-1].reference == "psu.agreement_share"


def test_two_of_one_bonus_are_two_lines(worked: Worked) -> None:
    estimate = agreed(
        worked, replace(CTG, starts_on=date(2026, 7, 2), places=Decimal(15)), replace(CTG, ends_on=date(2026, 7, 1))
    )
    first, second = estimate.line("TERRITORY_EXISTING"), estimate.line("TERRITORY_EXISTING_2")
    assert [each.operands[0].value for each in (first, second)] == [12, 15]
    # 12 × 1 200.50 × 182 ÷ 365, then 15 × 1 200.50 × 183 ÷ 365.
    assert (first.result, second.result) == (Decimal("7183.27"), Decimal("9028.42"))
    assert first.label == second.label


def test_one_that_is_not_in_force_in_the_year_is_not_told(worked: Worked) -> None:
    gone = replace(CTG, starts_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    assert agreed(worked, gone, replace(CTG, starts_on=date(2027, 1, 1))) == agreed(worked)


MISSING = {
    "places": (replace(CTG, places=None), "L'accord ne dit pas : places cofinancées."),
    "amount": (replace(CTG, amount=None), "L'accord ne dit pas : montant par place et par an."),
    "places of an employer": (Agreement(Bonus.TERRITORY_EMPLOYER, FIRST), "L'accord ne dit pas : places cofinancées."),
}


@pytest.mark.parametrize(("agreement", "reason"), MISSING.values(), ids=MISSING)
def test_what_an_agreement_does_not_tell_leaves_its_bonus_out(
    worked: Worked, agreement: Agreement, reason: str
) -> None:
    estimate = agreed(worked, agreement)
    (left,) = estimate.left_out
    assert (left.code, left.reason) == (agreement.bonus, reason)
    assert estimate.line("RIGHT").label == f"Droit estimé, sans compter : {left.label}"
    assert estimate.right == agreed(worked).right


def test_several_left_out_are_all_named(worked: Worked) -> None:
    estimate = agreed(worked, replace(CTG, places=None), Agreement(Bonus.TERRITORY_EMPLOYER, FIRST))
    assert estimate.line("RIGHT").label == (
        "Droit estimé, sans compter : Bonus territoire Ctg, offre existante, "
        "Bonus territoire Ctre, places réservées par un employeur"
    )


TRAJECTORY = {
    # growth of the territory's places: the amount of 12 places, and why
    "none": ("0", "0", "g < S1"),
    "just below 4 %": ("3.99", "0", "g < S1"),
    "4 % exactly": ("4", "1200", "g ≥ S1 et g < S2"),
    "just above 4 %": ("4.01", "1200", "g ≥ S1 et g < S2"),
    "just below 8 %": ("7.99", "1200", "g ≥ S1 et g < S2"),
    "8 % exactly": ("8", "2400", "g ≥ S2 et g < S3"),
    "just above 8 %": ("8.01", "2400", "g ≥ S2 et g < S3"),
    "just below 12 %": ("11.99", "2400", "g ≥ S2 et g < S3"),
    "12 % exactly": ("12", "3600", "g ≥ S3"),
    "far above 12 %": ("40", "3600", "g ≥ S3"),
}


@pytest.mark.parametrize(("growth", "amount", "condition"), TRAJECTORY.values(), ids=TRAJECTORY)
def test_the_growth_of_the_territory(worked: Worked, growth: str, amount: str, condition: str) -> None:
    line = agreed(worked, CTG, growing(growth)).line("TRAJECTORY")
    assert (line.result, line.formula.partition(", car ")[2]) == (Decimal(amount), condition)
    assert ("B" in {operand.symbol for operand in line.operands}) is (amount != "0")


def test_growth_without_a_ctg_agreement_at_the_time_is_left_out(worked: Worked) -> None:
    for others in (
        (),
        (Agreement(Bonus.TERRITORY_EMPLOYER, FIRST, None, Decimal(3)),),
        (replace(CTG, ends_on=date(2026, 12, 30)),),
    ):
        estimate = agreed(worked, *others, growing("9"))
        assert estimate.left_out == (
            LeftOut(
                "TRAJECTORY",
                "Bonus trajectoire de développement",
                "Aucun accord de bonus territoire Ctg n'est en vigueur en même temps.",
            ),
        )


@pytest.mark.parametrize(
    ("others", "places"),
    [
        ((replace(CTG, starts_on=LAST),), 12),
        ((replace(CTG, ends_on=LAST),), 12),
        ((CTG, Agreement(Bonus.TERRITORY_NEW, FIRST, None, Decimal(5), Decimal(3000))), 17),
        ((replace(CTG, ends_on=date(2026, 7, 1)), replace(CTG, starts_on=date(2026, 7, 2), places=Decimal(15))), 15),
    ],
    ids=["begins on the last day", "ends on the last day", "both kinds", "the one of the last day"],
)
def test_growth_counts_the_places_of_the_ctg_agreements_of_its_last_day(
    worked: Worked, others: tuple[Agreement, ...], places: int
) -> None:
    estimate = agreed(worked, *others, growing("9"))
    assert estimate.line("TRAJECTORY_PLACES").result == places
    assert estimate.line("TRAJECTORY").result == 200 * places


def test_growth_that_ends_in_the_year_counts_the_places_of_that_day(worked: Worked) -> None:
    """12 × 200 × 181 ÷ 365; the twelve places were let go the day after."""
    estimate = agreed(worked, replace(CTG, ends_on=date(2026, 6, 30)), growing("9", ends_on=date(2026, 6, 30)))
    assert estimate.line("TRAJECTORY").result == Decimal("1190.14")
    assert estimate.line("TRAJECTORY").formula == "n × B × j ÷ J, car g ≥ S2 et g < S3"


def test_growth_that_is_not_told_leaves_nothing_behind(worked: Worked) -> None:
    estimate = agreed(worked, CTG, growing(None))
    (left,) = estimate.left_out
    assert left.reason == "L'accord ne dit pas : croissance des places cofinancées du territoire."
    assert "TRAJECTORY_PLACES" not in {line.code for line in estimate.lines}
    assert "psu.trajectory_side" not in {operand.reference for operand in estimate.parameters}


def test_two_growths_count_their_places_apart(worked: Worked) -> None:
    estimate = agreed(worked, CTG, growing("4", ends_on=date(2026, 7, 1)), growing("12", date(2026, 7, 2)))
    assert [estimate.line(code).result for code in ("TRAJECTORY_PLACES", "TRAJECTORY_2_PLACES")] == [12, 12]
    # 12 × 100 × 182 ÷ 365, then 12 × 300 × 183 ÷ 365.
    assert [estimate.line(code).result for code in ("TRAJECTORY", "TRAJECTORY_2")] == [Decimal("598.36"), Decimal("1804.93")]  # fmt: skip


def test_the_side_of_a_growth_equal_to_a_threshold_is_what_the_law_says(worked: Worked) -> None:
    line = agreed(worked, CTG, growing("8"), parameters=law_with(trajectory_side="AT_MOST")).line("TRAJECTORY")
    assert (line.result, line.formula) == (Decimal(1200), "n × B, car g > S1 et g ≤ S2")


def test_an_agreement_is_judged_by_the_law_of_its_last_day_in_the_year(worked: Worked) -> None:
    """The growth bonus exists since November 2025: one that runs to the end of that year is paid for the days it ran."""
    estimate = agreed(worked, replace(CTG, starts_on=date(2025, 1, 1)), growing("8", date(2025, 11, 1)), year=2025)
    assert estimate.line("TRAJECTORY").result == Decimal("401.10"), "12 × 200 × 61 ÷ 365"
    ended = growing("8", date(2025, 1, 1), date(2025, 10, 31))
    (left,) = agreed(worked, replace(CTG, starts_on=date(2025, 1, 1)), ended, year=2025).left_out
    assert left.code == "TRAJECTORY"
    assert "(psu.trajectory_" in left.reason
    assert "31 octobre 2025" in left.reason


RAISED = {
    # what the law pays: the bonus, its parameter, what it was until the middle of the year
    "private": (Bonus.ATTRACTIVENESS_PRIVATE, "psu.attractiveness_private_amount", 970),
    "employer": (Bonus.TERRITORY_EMPLOYER, "psu.territory_employer_amount", 2800),
}


@pytest.mark.parametrize(("ends_on", "raised"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True), (None, True)])
@pytest.mark.parametrize(("bonus", "name", "amount"), RAISED.values(), ids=RAISED)
def test_an_amount_that_changes_in_the_year_is_that_of_the_last_day(
    worked: Worked, bonus: Bonus, name: str, amount: int, ends_on: date | None, raised: bool
) -> None:
    law = law_raised(name, date(2026, 7, 1), Decimal(5000))
    line = agreed(worked, Agreement(bonus, FIRST, ends_on, Decimal(3)), parameters=law).line(bonus)
    (told,) = (each.value for each in line.operands if each.reference == name)
    assert told == (5000 if raised else amount)


def test_an_amount_before_the_law_knew_it_is_left_out(worked: Worked) -> None:
    (left,) = agreed(worked, Agreement(Bonus.ATTRACTIVENESS_PUBLIC, date(2023, 1, 1)), year=2023).left_out
    assert "(psu.attractiveness_public_amount)" in left.reason
    assert "31 décembre 2023" in left.reason


def test_what_goes_to_another_account_than_the_psu(worked: Worked) -> None:
    employer = Agreement(Bonus.TERRITORY_EMPLOYER, FIRST, None, Decimal(3))
    private = Agreement(Bonus.ATTRACTIVENESS_PRIVATE, FIRST)
    new = Agreement(Bonus.TERRITORY_NEW, FIRST, None, Decimal(5), Decimal(3000))
    estimate = agreed(worked, CTG, employer, private, new, replace(new, places=Decimal(1)), growing("8"))
    # 14 406 + 8 400 + 15 000 + 3 000 + 200 × 18 places; the attractiveness goes where the Psu goes.
    assert paid_elsewhere(estimate.lines) == Decimal("44406")
    nothing = paid_elsewhere(agreed(worked).lines)
    assert (nothing, type(nothing)) == (Decimal(0), Decimal)
