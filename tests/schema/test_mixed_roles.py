"""Somebody who provides the activity of one structure and the accounts of another reads each as far as he may."""

import pytest

from rules.policy import Role
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

FORMS = "query { declarations { nodes { submissions { nodes { %s } } } } }"


@pytest.mark.parametrize("order", [("financeForm", "activityForm"), ("activityForm", "financeForm")])
async def test_both_forms_of_what_was_sent_are_read_whichever_is_asked_first(order: tuple[str, str]) -> None:
    """Fewer transmissions show their accounts than their activity: what is loaded for the ones is not all."""
    world = await World.granted(structures=2)
    await world.reach("TRANSMITTED")
    world.declarations.reverse()
    await world.reach("TRANSMITTED")
    await world.add_person("mixed")
    await world.grant("mixed", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0])
    await world.grant("mixed", Role.FINANCIAL_DATA_PROVIDER, world.tenures[1])
    given = await world.ask("mixed", FORMS % " ".join(f"{each} {{ name }}" for each in order))
    assert [each["extensions"]["field"] for each in given.body["errors"]] == ["Submission.financeForm"]
    sent = [one for each in given.body["data"]["declarations"]["nodes"] for one in each["submissions"]["nodes"]]
    assert [bool(each["activityForm"]) for each in sent] == [True, True]
    assert [bool(each["financeForm"]) for each in sent] == [True, False]
