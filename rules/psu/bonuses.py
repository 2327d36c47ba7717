"""The bonuses that nobody has to ask for: social mix (mixité sociale) and inclusion of children with a disability."""

from collections.abc import Callable

from rules.brackets import Threshold, place
from rules.estimate import CENTS
from rules.psu.hours import BILLED, total_hours
from rules.worksheet import Untold, Worksheet

Component = tuple[str, str, str, Callable[[Worksheet], None]]
"""Code, label, the parameter with which the law began, and what writes the lines."""

SOCIAL_MIX = "Bonus mixité sociale"
DISABILITY = "Bonus inclusion handicap"
SOCIAL_MIX_AMOUNTS = ("psu.social_mix_highest", "psu.social_mix_middle", "psu.social_mix_lowest")
DISABILITY_RATES = ("psu.disability_rate_first", "psu.disability_rate_second", "psu.disability_rate_third")
DISABILITY_ROUNDINGS = {
    "TOTAL": "N × min(M ; s × t × min(cp ; K))",
    "PER_PLACE": "N × arrondi(min(M ; s × t × min(cp ; K)))",
}


def _social_mix(sheet: Worksheet) -> None:
    """So much a place when families pay little for an hour on average, nothing above the last threshold."""
    operands = (*sheet.items(PF="familyContributions"), *total_hours(sheet, BILLED))
    mean = sheet.write("MEAN_CONTRIBUTION", "Participation familiale moyenne", "m = PF ÷ F", operands, unit="€/h")
    names = {
        "S1": "psu.social_mix_first_threshold",
        "S2": "psu.social_mix_second_threshold",
        "S3": "psu.social_mix_third_threshold",
    }
    side = sheet.side("psu.social_mix_side")
    step, condition = place("m", mean, [Threshold(symbol, sheet.value(name), side) for symbol, name in names.items()])
    operands = (*sheet.earlier(m="MEAN_CONTRIBUTION"), *sheet.law(**names), *sheet.rules("psu.social_mix_side"))
    formula = "0"
    if step < len(SOCIAL_MIX_AMOUNTS):
        formula = "N × B"
        operands = (*sheet.items(N="licensedPlaces"), *sheet.law(B=SOCIAL_MIX_AMOUNTS[step]), *operands)
    sheet.write("SOCIAL_MIX", SOCIAL_MIX, f"{formula}, car {condition}", operands, decimals=CENTS, adds=True)


def _disability(sheet: Worksheet) -> None:
    """From the first child on, a rate of the cost of a place that grows with their share, up to a most for each place."""
    counted = sheet.items(H="childrenWithDisability")
    if not sheet.figure("childrenWithDisability"):
        sheet.write("DISABILITY", DISABILITY, "0, car H = 0", counted, decimals=CENTS, adds=True)
        return
    if not sheet.figure("enrolledChildren"):
        raise Untold("Des enfants en situation de handicap sont déclarés, mais aucun enfant n'est inscrit.")
    operands = (*counted, *sheet.items(E="enrolledChildren"))
    share = sheet.write(
        "DISABILITY_SHARE", "Part des enfants en situation de handicap", "s = H ÷ E", operands, unit="%"
    )
    operands = (*sheet.earlier(CH="TOTAL_CHARGES"), *sheet.items(N="licensedPlaces"))
    sheet.write("PLACE_COST", "Coût par place", "cp = CH ÷ N", operands, unit="€ par place")
    names = {"S1": "psu.disability_first_threshold", "S2": "psu.disability_second_threshold"}
    sides = ("psu.disability_first_side", "psu.disability_second_side")
    step, condition = place(
        "s",
        share,
        [
            Threshold(symbol, sheet.value(name), sheet.side(side))
            for (symbol, name), side in zip(names.items(), sides, strict=True)
        ],
    )
    operands = (
        *sheet.items(N="licensedPlaces"),
        *sheet.law(M="psu.disability_place_limit"),
        *sheet.earlier(s="DISABILITY_SHARE"),
        *sheet.law(t=DISABILITY_RATES[step]),
        *sheet.earlier(cp="PLACE_COST"),
        *sheet.law(K="psu.disability_cost_ceiling", **names),
        *sheet.rules(*sides, "psu.disability_rounding"),
    )
    formula = sheet.reading("psu.disability_rounding", DISABILITY_ROUNDINGS)
    sheet.write("DISABILITY", DISABILITY, f"{formula}, car {condition}", operands, decimals=CENTS, adds=True)


REGULAR: tuple[Component, ...] = (
    ("SOCIAL_MIX", SOCIAL_MIX, "psu.social_mix_side", _social_mix),
    ("DISABILITY", DISABILITY, "psu.disability_rounding", _disability),
)
