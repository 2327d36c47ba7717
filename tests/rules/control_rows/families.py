"""The controls of families, below, on and above what they ask."""

from tests.rules.control_rows.row import Row, silent, speaks
from tests.rules.examples import UPDATE

FAMILIES: dict[str, list[Row]] = {
    "FAMILY_CONTRIBUTIONS_UNDER_SCALE": [
        # 687.30 € × 0.02 % × 34 500 h
        speaks("4 742,36 €", "34 500 h", "0,13 €", "0,14 €", year=2018, familyContributions="4742.36"),
        silent(year=2018, familyContributions="4742.37"),
        silent(year=2018, familyContributions="4742.38"),
        silent(year=2018, familyContributions=0, hoursBilledUnder4=0),
        silent(year=2024, familyContributions=0),
        silent(year=2018, familyContributions=None),
    ],
    "FAMILY_CONTRIBUTIONS_OVER_SCALE": [
        # 7 000 € × 0.0619 % × 34 500 h
        silent(familyContributions="149488.49"),
        silent(familyContributions="149488.50"),
        speaks("149 488,51 €", "34 500 h", "4,34 €", "4,33 €", familyContributions="149488.51"),
        silent(familyContributions="149488.51", hoursBilledUnder4=0),
        silent(year=2021, familyContributions="900000"),
        silent(familyContributions=None),
        speaks("149 488,51 €", year=2024, declared=UPDATE, familyContributionsToDate="118838.51"),
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
