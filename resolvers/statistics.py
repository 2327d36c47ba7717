"""The cells that were released: the same for whoever asks."""

from collections.abc import Iterable

from piccolo.querystring import QueryString

from models.engine import DB
from models.visibility import visible
from resolvers.pages import Listing, Row
from rules.suppression import Axis

_COLUMNS = (
    "t.id, t.structure_kind, t.year, t.caf_id, t.ratio, t.axis, t.code, t.average::text as average, t.q1::text as q1,"
    " t.median::text as median, t.q3::text as q3, t.band, t.coverage, t.reason, r.released_at"
)
_OF_RELEASE = "join statistics_release r on r.id = t.release_id"
CELLS = Listing(
    "statistics_cell",
    f"{_COLUMNS}, c.code as caf_code, c.name as caf_name",
    joins=f"{_OF_RELEASE} left join caf c on c.id = t.caf_id",
)


async def cells_around(kinds: Iterable[str], year: int | None, cafs: Iterable[int], codes: Iterable[str]) -> list[Row]:
    """The cells of these Cafs and of the nation: of all structures, and of these natures and size classes.

    Without a year, those of the latest release of each kind. None at all as long as nothing was released: every cell of
    the lattice is there from the release on.
    """
    wanted = "t.year = {}" if year is not None else (
        "t.year = (select max(l.year) from statistics_release l where l.structure_kind = t.structure_kind and {})"
    )  # fmt: skip
    found = await DB.run_querystring(
        QueryString(
            f"select {_COLUMNS} from statistics_cell t {_OF_RELEASE} where t.structure_kind = any({{}}::text[])"
            f" and {wanted} and (t.caf_id is null or t.caf_id = any({{}}::int[]))"
            " and (t.axis = {} or t.code = any({}::text[])) and {}",
            sorted(set(kinds)), year if year is not None else visible("statistics_release", "l"), sorted(set(cafs)),
            Axis.ALL, sorted(set(codes)), visible("statistics_cell", "t"),
        )
    )  # fmt: skip
    return list(found)
