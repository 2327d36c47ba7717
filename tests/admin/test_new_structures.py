"""« Ouvrir une structure », « Ajouter un gestionnaire », and the page of a gestionnaire."""

import pytest

from demo import stage
from models.engine import watch_statements
from tests.admin.test_pages import manager_of, text
from tests.admin.test_structures import beside
from tests.admin.visits import agent
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")
NEW = "/admin/ouvrir-une-structure"
SIRET = "732 829 320 00074"


def lucioles(world: World, **changes: str) -> dict[str, str]:
    """The form, filled in."""
    return {
        "organisation": str(world.organisation), "name": "Les Lucioles", "id_equ": f"{world.code}-N",
        "nature": "EAJE/MICRO_CRECHE", "commune": "Bourg", "opened_on": "01/03/2025", "places": "12", "ctg_since": "",
        **changes,
    }  # fmt: skip


async def test_a_structure_is_opened_with_its_gestionnaire_and_its_first_authorisation() -> None:
    world, manager = await manager_of()
    assert "Ouvrir une structure" in text(await manager.get("/admin/tableau"))
    form = await manager.get(f"{NEW}?organisation={world.organisation}")
    assert f'value="{world.organisation}" selected' in form.text
    given = await manager.post(NEW, data=lucioles(world, ctg_since="01/01/2026"))
    assert given.status_code == 303, text(given)
    shown = text(await manager.get(given.headers["location"]))
    for words in (
        "La structure est ouverte.", "Aucun approbateur pour Commune.", "Gestionnaire Commune", "Micro-crèche", "01/03/2025 12",
        "Ctg depuis le 01/01/2026", "Du 01/03/2025, sans fin prévue En cours",
    ):  # fmt: skip
        assert words in shown
    assert (await world.trail())[-1] == ("manager", "addStructure", "DONE", "")


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"organisation": ""}, "organisation", "Aucun gestionnaire n'est choisi"),
        ({"organisation": "999999"}, "organisation", "n'existe pas"),
        ({"name": ""}, "name", "« Nom de la structure » n'est pas valable"),
        ({"id_equ": ""}, "idEqu", "n'est pas valable"),
        ({"id_equ": "known"}, "idEqu", "est déjà connu de votre Caf"),
        ({"nature": ""}, "nature", "Aucune nature d'activité n'est choisie"),
        ({"nature": "EAJE/CIRQUE"}, "nature", "n'est pas un code connu"),
        ({"nature": "CIRQUE/MICRO_CRECHE"}, "kind", "n'est pas un code connu"),
        ({"commune": ""}, "commune", "« Commune » n'est pas valable"),
        ({"opened_on": ""}, "openedOn", "une date est attendue"),
        ({"opened_on": "01/01/0225"}, "openedOn", "cette année est improbable"),
        ({"places": "douze"}, "places", "douze n'est pas un nombre entier"),
        ({"places": "1000"}, "places", "hors des limites"),
        ({"ctg_since": "oui"}, "ctgSince", "n'est pas une date"),
    ],
)
async def test_a_refusal_stands_beside_its_field(changes: dict[str, str], path: str, said: str) -> None:
    world, manager = await manager_of()
    before = await world.fingerprint()
    sent = {name: f"{world.code}0" if value == "known" else value for name, value in changes.items()}
    given = await manager.post(NEW, data=lucioles(world, **sent))
    assert given.status_code in {404, 422}
    assert said in beside(given, path)
    assert path == "name" or 'value="Les Lucioles"' in given.text
    assert await world.fingerprint() == before


async def test_the_organisation_of_another_caf_opens_nothing() -> None:
    world, manager = await manager_of()
    other = await World.make()
    before = await other.fingerprint()
    given = await manager.post(NEW, data=lucioles(world, organisation=str(other.organisation)))
    assert "n'existe pas" in beside(given, "organisation")
    assert await other.fingerprint() == before
    assert (await world.trail())[-1] == ("manager", "addStructure", "REFUSED", "NOT_FOUND")


async def test_a_gestionnaire_is_added_opens_a_structure_and_is_renamed() -> None:
    world, manager = await manager_of()
    given = await manager.post("/admin/ajouter-un-gestionnaire", data={"siret": SIRET, "name": "Les Amis"})
    assert given.status_code == 303, text(given)
    address = given.headers["location"].partition("?")[0]
    shown = await manager.get(given.headers["location"])
    for words in ("Le gestionnaire est ajouté.", "Siret 73282932000074", "n'a encore géré aucune structure"):
        assert words in text(shown)
    key = address.rpartition("/")[2]
    assert f"{NEW}?organisation={key}" in shown.text
    assert (await manager.post(NEW, data=lucioles(world, organisation=key))).status_code == 303
    assert "Les Lucioles Bourg Du 01/03/2025, sans fin prévue En cours" in text(await manager.get(address))
    given = await manager.post(address, data={"name": "Les Amis des enfants"})
    assert given.status_code == 303
    assert "La raison sociale est enregistrée." in text(await manager.get(given.headers["location"]))
    given = await manager.post(address, data={"name": ""})
    assert "« Raison sociale » n'est pas valable" in beside(given, "name")
    assert [row[1:] for row in (await world.trail())[-4:]] == [
        ("addOrganisation", "DONE", ""), ("addStructure", "DONE", ""), ("renameOrganisation", "DONE", ""),
        ("renameOrganisation", "REFUSED", "BAD_TEXT"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "path", "said"),
    [
        ({"siret": "123", "name": "Les Amis"}, "siret", "« 123 » n'est pas un numéro Siret."),
        ({"siret": SIRET, "name": ""}, "name", "« Raison sociale » n'est pas valable"),
        ({"siret": "0" * 14, "name": "Les Amis"}, "siret", "est déjà connu de votre Caf"),
    ],
)
async def test_a_gestionnaire_that_cannot_be_is_refused_at_its_field(
    form: dict[str, str], path: str, said: str
) -> None:
    world, manager = await manager_of()
    await stage.add_organisation(world.caf, "0" * 14, "Zéro")
    given = await manager.post("/admin/ajouter-un-gestionnaire", data=form)
    assert given.status_code == 422
    assert said in beside(given, path)


async def test_a_caf_without_a_gestionnaire_is_led_to_adding_one() -> None:
    world = await World.make(structures=0)
    await world.written("delete from organisation where id = $1", world.organisation)
    shown = await (await agent(world, "manager")).get(NEW)
    assert "Votre Caf n'a pas encore de gestionnaire" in text(shown)
    assert "/admin/ajouter-un-gestionnaire" in shown.text


async def test_many_structures_cost_no_more_statements() -> None:
    counts = []
    for number in (1, 6):
        world, manager = await manager_of(number)
        for address in (NEW, f"/admin/gestionnaires/{world.organisation}"):
            with watch_statements() as seen:
                assert (await manager.get(address)).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
