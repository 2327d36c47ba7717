"""What is computed for an Eaje and never typed: totals of the accounts, capacity, hours."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from rules.case import Case
from rules.figures import NotKnown, figure, known_sum
from rules.kinds.eaje.accounts import CHARGES, INCOME
from rules.parameters import NoValueInForce
from rules.psu.hours import capacity, entitled_hours, staff_hours

Sum = Callable[[Case], Decimal]


def total_charges(case: Case) -> Decimal:
    """Accounts 60 to 68, in euros. Raises `NotKnown` while a required one is missing."""
    return _total(case, CHARGES)


def total_income(case: Case) -> Decimal:
    """Accounts 70 to 79 without 87, in euros. Raises `NotKnown` while a required one is missing."""
    return _total(case, INCOME)


def result(case: Case) -> Decimal:
    """Income less charges, so that charges and a surplus always equal income and a deficit. Raises `NotKnown`."""
    return total_income(case) - total_charges(case)


def _total(case: Case, names: tuple[str, ...]) -> Decimal:
    asked = [item for name in names if (item := case.form.by_name.get(name))]
    for item in asked:
        if case.declared in item.required:
            figure(case.values, item.name)
    # An optional account left empty was not declared, and counts nothing.
    return known_sum(case.values, (item.name for item in asked))


TOTALS: Mapping[str, Sum] = {"totalCharges": total_charges, "totalIncome": total_income, "result": result}
COMPUTED: Mapping[str, Sum] = {
    "theoreticalCapacity": capacity,
    "entitledHours": entitled_hours,
    "preparationHours": staff_hours,
}


def totals(case: Case) -> dict[str, Decimal]:
    """The totals of the accounts that can be told."""
    return _known(TOTALS, case)


def computed(case: Case) -> dict[str, Decimal]:
    """The computed figures of the activity that can be told."""
    return _known(COMPUTED, case)


def _known(sums: Mapping[str, Sum], case: Case) -> dict[str, Decimal]:
    found = {}
    for name, compute in sums.items():
        try:
            found[name] = compute(case)
        except (NotKnown, NoValueInForce):
            continue
    return found
