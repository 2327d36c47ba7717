"""Whatever is asked, by whomever, in whatever world: the portal answers to the letter what the oracle says.

In eight shares, so that both workers have their part. `ORACLE_SEED=n` draws other examples, `ORACLE_EXAMPLES=n` more of
them in each share.
"""

import os
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.asking import drawn_example
from tests.oracle.ledger import Ledger, Ledgers
from tests.oracle.lots import Lots
from tests.oracle.storage import Ground
from tests.oracle.trial import Trial

SHARES = 8
SEED = os.environ.get("ORACLE_SEED", "2015")
EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "260"))


@pytest.fixture
def ledger(share: int, ledgers: Ledgers) -> Iterator[Ledger]:
    """What a share compared; whoever closes the last one looks whether everything was."""
    made = Ledger()
    yield made
    missed = ledgers.close(share, made, SHARES)
    assert not missed, missed


@pytest.mark.parametrize("share", range(SHARES))
@settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(number=st.integers(0, EXAMPLES - 1))
async def test_the_portal_answers_as_the_oracle(land: Ground, ledger: Ledger, share: int, number: int) -> None:
    """Each number once, so that a run compares the same examples whatever else it runs."""
    trial = Trial(land, ledger)
    world, question = drawn_example(Lots(Random(f"{SEED} {share} {number}")))
    if await trial.wrong(world, question):
        told = await trial.told(world, question)
        pytest.fail(f"{told}\n\nORACLE_SEED={SEED} draws it again: share {share}, number {number}.", pytrace=False)
