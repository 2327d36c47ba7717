"""The controls of changes, below, on and above what they ask."""

from tests.rules.control_rows.row import Row, sent, silent, speaks
from tests.rules.examples import ACTUAL, FORECAST, UPDATE

CHANGES: dict[str, list[Row]] = {
    "GENERAL_SCHEME_RATE_CHANGED": [
        silent(facts=sent(ACTUAL, 1, generalSchemeRate="89.01")),
        silent(facts=sent(ACTUAL, 1, generalSchemeRate=89)),
        speaks("99 %", "88,99 %", "10", "réel 2023", facts=sent(ACTUAL, 1, generalSchemeRate="88.99")),
        speaks("50 %", "61 %", facts=sent(ACTUAL, 1, generalSchemeRate=61), generalSchemeRate=50),
        speaks("prévisionnel 2023", facts=sent(FORECAST, 1, generalSchemeRate=50)),
        silent(facts=sent(ACTUAL, 0, generalSchemeRate=50)),
        silent(facts=sent(ACTUAL, 1)),
        silent(),
    ],
    "SUPPLIES_CHANGED": [
        silent(facts=sent(ACTUAL, 1, diapersProvided=True, mealsProvided=True)),
        speaks("Couches fournies : oui au lieu de non", facts=sent(ACTUAL, 1, diapersProvided=False)),
        speaks("Repas fournis : non au lieu de oui", facts=sent(ACTUAL, 1, mealsProvided=True), mealsProvided=False),
        silent(facts=sent(ACTUAL, 1)),
        silent(facts=sent(ACTUAL, 1, diapersProvided=False), diapersProvided=None),
        silent(),
    ],
    "UPDATE_DIFFERS_FROM_FORECAST": [
        silent(declared=UPDATE, facts=sent(FORECAST, 0, UPDATE, hoursBilledUnder4=30_000)),
        speaks(
            "34 500 h", "29 999,99 h", "+15,1 %", "15 %", "prévisionnel 2025",
            declared=UPDATE, facts=sent(FORECAST, 0, UPDATE, hoursBilledUnder4="29999.99"),
        ),
        silent(declared=UPDATE, facts=sent(FORECAST, 0, UPDATE, familyContributions=69_000)),
        speaks("58 650,00 €", "69 000,01 €", declared=UPDATE, at="familyContributions", facts=sent(FORECAST, 0, UPDATE, familyContributions="69000.01")),
        speaks("33 000 h au lieu de 0 h.", declared=UPDATE, at="hoursAttendedUnder4", facts=sent(FORECAST, 0, UPDATE, hoursAttendedUnder4=0)),
        silent(declared=UPDATE, facts=sent(FORECAST, 1, UPDATE, hoursBilledUnder4=1)),
        silent(declared=UPDATE, facts=sent(FORECAST, 0, UPDATE, hoursBilledUnder4=1), hoursBilledUnder4Remaining=None),
        silent(declared=UPDATE),
    ],
    "ACTUAL_DIFFERS_FROM_UPDATE": [
        silent(facts=sent(UPDATE, hoursAttendedUnder4=30_000)),
        speaks("33 000 h", "29 999,99 h", "+10,1 %", "10 %", "actualisé 2024", at="hoursAttendedUnder4", facts=sent(UPDATE, hoursAttendedUnder4="29999.99")),
        silent(facts=sent(UPDATE, hoursAttendedUnder4="36666.66")),
        speaks("36 666,67 h", "−10,1 %", at="hoursAttendedUnder4", facts=sent(UPDATE, hoursAttendedUnder4="36666.67")),
        speaks("au lieu de 0 h", facts=sent(UPDATE, hoursBilledUnder4=0, hoursBilled4To5=0)),
        silent(facts=sent(UPDATE, account60=1)),
        silent(facts=sent(UPDATE, 1, hoursAttendedUnder4=1)),
        silent(),
    ],
    "ACTUAL_DIFFERS_FROM_PREVIOUS": [
        silent(facts=sent(ACTUAL, 1, hoursAttendedUnder4=30_000)),
        speaks("33 000 h", "29 999,99 h", "réel 2023", at="hoursAttendedUnder4", facts=sent(ACTUAL, 1, hoursAttendedUnder4="29999.99")),
        speaks("58 650,00 €", "1,00 €", at="familyContributions", facts=sent(ACTUAL, 1, familyContributions=1)),
        silent(facts=sent(ACTUAL, 1, hoursAttendedUnder4=20_000, hoursAttended4To5=13_000)),
        silent(facts=sent(ACTUAL, 1, hoursAttendedUnder4=1), hoursAttended4To5=None),
        silent(),
    ],
    "CHARGES_DIFFER_FROM_UPDATE": [
        silent(account64=290_000, facts=sent(UPDATE, account60=350_000)),
        speaks("385 000,00 €", "349 999,99 €", "+10,1 %", "actualisé 2024", account64=290_000, facts=sent(UPDATE, account60="349999.99")),
        silent(facts=sent(UPDATE, hoursBilledUnder4=1)),
        silent(facts=sent(UPDATE, account60=1), account68=None),
        silent(),
    ],
    "CHARGES_DIFFER_FROM_PREVIOUS": [
        silent(account64=290_000, facts=sent(ACTUAL, 1, account60=350_000)),
        speaks("385 000,00 €", "349 999,99 €", "réel 2023", account64=290_000, facts=sent(ACTUAL, 1, account60="349999.99")),
        speaks("au lieu de 0,00 €", facts=sent(ACTUAL, 1, account60=0)),
        speaks("prévisionnel 2023", facts=sent(FORECAST, 1, account60=1)),
        silent(facts=sent(UPDATE, 1, hoursBilledUnder4=1)),
        silent(),
    ],
    "ACCOUNTS_CHANGED": [
        silent(account60="29999.99", facts=sent(ACTUAL, 1, account60=25_000)),
        silent(account60=30_000, facts=sent(ACTUAL, 1, account60=25_000)),
        speaks(
            "compte 60 Achats", "30 000,01 €", "25 000,00 €", "+20,1 %", "5 000,00 €", "20 %", "réel 2023",
            account60="30000.01", facts=sent(ACTUAL, 1, account60=25_000),
        ),
        silent(facts=sent(ACTUAL, 1, account64=250_000)),
        silent(account60=6_000, facts=sent(ACTUAL, 1, account60=1_000)),
        speaks("6 000,01 €", account60="6000.01", facts=sent(ACTUAL, 1, account60=1_000)),
        speaks("5 000,01 € au lieu de 0,00 €.", at="account741", account741="5000.01", facts=sent(ACTUAL, 1, account741=0)),
        silent(account741="5000.01", facts=sent(ACTUAL, 1, account742=0)),
        silent(facts=sent(ACTUAL, 1, account741=90_000)),
        silent(),
    ],
}  # fmt: skip
