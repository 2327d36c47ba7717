"""One run: set up, compare, measure, tell, throw away."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import uvloop

from demo.bench.comparison import YEAR
from demo.bench.judgement import judged
from demo.bench.measure import Measured, measure
from demo.bench.national_recomputation import recalculated
from demo.bench.national_release import Nation, released
from demo.bench.population import PERIODS, Extent, populate
from demo.bench.report import Told, data, table
from demo.bench.sides import costs, pairs
from models.engine import DB, DbRole, connect_as
from resolvers.releases import release
from server import database
from server.database_url import Urls, connect
from server.listener import interrupt, on_stop
from server.postgres import Cluster
from server.settings import Settings

DATABASE = "portal_bench"
STOP_SECONDS = 30


class NoPortal(Exception):
    """The measured portal did not start."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to measure: rounds, seconds of one side of one question in a round, seconds of its warm-up."""

    rounds: int
    seconds: float
    warm_up: float


def run(
    pace: Pace, say: Callable[[str], Any], extent: Extent | None = None, nation: Nation | None = None
) -> tuple[str, bytes]:
    """Measure everything and give the report, as text and as JSON. Nothing stays behind."""
    extent, nation = extent or Extent(), nation or Nation()
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="portal-bench-")))
    try:
        with on_stop(interrupt):
            server = cluster.start()
            urls = asyncio.run(prepared(server, extent))
            size = extent.cafs * extent.structures * len(PERIODS)
            say(f"{size} déclarations en base. Comparaison des réponses, puis {pace.rounds} tours de mesure…")
            loop = asyncio.Runner(loop_factory=uvloop.new_event_loop)
            with served(urls, extent.declarations) as port, loop as runner:
                measured = runner.run(_measured(port, extent, pace, say))
            told = Told(
                asyncio.run(released(server, nation, say)),
                judged(pace.rounds),
                asyncio.run(recalculated(server, nation, say)),
            )
    finally:
        with on_stop(lambda *_: None):
            cluster.remove()
    found = (measured, pace.rounds, extent.declarations, size, told)
    return table(*found), orjson.dumps(data(*found), option=orjson.OPT_INDENT_2)


async def prepared(superuser_url: str, extent: Extent) -> Urls:
    """A migrated database with the measured population in it, its statistics fresh."""
    urls = await database.prepare(superuser_url, DATABASE)
    await database.migrate(urls)
    await fill(urls, extent)
    return urls


async def fill(urls: Urls, extent: Extent) -> None:
    """Write the population into a migrated database."""
    job, owner = await connect(urls[DbRole.JOB]), await connect(urls[DbRole.OWNER])
    try:
        await populate(job, extent, datetime.now(ZoneInfo("Europe/Paris")).date())
        DB.know({DbRole.JOB: urls[DbRole.JOB]})
        with connect_as(DbRole.JOB):
            await release("EAJE", YEAR, datetime.now(UTC))
        await owner.execute("vacuum analyze")
    finally:
        await job.close()
        await owner.close()


@contextmanager
def served(urls: Urls, page_max: int) -> Iterator[int]:
    """The portal with its floors in a process of its own; gives its port."""
    bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    chosen = {
        "MODE": "development",
        "PAGE_MAX": str(page_max),
        "APP_URL": urls[DbRole.APP],
        "AUTH_URL": urls[DbRole.AUTH],
        "JOB_URL": urls[DbRole.JOB],
    }
    words = [sys.executable, "-m", "demo.bench.serving"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        words, env=bare | chosen, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both opened above
    try:
        said = process.stdout.readline().strip()
        if not said.isdigit():
            raise NoPortal("Le portail à mesurer n'a pas démarré.")
        yield int(said)
    finally:
        process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


async def _measured(port: int, extent: Extent, pace: Pace, say: Callable[[str], Any]) -> list[Measured]:
    def show(number: int) -> None:
        say(f"Tour {number} sur {pace.rounds}" if number else "Échauffement")

    asked = [*await pairs(port, extent), *await costs(port, extent)]
    return await measure(port, asked, pace.rounds, pace.seconds, pace.warm_up, show)
