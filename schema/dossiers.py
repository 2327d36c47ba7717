"""The parts and dossiers of many declarations, loaded once for all the fields of a level that need them."""

from collections.abc import Mapping, Sequence

import orjson

from resolvers.dossier import Dossier, PartContent
from resolvers.facts import facts_by
from resolvers.listings import DECLARATIONS, PARTS, SENT_PARTS
from resolvers.pages import Row, one_by, rows_where
from rules.case import Facts
from rules.forms import Part
from schema.branches import Level
from schema.declaration import Declaration
from schema.submission import Submission


async def part_rows(parents: Sequence[Declaration], level: Level) -> dict[int, dict[Part, Row]]:
    """The part rows of these declarations, read once for all the fields that need them."""

    async def load() -> dict[int, dict[Part, Row]]:
        found: dict[int, dict[Part, Row]] = {}
        for row in await rows_where(PARTS, "declaration_id", (parent.key for parent in parents)):
            found.setdefault(row["declaration_id"], {})[Part(row["part"])] = row
        return found

    return await level.once("parts", parents, load)


async def dossiers_of(parents: Sequence[Declaration], level: Level, with_facts: bool) -> dict[int, Dossier]:
    """The dossier of each declaration, made once for all the fields that need it."""
    parts = await part_rows(parents, level)

    async def load() -> dict[int, Dossier]:
        facts = await facts_by([parent.row for parent in parents]) if with_facts else {}
        allowed = level.asker.house.fictional_allowed
        return {
            parent.key: Dossier(
                parent.row,
                {part: PartContent.of(row) for part, row in parts.get(parent.key, {}).items()},
                facts.get(parent.key, Facts()),
                allowed,
            )
            for parent in parents
        }

    return await level.once(f"dossiers {with_facts}", parents, load)


async def sent_dossiers_of(parents: Sequence[Submission], level: Level) -> dict[int, Dossier]:
    """The dossier of each transmission: what was sent, with what is known beside it, made once for both parts."""

    async def load() -> dict[int, Dossier]:
        sent = await one_by(SENT_PARTS, "id", (parent.key for parent in parents))
        rows = await one_by(DECLARATIONS, "id", (row["declaration_id"] for row in sent.values()))
        facts = await facts_by(list(rows.values()))
        return {key: _sent_dossier(row, rows[row["declaration_id"]], facts) for key, row in sent.items()}

    return await level.once("sent dossiers", parents, load)


def _sent_dossier(sent: Row, row: Row, facts: Mapping[int, Facts]) -> Dossier:
    contents = {part: orjson.loads(sent[part.lower()] or "null") for part in Part}
    parts = {part: PartContent.frozen(each, sent["form_version"]) for part, each in contents.items() if each}
    return Dossier({**row, "form_version": sent["form_version"]}, parts, facts[row["id"]])
