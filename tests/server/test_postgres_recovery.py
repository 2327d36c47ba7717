"""The embedded PostgreSQL ends with its owner, comes back when it is killed, and is never started twice."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from server.postgres import Cluster
from server.postgres_account import PostgresError
from server.postgres_binaries import find_binaries
from server.postgres_folder import SOCKET_NAME, wait_for
from tests.clusters import Make, answers, ask, socket_of, soon

ROOT = Path(__file__).parent.parent.parent


def _launch(cluster: Cluster, *words: str | Path) -> subprocess.Popen[bytes]:
    """A program of the server's account that we did not start through the cluster."""
    return subprocess.Popen(words, **cluster.account.popen)


START_AND_DIE = """
import os, sys
from pathlib import Path
from server.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), fast=True)
print(cluster.start(), flush=True)
if sys.argv[2] != "exit":
    os.kill(os.getpid(), int(sys.argv[2]))
"""


def _start_and_die(folder: Path, how: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, str(folder), how], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


@pytest.mark.parametrize("how", ["exit", str(int(signal.SIGTERM)), str(int(signal.SIGKILL))])
async def test_the_server_dies_with_its_owner_however_that_ends(place: Path, make: Make, how: str) -> None:
    url = _start_and_die(place / "data", how)
    cluster = make(place / "data")
    assert wait_for(lambda: not answers(socket_of(url)), 10)
    assert await ask(cluster.start(), "select 1") == 1


async def test_a_server_that_is_killed_comes_back_by_itself(place: Path, make: Make) -> None:
    cluster = make(place / "data", fast=False)
    url = cluster.start()
    await ask(url, "create table kept as select 42 as n")
    for _ in range(2):
        os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert wait_for(lambda: not answers(socket_of(url)), 10)
        assert await soon(url, "select n from kept") == 42
    cluster.stop()
    await asyncio.sleep(1.5)
    assert not answers(socket_of(url))


async def test_a_server_left_running_is_stopped_before_another_starts(place: Path, make: Make) -> None:
    cluster = make(place / "data")
    cluster.start()
    cluster.stop()
    options = ["-c", f"unix_socket_directories={cluster.home}", "-c", "listen_addresses="]
    left = _launch(cluster, find_binaries() / "postgres", "-D", cluster.data, *options)
    assert wait_for((cluster.home / SOCKET_NAME).exists, 10)
    assert await ask(cluster.start(), "select 1") == 1
    assert left.wait(5) == 0


async def test_the_trace_of_a_dead_server_is_no_obstacle_even_if_its_number_is_taken(place: Path, make: Make) -> None:
    cluster = make(place / "data")
    cluster.start()
    trace = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    other = _launch(cluster, "sleep", "60")
    try:
        (cluster.data / "postmaster.pid").write_text("\n".join([str(other.pid), *trace[1:], ""]))
        assert await ask(cluster.start(), "select 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


async def test_a_creation_that_was_killed_half_way_is_done_again(place: Path, make: Make) -> None:
    cluster = make(place / "data")
    cluster.start()
    cluster.stop()
    cluster.data.rename(cluster.home / "data.new")
    (cluster.home / "data.new" / "PG_VERSION").unlink()
    assert await ask(cluster.start(), "select 1") == 1


def test_of_two_starts_at_once_one_runs_and_the_other_is_told(place: Path, make: Make) -> None:
    first, second = make(place / "data"), make(place / "data")
    first.start()
    with pytest.raises(PostgresError, match=rf"déjà utilisé par un portail en marche \(processus {os.getpid()}\)"):
        second.start(queue=0.2)
    first.stop()
    second.start()


def test_a_server_that_will_not_start_shows_its_last_words(place: Path, make: Make) -> None:
    cluster = make(place / "data")
    cluster.start()
    cluster.stop()
    with (cluster.data / "postgresql.conf").open("a") as conf:
        conf.write("shared_buffers = 'plenty'\n")
    with pytest.raises(PostgresError, match="plenty"):
        cluster.start()
