"""The ground of the matrix, once for each worker."""

import pytest

from models.engine import ScopedEngine
from tests.permissions.ground import Ground, make_ground


@pytest.fixture(scope="session")
async def ground(database: ScopedEngine) -> Ground:
    return await make_ground()
