"""Organisations of a Caf, kept by its habilitation managers."""

import asyncpg

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import Errand, Place, perform
from rules.numerals import quotable
from rules.problems import Code, Problem, Refused, problem
from rules.structures import siret_fits

_NAME_LENGTH = 200
_ADD = Errand("addOrganisation", "organisation.keep")
_RENAME = Errand("renameOrganisation", "organisation.keep", "organisation", "Organisation", "organisation")


async def add_organisation(asker: Asker, siret: str, name: str) -> int:
    """Make an organisation known to one's own Caf. Spaces in its SIRET do not count."""

    async def work(place: Place) -> int:
        number, called = "".join(siret.split()), name.strip()
        problems = [] if siret_fits(number) else [problem(Code.BAD_SIRET, "siret", given=quotable(siret))]
        problems += bad_text("name", "Raison sociale", called, _NAME_LENGTH)
        if problems:
            raise Refused(*problems)
        try:
            made = await DB.fetch(
                "insert into organisation (caf_id, siret, name) values ($1, $2, $3) returning id",
                place.where["caf"], number, called,
            )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise Refused(problem(Code.ALREADY_KNOWN, "siret", given=number)) from None
        return int(made[0]["id"])

    return await perform(asker, _ADD, "", work)


async def rename_organisation(asker: Asker, organisation: str, name: str) -> int:
    """Correct the name of an organisation of one's own Caf. Its SIRET is what it is known by, and stays."""

    async def work(place: Place) -> int:
        called = name.strip()
        problems = bad_text("name", "Raison sociale", called, _NAME_LENGTH)
        if problems:
            raise Refused(*problems)
        await DB.fetch("update organisation set name = $2 where id = $1", place.key, called)
        return place.key

    return await perform(asker, _RENAME, organisation, work)


def bad_text(path: str, label: str, text: str, limit: int) -> list[Problem]:
    """What is wrong with a text that has to stand in one line."""
    if 0 < len(text) <= limit and text.isprintable():
        return []
    return [problem(Code.BAD_TEXT, path, label=label, limit=limit)]
