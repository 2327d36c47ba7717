"""Each request: its id, and one line when it is answered. Pure ASGI, around everything that serves."""

import secrets
from collections.abc import Callable, Collection
from time import perf_counter

import structlog
from starlette.datastructures import MutableHeaders
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.stdlib.get_logger("portal.request")

QUIET = frozenset({"/healthz", "/readyz"})
"""Asked every few seconds by whatever watches the portal: told only when they fail."""
FAILED = 500


class RequestLog:
    """Stands before `app`. Binds `request_id` for whatever is logged meanwhile and answers it as `X-Request-Id`."""

    def __init__(
        self, app: ASGIApp, *, quiet: Collection[str] = QUIET, watch: Callable[[], float] = perf_counter
    ) -> None:
        self.app, self.quiet, self.watch = app, quiet, watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As an ASGI application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, request_id = self.watch(), 0, secrets.token_hex(8)
        scope["request_id"] = request_id

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id, person=None):
            try:
                await self.app(scope, receive, answer)
            finally:
                self._tell(scope, status, started)

    def _tell(self, scope: Scope, status: int, started: float) -> None:
        if scope["path"] in self.quiet and 0 < status < FAILED:
            return
        write = log.error if status >= FAILED or not status else log.info
        write("request", method=scope["method"], route=_route(scope), status=status, ms=self._ms(started))

    def _ms(self, started: float) -> int:
        return round((self.watch() - started) * 1000)


def _route(scope: Scope) -> str:
    """The pattern that the address matched, without what it was filled with; none for an address that leads nowhere."""
    route = scope.get("route")
    path: str = getattr(route, "path", "")
    if not path:
        return "?"
    return path if isinstance(route, Mount) else f"{scope.get('root_path', '')}{path}"
