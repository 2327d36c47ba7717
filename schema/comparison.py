"""How the ratios of many structures or declarations are loaded: one statement for the ratios, one for all their groups."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from resolvers.licences import licences_by
from resolvers.ratios import first_day, size_of, stored_ratios, terms_of
from resolvers.statistics import cells_around
from rules.averages import YEARS, size_class
from rules.licences import highest
from rules.problems import Code, Refused, problem
from rules.ratios import computed
from schema.branches import Level, branch, put
from schema.declaration import Declaration
from schema.dossiers import dossiers_of
from schema.ratio import Cells, Place, cells_by_place, ratio_list
from schema.selection import Chosen, Selection
from schema.structure import Structure

Grown = tuple[Sequence[Any], Selection]


async def _cells(places: Iterable[Place], year: int | None, chosen: Chosen) -> Cells | None:
    """The released cells around these places, if they are asked."""
    places = set(places)
    if not chosen.below.asks("StructureRatio", "comparisons"):
        return None
    codes = {code for place in places for code in (place.nature, place.size_class) if code is not None}
    kinds, cafs = {place.kind for place in places}, {place.caf for place in places}
    return cells_by_place(await cells_around(kinds, year, cafs, codes))


async def _size_classes(structures: Sequence[Structure], year: int) -> dict[int, str]:
    """The size class of the places that the authorisations allow, where nothing is accepted yet."""
    licences = await licences_by(each.key for each in structures)
    found = {key: highest(held, first_day(year), date(year, 12, 31)) for key, held in licences.items()}
    return {key: size_class(places, first_day(year)) for key, places in found.items() if places is not None}


@branch("Structure", "ratios", "ratio.read")
async def _of_structures(parents: Sequence[Structure], chosen: Chosen, level: Level) -> Grown:
    year = chosen.arguments["year"]
    if year not in YEARS:
        raise Refused(problem(Code.BAD_USER_INPUT, "year", name="year"))
    stored = await stored_ratios((parent.key for parent in parents), year)
    sizes = await _size_classes([parent for parent in parents if parent.key not in stored], year)
    places = {}
    for parent in parents:
        row = stored[parent.key][0] if parent.key in stored else None
        nature, size = (row["nature"], row["size_class"]) if row else (parent.nature, sizes.get(parent.key))
        places[parent.key] = Place(parent.kind, parent.caf_key, nature, size)
    cells = await _cells(places.values(), year, chosen)
    for parent in parents:
        rows = stored.get(parent.key, [])
        # What is read of the accounts hangs on the tenure that declared, not on another one of the structure.
        held = level.asker.person.towards_tenure(rows[0]["caf_id"], rows[0]["tenure_id"]) if rows else parent.held
        put(parent, chosen, ratio_list(places[parent.key], year, terms_of(rows), held, cells))
    return (), chosen.below


@branch("Declaration", "ratios", "estimate.read")
async def _of_declarations(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
    dossiers = await dossiers_of(parents, level, with_facts=False)
    places = {
        parent.key: Place(
            parent.row["structure_kind"], parent.caf_key, parent.row["nature"], size_of(dossiers[parent.key].case)
        )
        for parent in parents
    }
    cells = await _cells(places.values(), None, chosen)
    for parent in parents:
        dossier = dossiers[parent.key]
        told = computed(dossier.kind, dossier.case)
        put(parent, chosen, ratio_list(places[parent.key], parent.year, told, parent.held, cells))
    return (), chosen.below
