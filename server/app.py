"""The ASGI application: which path leads where, what is opened at the start and closed at the end."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import admin
from admin.door import AdminDoor
from models.engine import DB, DbRole
from resolvers.passwords import warm_up
from rules.problems import Code
from schema.portal import sdl
from server import logs, pages
from server.account import routes as account
from server.faults import TRY_AGAIN, faults, request_fault
from server.graphql import HEADERS, Door, house_of, json
from server.logs.requests import RequestLog
from server.prints.pdf import Press
from server.prints.routes import Desk
from server.settings import Mode, Settings
from server.sheets import Counter

POOL_MAX = 10


def create_app(settings: Settings) -> Starlette:
    """The portal for these settings; the URLs of `portal_app` and `portal_auth` are known to the engine already."""
    house = house_of(settings)
    door = Door(settings, house)
    published = sdl()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await DB.start(DbRole.APP, DbRole.AUTH, max_size=POOL_MAX)
        warm_up(house)
        gc.collect()
        gc.freeze()
        try:
            yield
        finally:
            await DB.stop()

    async def schema_file(_: Request) -> Response:
        return PlainTextResponse(published, headers=HEADERS)

    app = Starlette(
        routes=[
            *pages.routes(settings, lambda: _demo_accounts(settings)),
            *account.routes(door),
            *admin.routes(AdminDoor(house, settings.https, door.clock, settings.proxies), settings.trusted_origins),
            Route("/graphql", door, methods=None),
            *Desk(door.entrance, Press()).routes(),
            *Counter(door).routes(),
            Route("/schema.graphql", schema_file),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
        ],
        exception_handlers={HTTPException: _http_error, Exception: _accident},
        lifespan=lifespan,
    )
    logs.set_up(settings)
    # Outside the layer that answers accidents, so that theirs bear the id of the request as well.
    app.middleware_stack = RequestLog(app.build_middleware_stack())
    return app


async def healthz(_: Request) -> Response:
    """The process lives."""
    return json({"status": "ok"})


async def readyz(_: Request) -> Response:
    """The database answers."""
    try:
        await DB.fetch("select 1")
    except TRY_AGAIN as away:
        fault = faults(away)
        return json({"status": "unavailable", "errors": [fault.error]}, fault.status, {"Retry-After": "2"})
    return json({"status": "ok"})


def _demo_accounts(settings: Settings) -> list[dict[str, Any]]:
    file = settings.data / "demo.json"
    if settings.mode is not Mode.DEMO or not file.exists():
        return []
    return list(orjson.loads(file.read_bytes())["accounts"])


async def _http_error(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = {404: Code.NOT_FOUND, 405: Code.METHOD_NOT_ALLOWED}.get(status, Code.BAD_REQUEST)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else None
    return json({"errors": [request_fault(code, str(status)).error]}, status, headers)


async def _accident(_: Request, error: Exception) -> Response:
    fault = faults(error)
    return json({"errors": [fault.error]}, fault.status)
