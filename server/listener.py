"""The web server: a port taken before anything is announced, a stop that lets answers finish, no second signal needed."""

import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

STOP_SECONDS = 20
PORTS_TRIED = 50
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class PortTaken(Exception):
    """Nothing can listen there. The text, in French, names the setting and says what to do."""


@contextlib.contextmanager
def on_stop(react: Callable[[int, FrameType | None], None] | signal.Handlers) -> Iterator[None]:
    """What Ctrl-C, TERM and a closed terminal do inside this block."""
    before = {each: signal.signal(each, react) for each in STOPS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def interrupt(_: int, __: FrameType | None) -> None:
    """Make every stop look like Ctrl-C, so that one `finally` cleans up for all."""
    raise KeyboardInterrupt


def take_port(host: str, port: int, *, move: bool = False) -> socket.socket:
    """A listening socket; with `move`, on the next free port when this one is taken.

    Raises `PortTaken`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + (PORTS_TRIED if move else 1), 65_536)):
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, candidate))
            taken.listen(1024)
        except OSError as error:
            taken.close()
            reason = error.strerror
            continue
        return taken
    raise PortTaken(
        f"Réglage PORT : impossible d'écouter sur {host}, port {port} ({reason}). "
        "Remède : choisissez un autre port (PORT=…) ou une autre adresse (HOST=…)."
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Uvicorn's own raises the signal again at the end, which would kill us before the database is stopped.
        with on_stop(self._stop):
            yield

    def _stop(self, number: int, _: FrameType | None) -> None:
        self.force_exit = self.should_exit and number == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._ready()


def listen(app: ASGIApp, at: socket.socket, ready: Callable[[], None] = lambda: None) -> bool:
    """Serve until told to stop; `ready` is called once requests are answered. False if the application did not start."""
    config = uvicorn.Config(
        app,
        loop="auto",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config, ready)
    server.run(sockets=[at])
    return server.started
