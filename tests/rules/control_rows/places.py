"""The controls of places, below, on and above what they ask."""

from datetime import date
from decimal import Decimal

from rules.case import Facts
from tests.rules.control_rows.row import JUNE, MICRO, Row, periods, silent, speaks
from tests.rules.examples import FORECAST, UPDATE

WHOLE = Facts(runs_from=date(2010, 9, 1))
FROM_JULY = Facts(runs_from=date(2024, 7, 1))
UNTIL_JUNE = Facts(runs_from=date(2010, 9, 1), runs_until=date(2024, 6, 30))

PLACES: dict[str, list[Row]] = {
    "LICENSED_PLACES_DIFFER": [
        silent(),
        silent(facts=Facts(licensed_places=Decimal(20))),
        speaks("19", "20", facts=Facts(licensed_places=Decimal(19))),
        speaks("20", "21", facts=Facts(licensed_places=Decimal(21))),
        silent(facts=Facts(licensed_places=Decimal(21)), licensedPlaces=None),
    ],
    "MICRO_CRECHE_OVER_LIMIT": [
        silent(facts=MICRO, licensedPlaces=12),
        speaks("13", "12", facts=MICRO, licensedPlaces=13),
        silent(year=2020, facts=MICRO, licensedPlaces=10),
        speaks("11", "10", year=2020, facts=MICRO, licensedPlaces=11),
        silent(year=2021, facts=MICRO, licensedPlaces=12),
        silent(facts=Facts(nature="MULTI_ACCUEIL"), licensedPlaces=13),
        silent(licensedPlaces=13),
    ],
    "PLACES_PERIODS_OUTSIDE_YEAR": [
        silent(**periods(("2024-01-01", "2024-12-31", 20))),
        speaks("20 places du 31/12/2023 au 31/12/2024", "2024", **periods(("2023-12-31", "2024-12-31", 20))),
        speaks("01/01/2025", **periods(("2024-01-01", "2025-01-01", 20))),
        silent(placesByPeriod=None),
    ],
    "PLACES_PERIODS_OVERLAP": [
        silent(**periods(("2024-01-01", "2024-06-30", 20), ("2024-07-01", "2024-12-31", 18))),
        speaks(
            "20 places du 01/01/2024 au 01/07/2024", "18 places du 01/07/2024 au 31/12/2024",
            **periods(("2024-01-01", "2024-07-01", 20), ("2024-07-01", "2024-12-31", 18)),
        ),
        speaks(**periods(("2024-07-01", "2024-12-31", 18), ("2024-01-01", "2024-12-31", 20))),
    ],
    "PLACES_PERIODS_GAP": [
        silent(**periods(("2024-07-01", "2024-12-31", 18), ("2024-01-01", "2024-06-30", 20))),
        speaks("29/06/2024", "01/07/2024", **periods(("2024-01-01", "2024-06-29", 20), ("2024-07-01", "2024-12-31", 18))),
        silent(**periods(("2024-09-01", "2024-12-31", 20))),
        silent(**periods(("2024-01-01", "2024-12-31", 20), ("2024-02-01", "2024-03-01", 5), ("2024-06-01", "2024-07-01", 5))),
    ],
    "PLACES_PERIODS_PARTIAL": [
        silent(facts=WHOLE, **periods(("2024-01-01", "2024-12-31", 20))),
        silent(facts=WHOLE, **periods(("2024-07-01", "2024-12-31", 20), ("2024-01-01", "2024-06-30", 0))),
        speaks("01/07/2024", "31/12/2024", "01/01/2024", facts=WHOLE, **periods(("2024-07-01", "2024-12-31", 20))),
        speaks("02/01/2024", facts=WHOLE, **periods(("2024-01-02", "2024-12-31", 20))),
        speaks("30/12/2024", facts=WHOLE, **periods(("2024-01-01", "2024-12-30", 20))),
        # A longer period within a shorter one that begins later: the last day told is the last of all.
        silent(facts=WHOLE, **periods(("2024-01-01", "2024-12-31", 20), ("2024-02-01", "2024-03-01", 5))),
        silent(facts=FROM_JULY, **periods(("2024-07-01", "2024-12-31", 20))),
        speaks("02/07/2024", "01/07/2024", facts=FROM_JULY, **periods(("2024-07-02", "2024-12-31", 20))),
        speaks("30/06/2024", facts=FROM_JULY, **periods(("2024-06-30", "2024-12-31", 20))),
        silent(facts=UNTIL_JUNE, **periods(("2024-01-01", "2024-06-30", 20))),
        speaks("31/12/2024", "30/06/2024", facts=UNTIL_JUNE, **periods(("2024-01-01", "2024-12-31", 20))),
        silent(facts=WHOLE, **periods(("2023-12-31", "2024-12-31", 20))),
        silent(**periods(("2024-07-01", "2024-12-31", 20))),
        silent(facts=WHOLE, placesByPeriod=None),
    ],
    "PLACES_PERIODS_OVER_LICENSED": [
        silent(**periods(("2024-01-01", "2024-12-31", 20))),
        silent(**periods(("2024-01-01", "2024-12-31", 19))),
        speaks("21 places", "(20)", **periods(("2024-01-01", "2024-12-31", 21))),
        silent(**periods(("2024-01-01", "2024-12-31", 21)), licensedPlaces=None),
    ],
    "OPENING_DAYS_IMPOSSIBLE": [
        silent(openingDays=366),
        silent(openingDays=1),
        silent(openingDays=365, year=2023),
        speaks("366 jours", "365 jours", "2023", openingDays=366, year=2023),
        silent(declared=UPDATE, openingDaysToDate=181, openingDaysRemaining=184),
        speaks("366 jours", declared=UPDATE, openingDaysToDate=182, openingDaysRemaining=184),
        silent(declared=UPDATE, openingDaysToDate=0, openingDaysRemaining=1),
        speaks("0 jour", declared=UPDATE, openingDaysToDate=0, openingDaysRemaining=0),
        silent(openingDays=None),
    ],
    "OPENING_DAYS_OVER_OBSERVED_PERIOD": [
        silent(declared=UPDATE, facts=JUNE, openingDaysToDate=180),
        silent(declared=UPDATE, facts=JUNE, openingDaysToDate=181),
        speaks("182 jours", "181 jours", "30/06/2025", declared=UPDATE, facts=JUNE, openingDaysToDate=182),
        silent(declared=UPDATE, openingDaysToDate=182),
        silent(declared=UPDATE, facts=JUNE, openingDaysToDate=None),
        silent(facts=Facts(observed_until=date(2024, 6, 30)), openingDays=220),
    ],
    "OPENING_DAYS_OVER_REMAINING_PERIOD": [
        silent(declared=UPDATE, facts=JUNE, openingDaysRemaining=184),
        speaks("185 jours", "184 jours", "01/07/2025", declared=UPDATE, facts=JUNE, openingDaysRemaining=185),
        silent(declared=UPDATE, openingDaysRemaining=185),
        silent(declared=UPDATE, facts=JUNE, openingDaysRemaining=None),
        speaks("0 jour", declared=UPDATE, facts=Facts(observed_until=date(2025, 12, 31)), openingDaysRemaining=1),
    ],
    "OPENING_DAYS_UNUSUAL": [
        speaks("179 jours", "180", "260 jours", openingDays=179),
        silent(openingDays=180),
        silent(openingDays=260),
        speaks("261 jours", openingDays=261),
        silent(declared=UPDATE, openingDaysToDate=80, openingDaysRemaining=100),
        speaks("179 jours", declared=UPDATE, openingDaysToDate=80, openingDaysRemaining=99),
        silent(openingDays=None),
        silent(openingDays=366, year=2023),
        silent(openingDays=1, year=2010),
    ],
    "DAILY_HOURS_UNUSUAL": [
        speaks("6,99 h", "7", "13 h", dailyOpeningHours="6.99"),
        silent(dailyOpeningHours=7),
        silent(dailyOpeningHours=13),
        speaks("13,01 h", dailyOpeningHours="13.01"),
        silent(dailyOpeningHours=None),
    ],
    "TRAINING_DAYS_OVER_LIMIT": [
        silent(trainingDays=2),
        silent(trainingDays=3),
        speaks("4 jours", "3 jours", trainingDays=4),
        silent(declared=UPDATE, trainingDaysToDate=1, trainingDaysRemaining=2),
        speaks("4 jours", declared=UPDATE, trainingDaysToDate=2, trainingDaysRemaining=2),
        silent(trainingDays=None),
        silent(trainingDays=4, year=2023),
    ],
    "CHILDCARE_STAFF_OVER_TOTAL": [
        silent(childcareStaffFte="8.99"),
        silent(childcareStaffFte=9),
        speaks("9,01", "9", childcareStaffFte="9.01"),
        silent(childcareStaffFte="9.01", totalStaffFte=None),
        silent(declared=FORECAST),
    ],
}  # fmt: skip
