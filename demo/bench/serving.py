"""The portal as `portal serve` serves it, with the floors beside it: a process of its own, stopped by its parent's end.

Started by `portal bench` with its settings in the environment; says its port in one line once it answers.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.bench import guards
from demo.bench.awaiting_me import AWAITING_ME
from demo.bench.comparison import COMPARISON
from demo.bench.long_lists import SENT_LIST, TYPED_LIST
from demo.bench.my_structures import MY_STRUCTURES
from demo.bench.one_estimate import ONE_ESTIMATE
from demo.bench.one_save import ONE_SAVE
from demo.bench.overview import OVERVIEW
from demo.bench.question import Question
from demo.bench.visit import visit
from models.engine import DB, DbRole
from resolvers.asker import House
from server.app import POOL_MAX, create_app
from server.graphql import Door, house_of, json
from server.listener import listen, take_port
from server.secret import with_secret
from server.settings import Settings

QUESTIONS = (MY_STRUCTURES, OVERVIEW, AWAITING_ME, COMPARISON, SENT_LIST, TYPED_LIST, ONE_ESTIMATE, ONE_SAVE)
CPU = "/floor/cpu"


def floor_path(question: Question) -> str:
    """Where the floor of a question answers."""
    return f"/floor/{question.name}"


def app_with_floors(settings: Settings) -> Starlette:
    """The portal, and one more route for each question; `CPU` tells the seconds of processor used so far."""
    app = create_app(settings)
    house = house_of(settings)
    app.router.routes += guards.routes(Door(settings, house))
    app.router.lifespan_context = _with_jobs(app.router.lifespan_context)
    app.router.routes += [_route(question, house) for question in QUESTIONS]
    app.router.routes.append(Route(CPU, _cpu))
    return app


def _with_jobs(before: Callable[[Starlette], Any]) -> Callable[[Starlette], Any]:
    """Connections of the role that sees every row too, as many as of the other; the portal closes them with its own."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with before(app):
            await DB.start(DbRole.JOB, max_size=POOL_MAX)
            yield

    return lifespan


def _route(question: Question, house: House) -> Route:
    async def answer(request: Request) -> Response:
        given = orjson.loads(await request.body()) if question.writes else request.query_params
        async with visit(request, house) as visitor:
            data = await question.floor(visitor, given)
        return json({"data": data})

    return Route(floor_path(question), answer, methods=["POST"] if question.writes else ["GET"])


async def _cpu(_: Request) -> Response:
    return json({"seconds": time.process_time()})


def _end_with_parent() -> None:
    while os.read(0, 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Serve until the parent closes our standard input."""
    settings = with_secret(Settings.read())
    DB.know(
        {
            DbRole.APP: settings.app_url or "",
            DbRole.AUTH: settings.auth_url or "",
            DbRole.JOB: settings.job_url or "",
        }
    )
    at = take_port(settings.host, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    served = listen(app_with_floors(settings), at, lambda: print(at.getsockname()[1], flush=True))
    sys.exit(0 if served else 3)


if __name__ == "__main__":
    main()
