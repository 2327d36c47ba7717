"""The authorisations of many structures, as the rules read them."""

from collections.abc import Iterable

from resolvers.listings import LICENCES
from resolvers.pages import rows_where
from rules.licences import Dated


async def licences_by(structures: Iterable[int]) -> dict[int, list[Dated]]:
    """What authorises each of these structures, day by day: one statement, none without structures."""
    keys = set(structures)
    found: dict[int, list[Dated]] = {key: [] for key in keys}
    for row in await rows_where(LICENCES, "structure_id", keys) if keys else ():
        found[row["structure_id"]].append((row["starts_on"], row["places"]))
    return found
