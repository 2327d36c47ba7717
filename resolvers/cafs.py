"""The Cafs on the portal, opened and renamed by the Cnaf."""

import re

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import TAKEN, Errand, Place, perform, refusing
from resolvers.naming import Naming, rename
from rules.numerals import quotable
from rules.problems import Code, Refused, problem

_CODE = re.compile("[0-9A-Z]{3}")
_OPEN = Errand("openCaf", "caf.keep", makes="Caf")
_NAMING = Naming(
    "Nom de la Caf", 120,
    Errand("renameCaf", "caf.keep", "caf", "Caf", "caf", where="t.id as caf"), "select rename_caf($1, $2)",
)  # fmt: skip


async def open_caf(asker: Asker, code: str, name: str) -> int:
    """Open a Caf on the portal, under its code of three letters or digits."""

    async def work(place: Place) -> int:
        number, called = code.strip().upper(), name.strip()
        fits = _CODE.fullmatch(number) is not None
        problems = [] if fits else [problem(Code.BAD_CAF_CODE, "code", given=quotable(code))]
        problems += _NAMING.wrong(called)
        if problems:
            raise Refused(*problems)
        with refusing({TAKEN: problem(Code.CAF_EXISTS, "code", given=number)}):
            made = await DB.fetch("select open_caf($1, $2) as id", number, called)
        place.where["caf"] = int(made[0]["id"])
        return int(made[0]["id"])

    return await perform(asker, _OPEN, "", work)


async def rename_caf(asker: Asker, caf: str, name: str) -> int:
    """Correct the name of a Caf. Its code is what it is known by, and stays."""
    return await rename(asker, _NAMING, caf, name)
