"""The estimate shows its working to all who prepare the declaration; the accounts in it only to those who read accounts."""

import orjson
import pytest

from tests.example import EXAMPLE_A_FINANCE
from tests.world import World

ASKED = """query ($id: ID!) { declaration(id: $id) {
  estimate { ...all } submissions(first: 5) { nodes { estimate { ...all } } }
} }
fragment all on Estimate { amount reasonText missingItems lines {
  code label formula result hiddenOperandCount operands { symbol label value origin reference parameter { source } }
} }"""
ACCOUNTS = [name for name in EXAMPLE_A_FINANCE if not name.startswith("account7")]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("who", "reads"), [("director", False), ("accountant", True), ("deputy", True)])
async def test_account_lines_inside_the_working_obey_the_right_on_accounts(who: str, reads: bool) -> None:
    world = await World.granted()
    await world.reach("TRANSMITTED")
    declared = (await world.data(who, ASKED, id=world.declaration))["declaration"]
    for estimate in (declared["estimate"], declared["submissions"]["nodes"][0]["estimate"]):
        charges = next(line for line in estimate["lines"] if line["code"] == "TOTAL_CHARGES")
        assert charges["result"] == "380000"
        assert [each["reference"] for each in charges["operands"]] == (ACCOUNTS if reads else [])
        assert charges["hiddenOperandCount"] == (0 if reads else len(ACCOUNTS))
        text = orjson.dumps(estimate).decode()
        assert ('"285000"' in text) is reads
        others = [line for line in estimate["lines"] if line["code"] != "TOTAL_CHARGES"]
        assert all(line["hiddenOperandCount"] == 0 for line in others)
