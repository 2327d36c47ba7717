"""Organisations of a Caf, kept by its habilitation managers."""

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import TAKEN, Errand, Place, perform, refusing
from resolvers.naming import Naming, rename
from rules.numerals import quotable
from rules.problems import Code, Refused, problem
from rules.structures import siret_fits

_ADD = Errand("addOrganisation", "organisation.keep", makes="Organisation")
_NAMING = Naming(
    "Raison sociale", 200,
    Errand("renameOrganisation", "organisation.keep", "organisation", "Organisation", "organisation"),
    "update organisation set name = $2 where id = $1",
)  # fmt: skip


async def add_organisation(asker: Asker, siret: str, name: str) -> int:
    """Make an organisation known to one's own Caf. Spaces in its SIRET do not count."""

    async def work(place: Place) -> int:
        number, called = "".join(siret.split()), name.strip()
        problems = [] if siret_fits(number) else [problem(Code.BAD_SIRET, "siret", given=quotable(siret))]
        problems += _NAMING.wrong(called)
        if problems:
            raise Refused(*problems)
        with refusing({TAKEN: problem(Code.ALREADY_KNOWN, "siret", given=number)}):
            made = await DB.fetch(
                "insert into organisation (caf_id, siret, name) values ($1, $2, $3) returning id",
                place.where["caf"], number, called,
            )  # fmt: skip
        return int(made[0]["id"])

    return await perform(asker, _ADD, "", work)


async def rename_organisation(asker: Asker, organisation: str, name: str) -> int:
    """Correct the name of an organisation of one's own Caf. Its SIRET is what it is known by, and stays."""
    return await rename(asker, _NAMING, organisation, name)
