"""An act tried and undone: all that it asks, checks and writes, and then ROLLBACK where it would COMMIT."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from models.engine import ScopedTransaction


async def _undo(transaction: ScopedTransaction) -> None:
    """What waits for the end is checked; nothing is kept."""
    await transaction.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    await transaction.rollback()


@contextmanager
def undone() -> Iterator[None]:
    """No transaction of this block is kept, so that a thousand acts can be tried on one world."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScopedTransaction, "commit", _undo)
        yield
