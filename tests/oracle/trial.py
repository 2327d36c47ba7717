"""One example: a world is written, a question is put to the portal and to the oracle, and both answers are compared."""

from dataclasses import replace

from server.answer import Question as Request
from server.answer import answer
from tests.oracle.comparison import differences
from tests.oracle.ledger import Ledger
from tests.oracle.oracle import Oracle
from tests.oracle.questions import Question
from tests.oracle.smaller import smaller
from tests.oracle.storage import TOKEN, Ground
from tests.oracle.world import World
from tests.world import HOUSE

USUAL, LONGEST = 3, 6
SHORT_PAGES = replace(HOUSE, page_default=USUAL, page_max=LONGEST)
"""Short enough for small worlds to fill several."""


class Trial:
    """The portal, the oracle, and what was compared."""

    def __init__(self, land: Ground, ledger: Ledger | None = None) -> None:
        self.land, self.ledger = land, ledger or Ledger()

    async def wrong(self, world: World, question: Question) -> list[str]:
        """Where the portal answers otherwise than the oracle: through the function that the HTTP endpoint calls."""
        told = Oracle(world, USUAL, LONGEST).answer(question)
        await self.land.write(world)
        text, variables = question.written()
        given = await answer(Request({"query": text, "variables": variables}, world.now, TOKEN), SHORT_PAGES)
        self.ledger.note(told)
        return differences(told, given.body)

    async def told(self, world: World, question: Question) -> str:
        """The same as a counterexample, made small, with both answers."""
        world, question, said = await smaller(world, question, Trial(self.land).wrong)
        await self.land.write(world)
        text, variables = question.written()
        given = await answer(Request({"query": text, "variables": variables}, world.now, TOKEN), SHORT_PAGES)
        expected = Oracle(world, USUAL, LONGEST).answer(question)
        return "\n".join(
            (
                "The portal answers otherwise than the oracle.", *(f"- {each}" for each in said), "", "World:", str(world),
                "", "Question:", str(question), "", f"The portal: {given.body}",
                f"The oracle: {expected.data} hidden {list(expected.hidden.values())} refused {expected.refused}",
            )
        )  # fmt: skip
