"""The controls of hours, below, on and above what they ask."""

from tests.rules.control_rows.row import Row, periods, silent, speaks
from tests.rules.examples import FORECAST, UPDATE

HOURS: dict[str, list[Row]] = {
    "NO_HOURS": [
        speaks("0 h", hoursAttendedUnder4=0, hoursBilledUnder4=0),
        silent(hoursAttendedUnder4=0, hoursBilledUnder4=0, hoursAttended4To5="0.01"),
        silent(hoursAttendedUnder4=0, hoursBilledUnder4=0, hoursBilled4To5="0.01"),
        silent(hoursAttendedUnder4=0, hoursBilledUnder4=0, hoursBilled4To5=None),
    ],
    "BILLED_WITHOUT_ATTENDANCE": [
        speaks("34 500 h", hoursAttendedUnder4=0),
        silent(hoursAttendedUnder4="0.01"),
        silent(hoursAttendedUnder4=0, hoursAttended4To5=1),
        silent(hoursAttendedUnder4=0, hoursBilledUnder4=0),
        silent(hoursAttendedUnder4=None),
    ],
    "BILLED_BELOW_ATTENDED": [
        speaks("32 999,99 h", "33 000 h", hoursBilledUnder4="32999.99"),
        silent(hoursBilledUnder4=33_000),
        silent(hoursBilledUnder4="33000.01"),
        silent(hoursBilledUnder4=32_000, hoursBilled4To5=1_000),
        speaks("33 000 h", "33 001 h", hoursBilledUnder4=33_000, hoursAttended4To5=1),
        silent(hoursBilledUnder4=32_000, freeHours=1_000),
        silent(hoursBilledUnder4=None),
        silent(hoursAttendedUnder4=None),
    ],
    "FREE_HOURS_TOO_FEW": [
        silent(hoursBilledUnder4=32_900, freeHours="100.01"),
        silent(hoursBilledUnder4=32_900, freeHours=100),
        speaks("99,99 h", "32 900 h", "33 000 h", "0,01 h", hoursBilledUnder4=32_900, freeHours="99.99"),
        silent(hoursBilledUnder4=32_900, freeHours=0),
        silent(hoursBilledUnder4=32_900, freeHours=None),
        silent(declared=FORECAST, hoursBilledUnder4=32_900),
    ],
    "FREE_HOURS_OVER_ATTENDED": [
        silent(freeHours=33_000),
        speaks("33 000,01 h", "33 000 h", freeHours="33000.01"),
        silent(freeHours=33_001, hoursAttended4To5=1),
        silent(freeHours=None),
    ],
    "BILLING_RATE_HIGH": [
        silent(hoursAttendedUnder4=10_000, hoursBilledUnder4="11699.99"),
        silent(hoursAttendedUnder4=10_000, hoursBilledUnder4=11_700),
        speaks("117,1 %", "117 %", "11 700,01 h", "10 000 h", hoursAttendedUnder4=10_000, hoursBilledUnder4="11700.01"),
        silent(year=2025, hoursAttendedUnder4=10_000, hoursBilledUnder4=12_000),
        speaks("120,1 %", year=2025, hoursAttendedUnder4=10_000, hoursBilledUnder4="12000.01"),
        silent(hoursAttendedUnder4=0),
        silent(hoursBilledUnder4=None),
    ],
    "BILLED_OVER_CAPACITY": [
        silent(hoursBilledUnder4="46199.99"),
        silent(hoursBilledUnder4=46_200),
        speaks("46 200,01 h", "46 200 h", hoursBilledUnder4="46200.01"),
        speaks("53 130 h", hoursBilledUnder4=53_130),
        silent(hoursBilledUnder4="53130.01"),
        speaks("53 130,01 h", declared=FORECAST, hoursBilledUnder4="53130.01"),
        silent(hoursBilledUnder4=34_650, **periods(("2024-01-01", "2024-07-01", 10), ("2024-07-02", "2024-12-31", 20))),
        speaks(
            "34 650,01 h", "34 650 h", hoursBilledUnder4="34650.01",
            **periods(("2024-01-01", "2024-07-01", 10), ("2024-07-02", "2024-12-31", 20)),
        ),
        silent(hoursBilledUnder4="46200.01", openingDays=None),
    ],
    "BILLED_FAR_OVER_CAPACITY": [
        silent(hoursBilledUnder4="53129.99"),
        silent(hoursBilledUnder4=53_130),
        speaks("53 130,01 h", "46 200 h", "115 %", hoursBilledUnder4="53130.01"),
        silent(hoursBilledUnder4="53130.01", dailyOpeningHours=None),
    ],
    "EXCEPTIONAL_HOURS_WITHOUT_DECISION": [
        silent(exceptionalHours=0),
        speaks("0,01 h", "2024", exceptionalHours="0.01"),
        speaks("5 h", declared=UPDATE, exceptionalHoursToDate=2, exceptionalHoursRemaining=3),
        silent(exceptionalHours=None),
    ],
    "ONLY_EXCEPTIONAL_HOURS": [
        speaks("34 500 h", hoursBilledUnder4=0, exceptionalHours=34_500),
        silent(hoursBilledUnder4="0.01", exceptionalHours=34_500),
        silent(hoursBilledUnder4=0, exceptionalHours=0),
        silent(hoursBilledUnder4=0, exceptionalHours=None),
    ],
}  # fmt: skip
