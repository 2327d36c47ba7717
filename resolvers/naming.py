"""Texts and names that the staff of a Caf type: what is wrong with one, and how a name is corrected."""

from dataclasses import dataclass

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import Errand, Place, perform
from rules.problems import Code, Problem, Refused, problem


@dataclass(frozen=True, slots=True)
class Naming:
    """The name of one kind of thing: its label, how long it may be, the act that corrects it and the statement that writes it."""

    label: str
    limit: int
    errand: Errand
    sql: str

    def wrong(self, name: str) -> list[Problem]:
        """What is wrong with a name, without the spaces around it."""
        return bad_text("name", self.label, name, self.limit)


async def rename(asker: Asker, naming: Naming, mark: str, name: str) -> int:
    """Correct the name of the row of that opaque id."""

    async def work(place: Place) -> int:
        called = name.strip()
        problems = naming.wrong(called)
        if problems:
            raise Refused(*problems)
        await DB.fetch(naming.sql, place.key, called)
        return place.key

    return await perform(asker, naming.errand, mark, work)


def bad_text(path: str, label: str, text: str, limit: int) -> list[Problem]:
    """What is wrong with a text that has to stand in one line."""
    if 0 < len(text) <= limit and text.isprintable():
        return []
    return [problem(Code.BAD_TEXT, path, label=label, limit=limit)]
