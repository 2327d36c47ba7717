"""A place and a maker of PostgreSQL servers, for the tests that start their own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.postgres import Cluster
from tests.clusters import Make


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="portal-place-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes clusters that are removed at the end."""
    made: list[Cluster] = []

    def cluster(folder: Path, *, binaries: Path | None = None, fast: bool = True) -> Cluster:
        made.append(Cluster(folder, binaries=binaries, fast=fast))
        return made[-1]

    yield cluster
    for each in made:
        each.remove()
