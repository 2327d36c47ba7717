"""Measuring: warm-up, then rounds in which portal and floor take turns, question by question."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import orjson

from demo.bench.client import Line, NotAnswered, get
from demo.bench.serving import CPU
from demo.bench.sides import Pair, Side

FEWEST = 2
"""Requests of a window, however slow they are: a window lasts until each connection has had its share of them."""


@dataclass(frozen=True, slots=True)
class Window:
    """What one side did for a while."""

    seconds: float
    latencies: list[float]
    cpu: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds

    @property
    def latency(self) -> float:
        """The median, in milliseconds."""
        return median(self.latencies) * 1000

    @property
    def work(self) -> float:
        """Milliseconds of the server's processor for one request."""
        return self.cpu / len(self.latencies) * 1000


@dataclass(slots=True)
class Measured:
    """A question and its rounds: the portal's window, the floor's."""

    pair: Pair
    rounds: list[tuple[Window, Window]] = field(default_factory=list)

    def ratios(self, of: Callable[[Window], float]) -> list[float]:
        """Portal over floor, in each round."""
        return [of(portal) / of(floor) for portal, floor in self.rounds]


async def measure(
    port: int, pairs: list[Pair], rounds: int, seconds: float, warm_up: float, show: Callable[[int], None]
) -> list[Measured]:
    """Every question in every round, each side for so many seconds."""
    measured = [Measured(pair) for pair in pairs]
    for number in range(rounds + 1):
        for each in measured:
            # The warm-up has as many connections: each of the server's own prepares its statements once.
            lasting = seconds if number else warm_up
            sides = (each.pair.portal, each.pair.floor)
            windows = [await window(port, side, each.pair.question.connections, lasting) for side in sides]
            if number:
                each.rounds.append((windows[0], windows[1]))
        show(number)
    return measured


async def window(port: int, side: Side, connections: int, seconds: float) -> Window:
    """Ask over some connections for some seconds. Raises `NotAnswered` at the first answer that is not fine."""
    lines = [await Line.open(port) for _ in range(connections)]
    latencies: list[float] = []
    began_with = await _cpu(lines[0])
    began = time.perf_counter()
    until = began + seconds

    async def ask(connection: int, line: Line) -> None:
        asked = 0
        while time.perf_counter() < until or asked * connections < FEWEST:
            request = side.request(connection)
            sent = time.perf_counter()
            body = await line.ask(request)
            latencies.append(time.perf_counter() - sent)
            asked += 1
            if not side.fine(body):
                raise NotAnswered(body[:400].decode(errors="replace"))

    await asyncio.gather(*(ask(number, line) for number, line in enumerate(lines)))
    lasted = time.perf_counter() - began
    used = await _cpu(lines[0]) - began_with
    for line in lines:
        line.close()
    return Window(lasted, latencies, used)


async def _cpu(line: Line) -> float:
    return float(orjson.loads(await line.ask(get(CPU)))["seconds"])
