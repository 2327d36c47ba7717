"""What ends a tenure, on the page of a structure: a transfer and a closing are looked at first, a closing is undone."""

import asyncio
from datetime import timedelta

import pytest

from demo import stage
from rules.policy import Role
from tests.admin.test_pages import TODAY, manager_of, text
from tests.admin.test_structures import association, beside, done, page, stored
from tests.admin.visits import agent
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


async def tenures(world: World) -> list[tuple[int, str, str | None]]:
    rows = await world.written(
        "select organisation_id, starts_on::text, ends_on::text from tenure where structure_id = $1 order by starts_on",
        world.structures[0],
    )
    return [tuple(row.values()) for row in rows]


async def test_a_transfer_is_looked_at_then_done_and_its_grants_stay_with_the_former_side() -> None:
    world, manager = await manager_of()
    new, before = await association(world), await world.fingerprint()
    form = {"act": "transferer", "organisation": str(new), "on": TOMORROW.strftime("%d/%m/%Y")}
    seen = text(await manager.post(page(world), data=form))
    for words in (
        f"Nouveau gestionnaire de Crèche 0 à partir du {TOMORROW:%d/%m/%Y} : Association {world.code}",
        f"Commune, depuis le 01/09/2010 : dernier jour le {TODAY:%d/%m/%Y}.",
        "Elles restent sur la gestion de Commune",
        f"Deputy {world.code}, approbateur active",
        f"des années après {TODAY.year} seront annulées",
        "Personne n'y sera habilité",
        "Un changement de gestionnaire ne s'annule pas.",
    ):
        assert words in seen
    assert await world.fingerprint() == before
    back = await manager.post(page(world), data=form | {"step": "back"})
    assert f'value="{new}" selected' in back.text
    shown = await done(manager, world, **form, step="confirm")
    assert "Le changement de gestionnaire est enregistré." in shown
    assert f"Association {world.code} Du {TOMORROW:%d/%m/%Y}, sans fin prévue À venir" in shown
    assert await tenures(world) == [
        (world.organisation, "2010-09-01", TODAY.isoformat()), (new, TOMORROW.isoformat(), None),
    ]  # fmt: skip
    assert {row["etat"] for row in await manager.rows("habilitations")} == {"active"}
    assert (await world.trail())[-1] == ("manager", "transferStructure", "DONE", "")


async def test_a_transfer_that_would_undo_what_is_begun_is_refused_at_its_day() -> None:
    world, manager = await manager_of()
    await world.save_example()
    form = {"act": "transferer", "organisation": str(await association(world)), "on": "01/06/2023"}
    assert (await manager.post(page(world), data=form)).status_code == 200
    given = await manager.post(page(world), data=form | {"step": "confirm"})
    assert given.status_code == 422
    assert "réel 2024" in beside(given, "on")
    assert (await world.trail())[-1] == ("manager", "transferStructure", "REFUSED", "DECLARATIONS_BEGUN")


async def test_of_two_managers_at_once_one_transfers_and_the_other_reads_why_not() -> None:
    world, manager = await manager_of()
    second = await world.add_person("second")
    await stage.add_staff_role(second.id, Role.HABILITATION_MANAGER, world.caf, TODAY)
    colleague = await agent(world, "second")
    form = {
        "act": "transferer",
        "organisation": str(await association(world)),
        "on": TODAY.isoformat(),
        "step": "confirm",
    }
    answers = await asyncio.gather(*(each.post(page(world), data=form) for each in (manager, colleague)))
    assert sorted(given.status_code for given in answers) == [303, 422]
    late = next(given for given in answers if given.status_code == 422)
    assert f"la dernière gestion connue commence le {TODAY:%d/%m/%Y}" in beside(late, "on")
    assert len(await tenures(world)) == 2


async def test_a_structure_is_closed_after_a_look_and_opened_again() -> None:
    world, manager = await manager_of()
    form = {"act": "fermer", "last_day": YESTERDAY.isoformat()}
    seen = text(await manager.post(page(world), data=form))
    for words in (
        f"Dernière journée d'activité de Crèche 0 : {YESTERDAY:%d/%m/%Y}",
        "Elles restent en place, car les données de la dernière année sont encore à déclarer",
        f"Director {world.code}, fournisseur de données d'activité",
        f"tant que les données réelles de {YESTERDAY.year} ne sont pas transmises",
    ):
        assert words in seen
    assert (await stored(world))["closed_on"] is None
    shown = await done(manager, world, **form, step="confirm")
    assert "La fermeture est enregistrée." in shown
    assert f"Dernier jour d'activité {YESTERDAY:%d/%m/%Y}" in shown
    assert "Changer de gestionnaire" not in shown
    assert [row[2] for row in await tenures(world)] == [YESTERDAY.isoformat()]
    again = await manager.post(page(world), data=form | {"step": "confirm"})
    assert f"La dernière journée d'activité de cette structure est le {YESTERDAY:%d/%m/%Y}." in text(again)
    shown = await done(manager, world, act="rouvrir")
    assert "La fermeture est annulée." in shown
    assert (await stored(world))["closed_on"] is None
    assert [row[2] for row in await tenures(world)] == [None]
    assert [row[1:3] for row in (await world.trail())[-3:]] == [
        ("closeStructure", "DONE"), ("closeStructure", "REFUSED"), ("reopenStructure", "DONE"),
    ]  # fmt: skip


async def test_on_a_tenure_that_has_ended_somebody_is_still_habilitated() -> None:
    """Its last year is to be declared, and its approver may have left."""
    world, manager = await manager_of()
    await done(manager, world, act="fermer", last_day=YESTERDAY.isoformat(), step="confirm")
    tenure = world.tenures[0]
    assert f"/admin/habiliter?tenure={tenure}&amp;" in (await manager.get(page(world))).text
    assert f'value="{tenure}"' not in (await manager.get("/admin/habiliter")).text
    form = {
        "email": f"suite@{world.code.lower()}.example",
        "name": "La Suite",
        "role": "APPROVER",
        "tenure": str(tenure),
    }
    given = await manager.post("/admin/habiliter", data=form | {"starts_on": TODAY.isoformat(), "step": "confirm"})
    assert given.status_code == 303, text(given)
    assert "La Suite" in text(await manager.get(page(world)))


async def test_what_is_not_closed_is_not_opened_again() -> None:
    world, manager = await manager_of()
    given = await manager.post(page(world), data={"act": "rouvrir"})
    assert given.status_code == 422
    assert "Aucune fermeture n'est enregistrée pour cette structure." in text(given)
