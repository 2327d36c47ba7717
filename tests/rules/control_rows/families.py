"""The controls of families, below, on and above what they ask."""

from datetime import date

from rules.case import Facts
from tests.rules.control_rows.row import Row, silent, speaks
from tests.rules.examples import UPDATE


def opened(year: int, month: int, day: int) -> Facts:
    return Facts(opened_on=date(year, month, day))


FAMILIES: dict[str, list[Row]] = {
    "FAMILY_CONTRIBUTIONS_UNDER_SCALE": [
        # 687.30 € × 0.02 % × 34 500 h
        speaks("4 742,36 €", "34 500 h", "0,13 €", "0,14 €", year=2018, familyContributions="4742.36"),
        silent(year=2018, familyContributions="4742.37"),
        silent(year=2018, familyContributions="4742.38"),
        silent(year=2018, familyContributions=0, hoursBilledUnder4=0),
        silent(year=2018, familyContributions=None),
        silent(year=2017, familyContributions=0),
        # The scale changed in September 2019: its lowest price of the year.
        speaks("4 742,36 €", year=2019, familyContributions="4742.36"),
        silent(year=2019, familyContributions="4742.37"),
        # 705.27 € × 0.02 %, 0.0205 %, then 0.0206 %, × 34 500 h
        speaks("4 866,36 €", year=2020, familyContributions="4866.36"),
        silent(year=2020, familyContributions="4866.37"),
        speaks("4 988,02 €", year=2021, familyContributions="4988.02"),
        silent(year=2021, familyContributions="4988.03"),
        speaks("5 012,35 €", year=2022, familyContributions="5012.35"),
        silent(year=2022, familyContributions="5012.36"),
        speaks("0,00 €", "34 500 h", "0,15 €", year=2024, familyContributions=0),
        speaks("5 012,35 €", year=2024, familyContributions="5012.35"),
        silent(year=2024, familyContributions="5012.36"),
        speaks("5 012,35 €", year=2026, familyContributions="5012.35"),
    ],
    "FAMILY_CONTRIBUTIONS_OVER_SCALE": [
        # 7 000 € × 0.0619 % × 34 500 h
        silent(familyContributions="149488.49"),
        silent(familyContributions="149488.50"),
        speaks("149 488,51 €", "34 500 h", "4,34 €", "4,33 €", familyContributions="149488.51"),
        silent(familyContributions="149488.51", hoursBilledUnder4=0),
        silent(year=2017, familyContributions="900000"),
        # 5 300 € × 0.0610 %, 5 600 € × 0.0610 %, 6 000 € × 0.0615 %, then 6 000 € × 0.0619 %, × 34 500 h
        silent(year=2019, familyContributions="111538.50"),
        speaks("111 538,51 €", year=2019, familyContributions="111538.51"),
        silent(year=2020, familyContributions="117852.00"),
        speaks("117 852,01 €", year=2020, familyContributions="117852.01"),
        silent(year=2021, familyContributions="127305.00"),
        speaks("127 305,01 €", year=2021, familyContributions="127305.01"),
        silent(year=2023, familyContributions="128133.00"),
        speaks("128 133,01 €", year=2023, familyContributions="128133.01"),
        silent(familyContributions=None),
        speaks("149 488,51 €", year=2024, declared=UPDATE, familyContributionsToDate="118838.51"),
    ],
    "NEW_STRUCTURE_WITHOUT_SUPPLIES": [
        silent(facts=opened(2024, 9, 1)),
        speaks("01/09/2024", "les couches", facts=opened(2024, 9, 1), diapersProvided=False),
        speaks("les repas", facts=opened(2024, 9, 1), mealsProvided=False),
        speaks("les couches et les repas", facts=opened(2024, 9, 1), diapersProvided=False, mealsProvided=False),
        silent(facts=opened(2013, 12, 31), diapersProvided=False),
        speaks("01/01/2014", "les couches", facts=opened(2014, 1, 1), diapersProvided=False),
        silent(facts=opened(2024, 9, 1), diapersProvided=None),
        speaks("les repas", facts=opened(2024, 9, 1), diapersProvided=None, mealsProvided=False),
        silent(diapersProvided=False),
        silent(year=2013, facts=opened(2014, 1, 1), diapersProvided=False),
    ],
    "CHILDREN_PER_PLACE_UNUSUAL": [
        speaks("19", "20", "1", "5", enrolledChildren=19),
        silent(enrolledChildren=20),
        silent(enrolledChildren=100),
        speaks("101", "20", enrolledChildren=101),
        silent(enrolledChildren=101, licensedPlaces=None),
    ],
    "CHILDREN_WITH_DISABILITY_OVER_ENROLLED": [
        silent(childrenWithDisability=49),
        silent(childrenWithDisability=50),
        speaks("51", "50", childrenWithDisability=51),
        silent(childrenWithDisability=51, enrolledChildren=None),
    ],
    "CHILDREN_WITH_DISABILITY_MANY": [
        silent(childrenWithDisability=9),
        silent(childrenWithDisability=10),
        speaks("11", "50", "22 %", "20 %", childrenWithDisability=11),
        speaks("50", "100 %", childrenWithDisability=50),
        speaks("20,1 %", childrenWithDisability=2001, enrolledChildren=10_000),
        silent(childrenWithDisability=51),
        silent(childrenWithDisability=0, enrolledChildren=0),
    ],
    "CHILDREN_IN_POVERTY_OVER_ENROLLED": [
        silent(childrenInPoverty=50),
        speaks("51", "50", childrenInPoverty=51),
        silent(childrenInPoverty=51, enrolledChildren=None),
    ],
    "CHILDREN_IN_POVERTY_FEW": [
        speaks("4", "50", "8 %", "10 %", childrenInPoverty=4),
        silent(childrenInPoverty=5),
        silent(childrenInPoverty=6),
        silent(childrenInPoverty=0, enrolledChildren=0),
        silent(childrenInPoverty=None),
    ],
}  # fmt: skip
