"""Accepted actual declarations in number, written as the job role: what a release is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from models.engine import DB, DbRole, connect_as
from rules.averages import size_class
from rules.kinds import KINDS
from rules.ratios import RATIOS
from rules.receipts import reference

NOW = datetime(2025, 5, 20, 12, tzinfo=UTC)
CODES = [ratio.code for ratio in RATIOS["EAJE"]]
Term = tuple[Decimal | int, Decimal | int]


@dataclass(frozen=True)
class Town:
    """One structure and its ratios: 3 over 4 each, unless told by ratio code; `None` for one not declared."""

    caf: str
    siren: str
    nature: str = "MULTI_ACCUEIL"
    places: int = 20
    opened_on: date = date(2010, 9, 1)
    closed_on: date | None = None
    starts_on: date = date(2010, 9, 1)
    ends_on: date | None = None
    state: str = "ACCEPTED"
    terms: Mapping[str, Term | None] = field(default_factory=dict)

    @property
    def run(self) -> tuple[date, date | None]:
        """From when to when it is run: within its life."""
        return max(self.opened_on, self.starts_on), self.ends_on or self.closed_on


async def _insert(table: str, types: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> list[int]:
    names = ", ".join(f'"{name}"' for name in types)
    columns = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(types.values(), start=1))
    sql = f"insert into {table} ({names}) select * from unnest({columns}) returning id"
    return [row["id"] for row in await DB.fetch(sql, *map(list, zip(*rows, strict=True)))]


async def _person() -> int:
    found = await DB.fetch(
        "insert into person (email, display_name, active, created_at) values ('a@accepted.example', 'A', true, $1)"
        " on conflict (email) do update set active = true returning id",
        NOW,
    )
    return int(found[0]["id"])


async def accepted(towns: Sequence[Town], years: Iterable[int] = (2024,)) -> list[int]:
    """Write these structures with an accepted declaration for each year; their keys."""
    with connect_as(DbRole.JOB):
        person = await _person()
        cafs = await _cafs(sorted({town.caf for town in towns}))
        organisations = await _organisations(sorted({(cafs[town.caf], town.siren) for town in towns}))
        structures = await _structures(towns, cafs)
        tenures = await _insert(
            "tenure",
            {"caf_id": "int", "organisation_id": "int", "structure_id": "int", "starts_on": "date", "ends_on": "date"},
            [
                (cafs[town.caf], organisations[cafs[town.caf], town.siren], structure, *town.run)
                for town, structure in zip(towns, structures, strict=True)
            ],
        )
        for year in years:
            await _year(towns, year, person, cafs, organisations, structures, tenures)
    return structures


async def _cafs(codes: Sequence[str]) -> dict[str, int]:
    await DB.fetch(
        "insert into caf (code, name) select c, 'Caf ' || c from unnest($1::text[]) c on conflict do nothing", codes
    )
    return {row["code"]: row["id"] for row in await DB.fetch("select id, code from caf where code = any($1)", codes)}


async def _organisations(pairs: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    # A SIRET of its own in each Caf: what binds them is the SIREN.
    rows = [(caf, f"{siren}{caf % 100000:05d}", siren) for caf, siren in pairs]
    there = await DB.fetch(
        "select id, caf_id, siret from organisation where caf_id = any($1)", [caf for caf, _ in pairs]
    )
    found = {(row["caf_id"], row["siret"][:9]): row["id"] for row in there}
    missing = [row for row in rows if (row[0], row[2]) not in found]
    if missing:
        made = await _insert("organisation", {"caf_id": "int", "siret": "text", "name": "text"}, missing)
        found.update(zip([(row[0], row[2]) for row in missing], made, strict=True))
    return found


async def _structures(towns: Sequence[Town], cafs: Mapping[str, int]) -> list[int]:
    start = (await DB.fetch("select coalesce(max(id), 0) as n from structure"))[0]["n"]
    types = dict.fromkeys(("id_equ", "name", "kind", "nature", "commune"), "text")
    made = await _insert(
        "structure",
        {"caf_id": "int", **types, "opened_on": "date", "closed_on": "date"},
        [
            (
                cafs[town.caf],
                f"Q{start + n}",
                f"Crèche {n}",
                "EAJE",
                town.nature,
                "Ville",
                town.opened_on,
                town.closed_on,
            )
            for n, town in enumerate(towns)
        ],
    )
    await _insert(
        "licence",
        {"caf_id": "int", "structure_id": "int", "starts_on": "date", "places": "int"},
        [(cafs[town.caf], key, town.opened_on, town.places) for town, key in zip(towns, made, strict=True)],
    )
    return made


async def _periods(cafs: Sequence[int], year: int) -> dict[int, int]:
    """The actual period of each Caf, opened where there is none."""
    find = "select caf_id, id from declaration_period where caf_id = any($1) and year = $2 and kind = 'ACTUAL'"
    found = {row["caf_id"]: row["id"] for row in await DB.fetch(find, cafs, year)}
    missing = [caf for caf in cafs if caf not in found]
    days = (date(year + 1, 1, 10), date(year + 1, 3, 31), date(year + 1, 6, 30))
    types = {"caf_id": "int", "structure_kind": "text", "kind": "text", "year": "int"}
    types |= dict.fromkeys(("opens_on", "due_on", "closes_on"), "date")
    if missing:
        made = await _insert("declaration_period", types, [(caf, "EAJE", "ACTUAL", year, *days) for caf in missing])
        found.update(zip(missing, made, strict=True))
    return found


async def _year(
    towns: Sequence[Town], year: int, person: int, cafs: Mapping[str, int],
    organisations: Mapping[tuple[int, str], int], structures: Sequence[int], tenures: Sequence[int],
) -> None:  # fmt: skip
    periods = await _periods(list(cafs.values()), year)
    of = [
        (cafs[town.caf], structure, tenure) for town, structure, tenure in zip(towns, structures, tenures, strict=True)
    ]
    keys = {"caf_id": "int", "structure_id": "int", "tenure_id": "int"}
    declarations = await _insert(
        "declaration",
        {**keys, "organisation_id": "int", "period_id": "int", "structure_kind": "text", "kind": "text", "year": "int",
         "form_version": "int", "state": "text", "version": "int", "created_at": "timestamptz",
         "updated_at": "timestamptz", "state_since": "timestamptz"},
        [
            (*key, organisations[key[0], town.siren], periods[key[0]], "EAJE", "ACTUAL", year, KINDS["EAJE"].version,
             town.state, 8, NOW, NOW, NOW)
            for town, key in zip(towns, of, strict=True)
        ],
    )  # fmt: skip
    of_declaration = [(*key, declaration) for key, declaration in zip(of, declarations, strict=True)]
    keys = {**keys, "declaration_id": "int"}
    submissions = await _insert(
        "submission",
        {**keys, "number": "int", "reference": "text", "declaration_version": "int", "form_version": "int",
         "activity": "jsonb", "finance": "jsonb", "estimate": "jsonb", "psu": "numeric", "amount": "numeric",
         "approver_id": "int", "approver_name": "text", "attestation": "text", "sent_at": "timestamptz",
         "content_hash": "text"},
        [
            (*key, 1, reference(year, key[3]), 1, KINDS["EAJE"].version, "{}", "{}", "{}", Decimal(1), Decimal(1), person, "A", "A",
             NOW, "0" * 64)
            for key in of_declaration
        ],
    )  # fmt: skip
    of_submission = [(*key, submission) for key, submission in zip(of_declaration, submissions, strict=True)]
    keys = {**keys, "submission_id": "int"}
    await _insert(
        "accepted_right",
        {**keys, "psu": "numeric", "amount": "numeric", "accepted_by_id": "int", "accepted_by_name": "text",
         "accepted_at": "timestamptz"},
        [(*key, Decimal(1), Decimal(1), person, "A", NOW) for key in of_submission],
    )  # fmt: skip
    types = {**keys, **dict.fromkeys(("siren", "structure_kind"), "text"), "year": "int"}
    types |= dict.fromkeys(("nature", "size_class", "ratio"), "text")
    types |= {"numerator": "numeric", "denominator": "numeric", "reason": "text"}
    await _insert(
        "structure_ratio",
        types,
        [
            (
                *key,
                town.siren,
                "EAJE",
                year,
                town.nature,
                size_class(town.places, date(year, 1, 1)),
                code,
                *_terms(town, code),
            )
            for town, key in zip(towns, of_submission, strict=True)
            for code in CODES
        ],
    )


def _terms(town: Town, code: str) -> tuple[Decimal | None, Decimal | None, str | None]:
    given = town.terms.get(code, (3, 4))
    return (None, None, "NOT_DECLARED") if given is None else (Decimal(given[0]), Decimal(given[1]), None)
