"""The days of our own forms: shown as they are written in France, and what is none stays as it was typed."""

import pytest

from tests.admin.test_pages import TODAY, granting, manager_of, text

pytestmark = pytest.mark.usefixtures("database")


async def test_a_day_is_shown_as_it_is_written_in_france_and_what_is_none_stays_as_typed() -> None:
    world, manager = await manager_of()
    empty = await manager.get("/admin/habiliter")
    assert f'value="{TODAY.strftime("%d/%m/%Y")}"' in empty.text
    assert 'type="date"' not in empty.text
    form = granting(world, step="preview", starts_on="2027-01-05", ends_on="31/02/2027")
    given = await manager.post("/admin/habiliter", data=form)
    assert 'value="05/01/2027"' in given.text
    assert 'value="31/02/2027"' in given.text
    assert 'aria-describedby="endsOn-wrong ends_on-hint"' in given.text
    made = await manager.post(
        "/admin/habiliter", data=form | {"starts_on": "5/1/2027", "ends_on": "", "step": "confirm"}
    )
    assert made.status_code == 303, text(made)
    assert {row["du"] for row in await manager.rows("habilitations", adresse="nouvelle")} == {"2027-01-05"}
