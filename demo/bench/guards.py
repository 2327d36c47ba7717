"""What the guards cost: the long lists as the portal answers them, against the same lists with guards left out.

`rows` leaves out row-level security: the same statements run as a role whose policies let every row through. `verdicts`
leaves out the judgement of each field. The predicates of the queries stay, for they are what makes it the same list. These
addresses exist in the process of a measure only.
"""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from functools import cached_property

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.bench.long_lists import SENT_LIST, TYPED_LIST
from demo.bench.question import Question
from models.engine import DbRole, connect_as
from schema.executor import GuardedExecutor, Leaves, read_leaves
from schema.guards import PUBLIC, Guards, read_guards
from server.answer import Question as Asked
from server.answer import answer
from server.graphql import Door, json

ROWS, VERDICTS, BOTH = "rows", "verdicts", "both"
LEFT_OUT = {
    ROWS: "sans la sécurité par ligne",
    VERDICTS: "sans le jugement des champs",
    BOTH: "sans l'une ni l'autre",
}
"""What can be left out, and how the report names it."""
COSTS: tuple[tuple[Question, str], ...] = (
    (SENT_LIST, ROWS), (SENT_LIST, VERDICTS), (SENT_LIST, BOTH), (TYPED_LIST, BOTH),
)  # fmt: skip


def path_without(left_out: str) -> str:
    """Where a question is answered without some guards."""
    return f"/unguarded/{left_out}"


_OPEN_TABLES = "portal-tables-without-actions"


class _Unjudged(GuardedExecutor):
    """Every field is public."""

    @cached_property
    def tables(self) -> tuple[Guards, Leaves]:
        """As they are, without their actions; made once, as they are."""
        kept = self.schema.extensions
        if _OPEN_TABLES not in kept:
            guards = {kind: dict.fromkeys(fields, PUBLIC) for kind, fields in read_guards(self.schema).items()}
            kept[_OPEN_TABLES] = guards, read_leaves(self.schema)
        tables: tuple[Guards, Leaves] = kept[_OPEN_TABLES]
        return tables


def routes(door: Door) -> list[Route]:
    """One address for each thing that can be left out."""
    return [Route(path_without(each), _answers(door, each), methods=["POST"]) for each in LEFT_OUT]


def _answers(door: Door, left_out: str) -> Callable[[Request], Awaitable[Response]]:
    executor = GuardedExecutor if left_out == ROWS else _Unjudged

    async def respond(request: Request) -> Response:
        who = door.entrance.stranger(request)
        asked = Asked(orjson.loads(await request.body()), who.now, who.token, who.request_id, who.address, who.agent)
        with nullcontext() if left_out == VERDICTS else connect_as(DbRole.JOB):
            given = await answer(asked, door.house, executor=executor)
        return json(given.body, given.status)

    return respond
