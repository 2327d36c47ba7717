"""The page of a structure, and what is changed there: its name, its commune, its authorisations."""

import asyncio
from typing import Any

import httpx
import pytest

from demo import stage
from models.engine import watch_statements
from rules.policy import Role
from tests.admin.conftest import Cafs
from tests.admin.test_pages import TODAY, manager_of, text
from tests.admin.visits import Agent, agent
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


def page(world: World, place: int = 0) -> str:
    return f"/admin/structures/{world.structures[place]}"


async def done(manager: Agent, world: World, **form: object) -> str:
    """What is read once the act is done."""
    given = await manager.post(page(world), data=form)
    assert given.status_code == 303, text(given)
    return text(await manager.get(given.headers["location"]))


def beside(given: httpx.Response, path: str) -> str:
    """The refusal that stands at a field."""
    assert f'id="{path}-wrong"' in given.text, text(given)
    return text(httpx.Response(200, text=given.text.partition(f'id="{path}-wrong"')[2].partition("</p>")[0]))


async def stored(world: World, place: int = 0) -> dict[str, Any]:
    rows = await world.written("select * from structure where id = $1", world.structures[place])
    return dict(rows[0])


async def association(world: World) -> int:
    return await stage.add_organisation(world.caf, "73282932000074", f"Association {world.code}")


async def test_the_page_says_who_runs_it_who_is_habilitated_and_what_is_authorised() -> None:
    world, manager = await manager_of()
    shown = text(await manager.get(page(world)))
    for words in (
        "Gestionnaire Commune", f"{world.code}0", "Multi-accueil", "Ville", "01/09/2010",
        "Du 01/09/2010, sans fin prévue En cours", "01/09/2010 20", f"Director {world.code}",
        "Fournisseur de données d'activité Du 01/01/2024, sans fin prévue Active", f"Deputy {world.code}",
    ):  # fmt: skip
        assert words in shown
    assert "Aucun approbateur" not in shown


async def test_a_structure_without_an_approver_says_so_and_leads_to_the_granting() -> None:
    world = await World.make()
    manager = await agent(world, "manager")
    assert f'href="{page(world)}"' in (await manager.get("/admin/tableau")).text
    shown = await manager.get(page(world))
    assert "Aucun approbateur pour Commune." in text(shown)
    assert "Personne n'est habilité sur cette structure." in text(shown)
    way = f"/admin/habiliter?tenure={world.tenures[0]}&filter=Cr%C3%A8che+0"
    assert way.replace("&", "&amp;") in shown.text
    assert f'value="{world.tenures[0]}" checked' in (await manager.get(way)).text


async def test_its_name_its_nature_its_commune_and_its_ctg_are_changed() -> None:
    world, manager = await manager_of()
    form = {
        "act": "modifier",
        "name": "Les Lilas",
        "nature": "MICRO_CRECHE",
        "commune": "Bourg",
        "ctg_since": "01/02/2024",
    }
    assert "Les modifications sont enregistrées." in await done(manager, world, **form)
    row = await stored(world)
    assert (row["name"], row["nature"], row["commune"], str(row["ctg_since"])) == (
        "Les Lilas", "MICRO_CRECHE", "Bourg", "2024-02-01",
    )  # fmt: skip
    await done(manager, world, **form | {"ctg_since": "", "was_ctg_since": "2024-02-01"})
    assert (await stored(world))["ctg_since"] is None
    assert [row[1:] for row in (await world.trail())[-2:]] == [("changeStructure", "DONE", "")] * 2


async def test_what_another_manager_changes_meanwhile_stays() -> None:
    """Both have read the page; one corrects the name, the other the commune."""
    world, manager = await manager_of()
    second = await world.add_person("second")
    await stage.add_staff_role(second.id, Role.HABILITATION_MANAGER, world.caf, TODAY)
    colleague = await agent(world, "second")
    read = {"name": "Crèche 0", "nature": "MULTI_ACCUEIL", "commune": "Ville", "ctg_since": ""}
    read |= {f"was_{name}": value for name, value in read.items()}
    answers = await asyncio.gather(
        manager.post(page(world), data=read | {"act": "modifier", "name": "Les Lilas"}),
        colleague.post(page(world), data=read | {"act": "modifier", "commune": "Bourg"}),
    )
    assert [given.status_code for given in answers] == [303, 303]
    row = await stored(world)
    assert (row["name"], row["commune"]) == ("Les Lilas", "Bourg")


async def test_places_are_authorised_corrected_and_withdrawn() -> None:
    world, manager = await manager_of()
    shown = await done(manager, world, act="agrement", starts_on="01/03/2024", places="25")
    assert "L'agrément est enregistré." in shown
    assert "01/03/2024 25 Retirer" in shown
    assert "01/03/2024 24 Retirer" in await done(manager, world, act="agrement", starts_on="2024-03-01", places="24")
    shown = await done(manager, world, act="retirer", starts_on="2024-03-01")
    assert "L'agrément est retiré." in shown
    assert "01/03/2024" not in shown
    assert [row[1:] for row in (await world.trail())[-3:]] == [("changeLicence", "DONE", "")] * 3


@pytest.mark.parametrize(
    ("form", "path", "said"),
    [
        ({"act": "modifier", "name": "", "was_name": "Crèche 0"}, "name", "« Nom de la structure » n'est pas valable"),
        ({"act": "modifier", "nature": "CIRQUE"}, "nature", "n'est pas un code connu"),
        ({"act": "modifier", "commune": "x" * 121}, "commune", "« Commune » n'est pas valable"),
        ({"act": "modifier", "ctg_since": "hier"}, "ctgSince", "n'est pas une date"),
        ({"act": "modifier", "ctg_since": "01/01/0202"}, "ctgSince", "cette année est improbable"),
        ({"act": "agrement", "starts_on": "", "places": "25"}, "startsOn", "une date est attendue"),
        (
            {"act": "agrement", "starts_on": "31/08/2010", "places": "25"},
            "startsOn",
            "la structure ouvre le 01/09/2010",
        ),
        (
            {"act": "agrement", "starts_on": "01/01/2024", "places": "beaucoup"},
            "places",
            "beaucoup n'est pas un nombre entier",
        ),
        ({"act": "agrement", "starts_on": "01/01/2024", "places": "12,5"}, "places", "un nombre entier"),
        ({"act": "agrement", "starts_on": "01/01/2024", "places": "0"}, "places", "hors des limites"),
        ({"act": "retirer", "starts_on": "2010-09-01"}, "startsOn", "aucune autorisation à retirer"),
        ({"act": "transferer", "on": "01/02/2024"}, "organisation", "Aucun gestionnaire n'est choisi"),
        ({"act": "transferer", "on": "01/02/2024", "organisation": "own"}, "organisation", "gère déjà cette structure"),
        ({"act": "transferer", "on": "01/02/2024", "organisation": "999999"}, "organisation", "n'existe pas"),
        ({"act": "transferer", "on": "", "organisation": "other"}, "on", "une date est attendue"),
        ({"act": "transferer", "on": "01/09/2010", "organisation": "other"}, "on", "la suivante vient après"),
        ({"act": "fermer", "last_day": "30/02/2024"}, "lastDay", "n'est pas une date"),
        ({"act": "fermer", "last_day": "31/08/2010"}, "lastDay", "la structure ouvre le 01/09/2010"),
        ({"act": "fermer", "last_day": "01/01/2199"}, "lastDay", "cette année est improbable"),
    ],
)
async def test_a_refusal_stands_beside_its_field(form: dict[str, str], path: str, said: str) -> None:
    world, manager = await manager_of()
    chosen = {"own": world.organisation, "other": await association(world)}.get(form.get("organisation", ""))
    sent = form | ({"organisation": str(chosen)} if chosen else {})
    before = await world.fingerprint()
    for step in ("", "confirm"):
        given = await manager.post(page(world), data=sent | {"step": step})
        assert given.status_code in {404, 422}
        assert said in beside(given, path)
    assert await world.fingerprint() == before


@pytest.mark.parametrize("place", ["structures", "gestionnaires"])
async def test_a_row_of_another_caf_is_answered_like_an_unknown_one(cafs: Cafs, place: str) -> None:
    manager = await cafs.agent("manager")
    strange = {"structures": cafs.foreign.structures[0], "gestionnaires": cafs.foreign.organisation}[place]
    before = await cafs.foreign.fingerprint()
    for act in ("modifier", "fermer", "transferer", "rouvrir", ""):
        sent = {"act": act, "name": "Autre", "last_day": TODAY.isoformat(), "step": "confirm"}
        answers = [
            (await manager.get(f"/admin/{place}/{key}"), await manager.post(f"/admin/{place}/{key}", data=sent))
            for key in (strange, 99_999_999, "x")
        ]
        assert {given.status_code for pair in answers for given in pair} == {404}
        assert {text(given) for pair in answers for given in pair} == {text(answers[1][0])}
    assert await cafs.foreign.fingerprint() == before


@pytest.mark.parametrize("who", ["officer", "cnaf"])
async def test_who_does_not_keep_structures_reads_the_page_and_does_nothing(cafs: Cafs, who: str) -> None:
    visitor, world = await cafs.agent(who), cafs.own
    before = await world.fingerprint()
    for address in (page(world), f"/admin/gestionnaires/{world.organisation}"):
        shown = await visitor.get(address)
        assert shown.status_code == 200
        assert f'action="{address}"' not in shown.text
        assert "Habilitations" not in text(shown)
        given = await visitor.post(address, data={"act": "fermer", "name": "Autre", "last_day": TODAY.isoformat()})
        assert given.status_code == 404
    for address in ("/admin/ouvrir-une-structure", "/admin/ajouter-un-gestionnaire"):
        assert (await visitor.get(address)).status_code == 404
        assert (await visitor.post(address, data={})).status_code == 404
    assert await world.fingerprint() == before
    words = (await visitor.get("/admin/api/words/")).json()
    assert (words["structures"]["page"], words["structures"]["add"]) == ("/admin/structures/", "")


async def test_a_long_life_costs_no_more_statements() -> None:
    world, manager = await manager_of(2)
    busy = f"select {world.caf}, {world.structures[1]}"
    await world.written(
        f"insert into licence (caf_id, structure_id, starts_on, places) {busy}, '2011-01-01'::date + n, 9 from generate_series(1, 20) n"
    )
    for number in range(5):
        await world.add_person(f"person{number}")
        await world.grant(f"person{number}", Role.APPROVER, world.tenures[1])
    counts = []
    for place in (0, 1):
        with watch_statements() as seen:
            assert (await manager.get(page(world, place))).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
