"""What the lists of the admin refuse is said in French, at its field, and tells nothing of the inside."""

import pytest

from tests.admin.conftest import Cafs
from tests.admin.visits import agent
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("sent", "label", "said"),
    [
        ({"au": "2020-01-01"}, "Au", "la fin ne peut pas être dans le passé"),
        ({"au": "demain"}, "Au", "Une date est attendue"),
        ({}, "Au", "À renseigner"),
        ({"au": "2030-01-01", "role": "approbateur"}, "Rôle", "ne se modifie pas ici"),
    ],
)
async def test_a_refusal_is_read_in_french_at_its_field(sent: dict[str, str], label: str, said: str) -> None:
    world = await World.granted()
    manager = await agent(world, "manager")
    grant = (await manager.rows("habilitations"))[0]
    given = await manager.patch(f"/admin/api/tables/habilitations/{grant['id']}/", json=sent)
    assert given.status_code == 422
    (told,) = given.json()["detail"]
    assert told["loc"] == ["body", label]
    assert said in told["msg"]


@pytest.mark.parametrize(
    "query",
    [
        "?__page_size=5000",
        "?__page_size=-3",
        "?__order=password",
        "?du=demain",
        "?nobody=1",
        "?__visible_fields=password",
        "?personne=%00",
        "?du__operator=x",
    ],
)
async def test_what_is_not_understood_is_said_in_french_and_tells_nothing(cafs: Cafs, query: str) -> None:
    manager = await agent(cafs.own, "manager")
    given = await manager.get(f"/admin/api/tables/habilitations/{query}")
    assert given.status_code in {400, 422}, given.text
    assert "ne sont pas compris" in given.json()["detail"][0]["msg"]
