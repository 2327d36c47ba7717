"""The life of a structure, kept by the habilitation managers of its Caf: it opens, changes places, closes, reopens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import TAKEN, Errand, Place, perform, refusing
from resolvers.naming import bad_text
from resolvers.tenures import OF_STRUCTURE, Standing, begin_tenure, end_tenure, held, still_to_begin, unlikely
from rules.french import day as french_day
from rules.french import number
from rules.kinds import KINDS
from rules.numerals import quotable
from rules.problems import Code, Problem, Refused, problem
from rules.structure_acts import STRUCTURE_STEPS, StructureAct, unfit
from rules.structures import named, no_more_wanted

_ID_EQU, _NAME, _COMMUNE = 20, 200, 120
_MOST_PLACES = 999


def _of_structure(act: StructureAct) -> Errand:
    return Errand(act, STRUCTURE_STEPS[act].action, "structure", "Structure", "structure", OF_STRUCTURE)


_ADD = Errand("addStructure", "structure.keep", "organisation", "Organisation", "organisation", makes="Structure")
_LICENSE, _CLOSE, _REOPEN, _CHANGE = map(
    _of_structure, (StructureAct.LICENSE, StructureAct.CLOSE, StructureAct.REOPEN, StructureAct.CHANGE)
)


class Unchanged(Enum):
    """What an act says of a column that it leaves alone, where none is a value."""

    UNCHANGED = "UNCHANGED"


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True, slots=True)
class NewStructure:
    """A structure as it is made known: its first authorisation and first tenure begin on the day it opens."""

    id_equ: str
    name: str
    kind: str
    nature: str
    commune: str
    opened_on: date
    places: int
    ctg_since: date | None = None


async def add_structure(asker: Asker, organisation: str, new: NewStructure) -> int:
    """Make a structure known, with its first authorisation and its first tenure."""

    async def work(place: Place) -> int:
        problems = _wrong(asker, new)
        if problems:
            raise Refused(*problems)
        caf = place.where["caf"]
        with refusing({TAKEN: problem(Code.ALREADY_KNOWN, "idEqu", given=new.id_equ.strip())}):
            made = await DB.fetch(
                "insert into structure (caf_id, id_equ, name, kind, nature, commune, opened_on, ctg_since)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8) returning id, caf_id, closed_on",
                caf, new.id_equ.strip(), new.name.strip(), new.kind, new.nature, new.commune.strip(), new.opened_on,
                new.ctg_since,
            )  # fmt: skip
        key = int(made[0]["id"])
        await _license(caf, key, new.opened_on, new.places)
        place.where["structure"] = key
        place.where["tenure"] = await begin_tenure(made[0], place.key, new.opened_on)
        return key

    return await perform(asker, _ADD, organisation, work)


def _wrong(asker: Asker, new: NewStructure) -> list[Problem]:
    kind = KINDS.get(new.kind)
    natures = {} if kind is None else kind.natures
    return [
        *bad_text("idEqu", "Identifiant de l'équipement (Idequ)", new.id_equ.strip(), _ID_EQU),
        *bad_text("name", "Nom de la structure", new.name.strip(), _NAME),
        *bad_text("commune", "Commune", new.commune.strip(), _COMMUNE),
        *([] if kind else [_unknown("kind", "Type de structure", new.kind, KINDS)]),
        *([] if kind is None or new.nature in natures else [_unknown("nature", "Nature d'activité", new.nature, natures)]),
        *_bad_places(new.places),
        *unlikely(asker, openedOn=new.opened_on, ctgSince=new.ctg_since),
    ]  # fmt: skip


def _unknown(path: str, label: str, given: str, known: Iterable[str]) -> Problem:
    return problem(Code.UNKNOWN_CHOICE, path, label=label, given=quotable(given), known=", ".join(known))


def _bad_places(places: int) -> list[Problem]:
    if 1 <= places <= _MOST_PLACES:
        return []
    limits = f"de 1 à {number(_MOST_PLACES)}"
    return [problem(Code.OUT_OF_RANGE, "places", label="Places agréées", given=number(places), limits=limits)]


async def change_structure(
    asker: Asker, structure: str, name: str | None = None, nature: str | None = None, commune: str | None = None,
    ctg_since: date | Unchanged | None = UNCHANGED,
) -> int:  # fmt: skip
    """Correct what is known of a structure: only what is given changes, the rest stays as it is."""

    async def work(place: Place) -> int:
        await held(place.key)
        row = (await DB.fetch("select kind, ctg_since from structure where id = $1", place.key))[0]
        since = row["ctg_since"] if isinstance(ctg_since, Unchanged) else ctg_since
        called, town = (None if text is None else text.strip() for text in (name, commune))
        natures = KINDS[row["kind"]].natures
        problems = [
            *([] if called is None else bad_text("name", "Nom de la structure", called, _NAME)),
            *([] if town is None else bad_text("commune", "Commune", town, _COMMUNE)),
            *([] if nature is None or nature in natures else [_unknown("nature", "Nature d'activité", nature, natures)]),
            *([] if since == row["ctg_since"] else unlikely(asker, ctgSince=since)),
        ]  # fmt: skip
        if problems:
            raise Refused(*problems)
        await DB.fetch(
            "update structure set name = coalesce($2, name), nature = coalesce($3, nature),"
            " commune = coalesce($4, commune), ctg_since = $5 where id = $1",
            place.key, called, nature, town, since,
        )  # fmt: skip
        return place.key

    return await perform(asker, _CHANGE, structure, work)


async def change_licence(asker: Asker, structure: str, starts_on: date, places: int | None) -> int:
    """Say how many places are authorised from a day on; the same day again corrects it, `None` withdraws it."""

    async def work(place: Place) -> int:
        standing = await held(place.key)
        problems = _outside(standing, starts_on) + ([] if places is None else _bad_places(places))
        if problems:
            raise Refused(*problems)
        if places is None:
            await _withdraw(place.key, starts_on)
        else:
            await _license(standing.structure["caf_id"], place.key, starts_on, places)
        return place.key

    return await perform(asker, _LICENSE, structure, work)


def _outside(standing: Standing, starts_on: date) -> list[Problem]:
    opened, closed = standing.structure["opened_on"], standing.structure["closed_on"]
    if starts_on < opened:
        return [problem(Code.BAD_DATES, "startsOn", detail=f"la structure ouvre le {french_day(opened)}")]
    if closed is not None and starts_on > closed:
        return [problem(Code.STRUCTURE_CLOSED, "startsOn", closed=french_day(closed))]
    return []


async def _license(caf: int, structure: int, starts_on: date, places: int) -> None:
    await DB.fetch(
        "insert into licence (caf_id, structure_id, starts_on, places) values ($1, $2, $3, $4)"
        " on conflict (structure_id, starts_on) do update set places = excluded.places",
        caf, structure, starts_on, places,
    )  # fmt: skip


async def _withdraw(structure: int, starts_on: date) -> None:
    """The first authorisation stays: without it nothing would be known of the days after it."""
    gone = await DB.fetch(
        "delete from licence l where l.structure_id = $1 and l.starts_on = $2 and exists"
        " (select from licence e where e.structure_id = $1 and e.starts_on < $2) returning l.id",
        structure, starts_on,
    )  # fmt: skip
    if not gone:
        raise Refused(
            problem(Code.BAD_DATES, "startsOn", detail="aucune autorisation à retirer ne commence ce jour-là")
        )


async def close_structure(asker: Asker, structure: str, last_day: date) -> int:
    """Close a structure after its last day of activity, with the tenure of that day.

    Its people keep their roles: the actual figures of the last year are still to be declared.
    """

    async def work(place: Place) -> int:
        standing = await held(place.key)
        await demand_closing(asker, standing, last_day)
        tenure = standing.cut_by(last_day)
        if tenure is not None:
            await end_tenure(asker, tenure["id"], last_day, "lastDay", no_more_wanted("La structure ferme", last_day))
            place.where["tenure"] = tenure["id"]
        await DB.fetch("update structure set closed_on = $2 where id = $1", place.key, last_day)
        return place.key

    return await perform(asker, _CLOSE, structure, work)


async def demand_closing(asker: Asker, standing: Standing, last_day: date) -> None:
    """Refuse unless the structure can close after that day, as far as the manager may read."""
    problems = unlikely(asker, lastDay=last_day) or await _still_to_come(standing, last_day)
    if problems:
        raise Refused(*problems)


async def _still_to_come(standing: Standing, last_day: date) -> list[Problem]:
    row, tenure = standing.structure, standing.tenure
    already = unfit(STRUCTURE_STEPS[StructureAct.CLOSE], row["closed_on"])
    if already is not None:
        return [already]
    if last_day < row["opened_on"]:
        return [problem(Code.BAD_DATES, "lastDay", detail=f"la structure ouvre le {french_day(row['opened_on'])}")]
    if tenure is not None and tenure["starts_on"] > last_day:
        detail = f"une gestion commence le {french_day(tenure['starts_on'])}, après cette fermeture"
        return [problem(Code.BAD_DATES, "lastDay", detail=detail)]
    later = await DB.fetch(
        "select starts_on from licence where structure_id = $1 and starts_on > $2 order by starts_on limit 1",
        row["id"], last_day,
    )  # fmt: skip
    if later:
        detail = f"une autorisation de places commence le {french_day(later[0]['starts_on'])}, après cette fermeture"
        return [problem(Code.BAD_DATES, "lastDay", detail=detail)]
    return await still_to_begin(standing, last_day, "lastDay", "cette fermeture")


async def reopen_structure(asker: Asker, structure: str) -> int:
    """Undo a closing, as long as nothing was sent that counts until it; the tenure that ended with it goes on."""

    async def work(place: Place) -> int:
        standing = await held(place.key)
        open_still = unfit(STRUCTURE_STEPS[StructureAct.REOPEN], standing.structure["closed_on"])
        if open_still is not None:
            raise Refused(open_still)
        sent = await DB.fetch("select kind, year from reopen_structure($1)", place.key)
        if sent:
            told = named((row["kind"], row["year"]) for row in sent)
            stands = "La structure a déjà transmis ses données jusqu'à sa fermeture"
            raise Refused(problem(Code.DECLARATIONS_BEGUN, "structure", why=stands, declarations=told))
        return place.key

    return await perform(asker, _REOPEN, structure, work)
