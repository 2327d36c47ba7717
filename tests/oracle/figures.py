"""The figures of an Eaje by name: what design §3 says that its two parts ask."""

ITEM_NAMES = """
    licensedPlaces openingDays openingDaysToDate openingDaysRemaining dailyOpeningHours hoursAttendedUnder4
    hoursAttendedUnder4ToDate hoursAttendedUnder4Remaining hoursAttended4To5 hoursAttended4To5ToDate
    hoursAttended4To5Remaining hoursBilledUnder4 hoursBilledUnder4ToDate hoursBilledUnder4Remaining
    hoursBilled4To5 hoursBilled4To5ToDate hoursBilled4To5Remaining freeHours freeHoursToDate
    freeHoursRemaining generalSchemeRate exceptionalHours exceptionalHoursToDate exceptionalHoursRemaining
    diapersProvided mealsProvided familyContributions familyContributionsToDate familyContributionsRemaining
    surcharges surchargesToDate surchargesRemaining enrolledChildren childrenWithDisability childrenInPoverty
    trainingDays trainingDaysToDate trainingDaysRemaining childcareStaffFte totalStaffFte
""".split()
"""Of the activity, without the list of places; an update splits some of them in two."""
COUNTS = set(
    """
    licensedPlaces openingDays openingDaysToDate openingDaysRemaining enrolledChildren childrenWithDisability
    childrenInPoverty trainingDays trainingDaysToDate trainingDaysRemaining
    """.split()
)
"""Those told as whole numbers."""
ACCOUNT_NAMES = """
    account60 account61 account62 account63a account63b account64 account65 account66 account67 account68
    account69 account86 account70623 account70624 account70641 account70642 account708 account741 account742
    account743 account744 account7451 account7452 account746 account747 account748 account75 account76
    account77 account78 account79 account87
""".split()
"""Of the accounts."""
