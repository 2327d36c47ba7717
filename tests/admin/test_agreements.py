"""The page of the agreements that open a bonus, and what the page of the structure shows of them."""

from typing import Any

import httpx
import pytest

from tests.admin.conftest import Cafs
from tests.admin.test_pages import manager_of, text
from tests.admin.test_structures import beside, page
from tests.admin.visits import Agent, agent
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")

NEW = {
    "act": "enregistrer", "bonus": "TERRITORY_NEW", "starts_on": "01/01/2025", "ends_on": "", "places": "8",
    "amount": "3 000,00 €", "growth": "",
}  # fmt: skip


def accords(world: World) -> str:
    return f"/admin/accords/{world.tenures[0]}"


async def done(manager: Agent, world: World, **form: object) -> str:
    """What is read once the act is done."""
    given = await manager.post(accords(world), data=form)
    assert given.status_code == 303, text(given)
    return text(await manager.get(given.headers["location"]))


async def kept(world: World) -> list[Any]:
    return [
        tuple(map(str, row.values()))
        for row in await world.written(
            "select bonus, starts_on, ends_on, places, amount, growth from agreement where tenure_id = $1 order by id",
            world.tenures[0],
        )
    ]


async def test_the_structure_says_that_there_is_none_and_leads_to_the_form() -> None:
    world, manager = await manager_of()
    shown = await manager.get(page(world))
    assert "Accords ouvrant un bonus Aucun accord n'ouvre de bonus à cette structure." in text(shown)
    assert f'href="{accords(world)}"' in shown.text
    assert "Aucun accord n'est enregistré pour ce gestionnaire." in text(await manager.get(accords(world)))


async def test_an_agreement_is_recorded_corrected_ended_and_struck_out() -> None:
    world, manager = await manager_of()
    shown = await done(manager, world, **NEW)
    assert "L'accord est enregistré." in shown
    assert (
        "Bonus territoire Ctg, offre nouvelle Du 01/01/2025, sans fin prévue 8 places, 3 000,00 € par place et par an"
        in shown
    )
    assert await kept(world) == [("TERRITORY_NEW", "2025-01-01", "None", "8", "3000.00", "None")]
    (row,) = await world.written("select id from agreement where tenure_id = $1", world.tenures[0])
    form = await manager.get(f"{accords(world)}?accord={row['id']}")
    for value in ("01/01/2025", "8", "3 000"):
        assert f'value="{value}"' in form.text.replace("\u202f", " "), value
    shown = await done(manager, world, **{**NEW, "ends_on": "31/12/2026", "amount": "2750,5"})
    assert "Du 01/01/2025 au 31/12/2026 8 places, 2 750,50 € par place et par an" in shown
    assert "offre nouvelle Commune Du 01/01/2025 au 31/12/2026 8 places" in text(await manager.get(page(world)))
    assert "L'accord est effacé." in await done(manager, world, act="effacer", agreement=row["id"])
    assert await kept(world) == []
    acts = [row[1:] for row in (await world.trail())[-3:]]
    assert acts == [("recordAgreement", "DONE", ""), ("recordAgreement", "DONE", ""), ("endAgreement", "DONE", "")]


async def test_a_growth_is_read_as_people_write_it() -> None:
    world, manager = await manager_of()
    form = {"act": "enregistrer", "bonus": "TRAJECTORY", "starts_on": "1/11/2025", "growth": "8,5 %"}
    assert "progression de 8,5 %" in await done(manager, world, **form)


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"bonus": ""}, "bonus", "Aucun bonus n'est choisi"),
        ({"bonus": "MIXITE"}, "bonus", "n'est pas un code connu"),
        ({"starts_on": "demain"}, "startsOn", "n'est pas une date"),
        ({"starts_on": "31/12/2019"}, "startsOn", "n'existe que depuis le 01/01/2020"),
        ({"starts_on": "31/08/2010"}, "startsOn", "la gestion commence le 01/09/2010"),
        ({"ends_on": "31/12/2024"}, "endsOn", "l'accord commence le 01/01/2025"),
        ({"places": ""}, "places", "n'est pas renseignée"),
        ({"places": "huit"}, "places", "huit n'est pas un nombre"),
        ({"amount": "2 599,99 €"}, "amount", "2 599,99 € est hors des limites (de 2 600,00 € à 3 600,00 €)"),
        ({"amount": "3 600,01"}, "amount", "hors des limites"),
        ({"growth": "4"}, "growth", "ne se dit pas de"),
    ],
)
async def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(
    changes: dict[str, str], path: str, said: str
) -> None:
    world, manager = await manager_of()
    given = await manager.post(accords(world), data={**NEW, **changes})
    assert given.status_code == 422
    assert said in beside(given, path)
    assert 'value="3 000,00 €"' in given.text or "amount" in changes
    assert await kept(world) == []


async def test_what_was_sent_keeps_its_agreement() -> None:
    world, manager = await manager_of()
    await done(manager, world, **{**NEW, "starts_on": "01/01/2024"})
    await world.reach("TRANSMITTED")
    (row,) = await world.written("select id from agreement where tenure_id = $1", world.tenures[0])
    given = await manager.post(accords(world), data={"act": "effacer", "agreement": row["id"]})
    assert (given.status_code, "il ne peut plus être effacé" in text(given)) == (422, True)


@pytest.mark.parametrize("who", ["officer", "cnaf"])
async def test_others_have_no_form_and_the_cnaf_reads_none(who: str, cafs: Cafs) -> None:
    world, manager = await manager_of()
    await done(manager, world, **NEW)
    await world.add_national("cnaf")
    other = await agent(world, who)
    shown = await other.get(page(world))
    assert shown.status_code == 200
    assert ("offre nouvelle" in text(shown)) is (who == "officer")
    assert "/admin/accords/" not in shown.text
    for given in (await other.get(accords(world)), await other.post(accords(world), data=NEW)):
        assert given.status_code == 404


async def test_another_caf_finds_nothing() -> None:
    world, _ = await manager_of()
    _, stranger = await manager_of()
    answers: list[httpx.Response] = [await stranger.get(accords(world)), await stranger.post(accords(world), data=NEW)]
    assert [given.status_code for given in answers] == [404, 404]
    assert [(await stranger.get(path)).status_code for path in ("/admin/accords/0", "/admin/accords/x")] == [404, 404]
