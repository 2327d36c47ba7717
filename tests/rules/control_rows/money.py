"""The controls of money, below, on and above what they ask."""

from datetime import date
from decimal import Decimal

from rules.case import Facts, SharedAccounts
from tests.rules.control_rows.row import NO_CHARGES_AT_ALL, RIGHT_2652, Row, silent, speaks
from tests.rules.examples import FORECAST

MONEY: dict[str, list[Row]] = {
    "VOLUNTARY_CONTRIBUTIONS_DIFFER": [
        silent(),
        silent(account86=5_000, account87=5_000),
        speaks("4 999,99 €", "5 000,00 €", "0,01 €", account86="4999.99", account87=5_000),
        speaks("5 000,01 €", account86="5000.01", account87=5_000),
        speaks("non renseigné", "5 000,00 €", account86=5_000),
        silent(account86=0),
    ],
    "FAMILY_CONTRIBUTIONS_DIFFER": [
        speaks("58 649,99 €", "58 650,00 €", "0,01 €", account70641="58649.99"),
        silent(account70641="58650"),
        speaks("58 650,01 €", account70641="58650.01"),
        silent(account70641=None),
        silent(familyContributions=None),
    ],
    "PRESTATION_DIFFERS_FROM_RIGHT": [
        silent(**RIGHT_2652, account70623="2784.60"),
        speaks("2 784,61 €", "2 652,00 €", "132,61 €", "5 %", **RIGHT_2652, account70623="2784.61"),
        silent(**RIGHT_2652, account70623="2519.40"),
        speaks("2 519,39 €", **RIGHT_2652, account70623="2519.39"),
        speaks("0,01 €", "0,00 €", **RIGHT_2652, trainingDays=0, account70623="0.01"),
        silent(**RIGHT_2652, trainingDays=0, account70623=0),
        silent(account70623=0, account60=None),
        silent(account70623=None),
        silent(account70623=0, hoursBilledUnder4=0),
    ],
    "NO_CHARGES": [
        speaks("34 500 h", **NO_CHARGES_AT_ALL),
        silent(**NO_CHARGES_AT_ALL | {"account60": "0.01"}),
        silent(**NO_CHARGES_AT_ALL, hoursAttendedUnder4=0, hoursBilledUnder4=0),
        silent(**NO_CHARGES_AT_ALL | {"account68": None}),
    ],
    "STAFF_SHARE_UNUSUAL": [
        speaks("94 999,99 €", "49,9 %", "50 %", "95 %", account64="94999.99"),
        silent(account64=95_000),
        silent(account64=1_805_000),
        speaks("1 805 000,01 €", "95,1 %", account64="1805000.01"),
        silent(**NO_CHARGES_AT_ALL),
        silent(account64=0, account68=None),
    ],
    "HOURLY_COST_UNUSUAL": [
        speaks("103 499,99 €", "2,99 €", "3,00 €", "34 500 h", account64="8499.99"),
        silent(account64=8_500),
        silent(account64=1_561_000),
        speaks("1 656 000,01 €", "48,01 €", "48,00 €", account64="1561000.01"),
        silent(hoursBilledUnder4=0),
        silent(**NO_CHARGES_AT_ALL),
        speaks("0,00 €", declared=FORECAST, **NO_CHARGES_AT_ALL),
        silent(account64=0, account68=None),
    ],
    "NO_LOCAL_INCOME": [
        silent(),
        speaks("01/01/2020", facts=Facts(ctg_since=date(2020, 1, 1))),
        speaks("31/12/2024", facts=Facts(ctg_since=date(2024, 12, 31)), account744=0),
        silent(facts=Facts(ctg_since=date(2025, 1, 1))),
        silent(facts=Facts(ctg_since=date(2020, 1, 1)), account744="0.01"),
        silent(facts=Facts(ctg_since=date(2020, 1, 1)), account746=1),
    ],
    "SHARED_CHARGES_DIFFER": [
        silent(),
        silent(facts=Facts(shared=SharedAccounts(Decimal(900_000), 3, Decimal("900000.00")))),
        speaks(
            "3 structures", "900 000,00 €", "899 999,99 €", "0,01 €",
            facts=Facts(shared=SharedAccounts(Decimal(900_000), 3, Decimal("899999.99"))),
        ),
        speaks("900 000,01 €", facts=Facts(shared=SharedAccounts(Decimal(900_000), 3, Decimal("900000.01")))),
        silent(facts=Facts(shared=SharedAccounts(Decimal(900_000), 3, None))),
    ],
}  # fmt: skip
