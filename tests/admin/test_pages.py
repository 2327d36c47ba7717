"""The pages of our own: what the lists cannot do, done by our acts, without a script."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
import pytest

from rules.policy import Role
from rules.timing import day_in_france
from tests.admin.conftest import Cafs
from tests.admin.visits import Agent, agent
from tests.world import World

TODAY = day_in_france(datetime.now(UTC))
pytestmark = pytest.mark.usefixtures("database")
ROLES = ("ACTIVITY_DATA_PROVIDER", "FINANCIAL_DATA_PROVIDER", "APPROVER")


def text(response: httpx.Response) -> str:
    """What a person reads, without tags."""
    bare = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", response.text, flags=re.S)
    return " ".join(unescape(bare).replace("\N{NO-BREAK SPACE}", " ").split())


def granting(world: World, **changes: object) -> dict[str, object]:
    """The form of « Habiliter une personne », filled in."""
    return {
        "email": f"nouvelle@{world.code.lower()}.example", "name": "Nouvelle Personne", "role": list(ROLES),
        "tenure": [str(key) for key in world.tenures], "starts_on": TODAY.isoformat(), "ends_on": "", **changes,
    }  # fmt: skip


async def manager_of(structures: int = 1) -> tuple[World, Agent]:
    world = await World.granted(structures=structures)
    return world, await agent(world, "manager")


async def test_twelve_grants_are_looked_at_then_made_in_one_act() -> None:
    world, manager = await manager_of(4)
    seen = await manager.post("/admin/habiliter", data=granting(world, step="preview"))
    assert "12 habilitations ." in text(seen) or "12 habilitations" in text(seen)
    assert await manager.rows("habilitations", adresse="nouvelle") == []
    done = await manager.post("/admin/habiliter", data=granting(world, step="confirm"))
    assert done.status_code == 303, text(done)
    shown = await manager.get(done.headers["location"])
    assert "12 habilitations accordées." in text(shown)
    assert len(await manager.rows("habilitations", adresse="nouvelle")) == 12
    assert ("manager", "grantRoles", "DONE", "") in await world.trail()


async def test_what_stands_already_is_counted_and_left_alone() -> None:
    world, manager = await manager_of(2)
    first = granting(world, role=["APPROVER"], step="confirm")
    assert (await manager.post("/admin/habiliter", data=first)).status_code == 303
    seen = await manager.post("/admin/habiliter", data=granting(world, step="preview"))
    assert "6 habilitations , dont 2 déjà en cours" in text(seen)
    done = await manager.post("/admin/habiliter", data=granting(world, step="confirm"))
    shown = await manager.get(done.headers["location"])
    assert "4 habilitations accordées, 2 étaient déjà en cours." in text(shown)
    assert len(await manager.rows("habilitations", adresse="nouvelle")) == 6


async def test_the_structures_are_filtered_and_what_is_ticked_stays() -> None:
    world, manager = await manager_of(3)
    ticked = str(world.tenures[0])
    form = granting(world, step="filter", filter="crèche 2", tenure=[ticked])
    seen = await manager.post("/admin/habiliter", data=form)
    assert f'value="{ticked}" checked' in seen.text
    assert f'value="{world.tenures[2]}"' in seen.text
    assert f'value="{world.tenures[1]}"' not in seen.text
    assert 'value="Nouvelle Personne"' in seen.text
    none = await manager.post("/admin/habiliter", data=form | {"filter": "rien de tel", "tenure": []})
    assert "Aucune structure ne correspond" in text(none)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "personne"}, "« personne » n'est pas une adresse électronique"),
        ({"name": ""}, "Le nom n'est pas valable"),
        ({"role": []}, "Aucun rôle n'est coché"),
        ({"tenure": []}, "Aucune structure n'est cochée"),
        ({"tenure": ["999999"]}, "Aucune structure n'est cochée"),
        ({"starts_on": "demain"}, "« demain » n'est pas une date, qui s'écrit comme 30/09/2026"),
        ({"starts_on": "31/02/2027"}, "« 31/02/2027 » n'est pas une date"),
        ({"ends_on": "5/1/27"}, "« 5/1/27 » n'est pas une date"),
        ({"starts_on": ""}, "une date est attendue"),
        ({"ends_on": "01/01/2020"}, "la fin précède le début"),
    ],
)
async def test_a_refusal_stands_beside_its_field(changes: dict[str, object], said: str) -> None:
    world, manager = await manager_of()
    for step in ("preview", "confirm"):
        given = await manager.post("/admin/habiliter", data=granting(world, step=step, **changes))
        assert given.status_code == 422
        assert said in text(given)
    assert await manager.rows("habilitations", adresse="nouvelle") == []


async def test_nobody_habilitates_himself() -> None:
    world, manager = await manager_of()
    given = await manager.post(
        "/admin/habiliter", data=granting(world, email=world.people["manager"].email, step="confirm")
    )
    assert given.status_code == 422
    assert "Vous ne pouvez pas agir sur vos propres habilitations." in text(given)


async def test_what_stands_in_the_way_of_one_structure_names_it() -> None:
    world, manager = await manager_of(2)
    later = (TODAY + timedelta(days=9)).isoformat()
    one = granting(world, role=["APPROVER"], tenure=[str(world.tenures[1])], ends_on=later, step="confirm")
    assert (await manager.post("/admin/habiliter", data=one)).status_code == 303
    for step in ("preview", "confirm"):
        given = await manager.post("/admin/habiliter", data=granting(world, step=step))
        assert given.status_code == 422
        assert "Crèche 1 : Cette personne a déjà ce rôle" in text(given)


async def test_a_request_waits_is_activated_suspended_and_ended() -> None:
    world, manager = await manager_of()
    form = granting(world, role=["APPROVER"], step="confirm", requested="yes")
    await manager.post("/admin/habiliter", data=form)
    (grant,) = await manager.rows("habilitations", adresse="nouvelle")
    assert grant["etat"] == "demandée"
    assert "Nouvelle Personne" in text(await manager.get("/admin/tableau"))
    page = f"/admin/habilitations/{grant['id']}"
    for act, said, state in (
        ("activate", "L'habilitation est active.", "active"),
        ("suspend", "L'habilitation est suspendue.", "suspendue"),
        ("activate", "L'habilitation est active.", "active"),
        ("end", "L'habilitation est terminée.", "terminée"),
    ):
        done = await manager.post(page, data={"act": act})
        assert done.status_code == 303, (act, text(done))
        assert said in text(await manager.get(done.headers["location"]))
        (grant,) = await manager.rows("habilitations", adresse="nouvelle")
        assert grant["etat"] == state
    again = await manager.post(page, data={"act": "end"})
    assert again.status_code == 422
    assert "a déjà pris fin" in text(again)


async def test_a_grant_ends_on_a_day() -> None:
    _world, manager = await manager_of()
    grant = (await manager.rows("habilitations", adresse="director"))[0]
    page = f"/admin/habilitations/{grant['id']}"
    last = TODAY + timedelta(days=30)
    assert (await manager.post(page, data={"act": "end_on", "ends_on": last.strftime("%d/%m/%Y")})).status_code == 303
    shown = text(await manager.get(page))
    assert f"au {last.strftime('%d/%m/%Y')}" in shown
    assert last.strftime("%d/%m/%Y") in text(await manager.get("/admin/tableau"))
    past = await manager.post(page, data={"act": "end_on", "ends_on": "2020-01-01"})
    assert past.status_code == 422
    assert "la fin ne peut pas être dans le passé" in text(past)


async def test_an_account_is_opened_and_the_answer_never_tells_whether_it_existed() -> None:
    world, manager = await manager_of()
    other = await World.granted()
    answers = []
    for email in (f"inconnue@{world.code.lower()}.example", other.people["director"].email):
        done = await manager.post("/admin/ouvrir-un-compte", data={"email": email, "name": "Une Personne"})
        assert done.status_code == 303
        shown = text(await manager.get(done.headers["location"]))
        answers.append(shown.replace(email, "@"))
    assert answers[0] == answers[1]
    assert "un lien lui est envoyé par courriel" in answers[0]
    names = {row["personne"] for row in await manager.rows("personnes")}
    assert "Une Personne" in names
    assert other.people["director"].name not in names
    refused = await manager.post("/admin/ouvrir-un-compte", data={"email": "non", "name": ""})
    assert refused.status_code == 422
    assert "n'est pas une adresse électronique" in text(refused)


async def test_the_link_goes_out_again_and_a_new_password_is_wanted() -> None:
    world, manager = await manager_of()
    person = world.people["director"].id
    page = f"/admin/personnes/{person}"
    assert world.people["director"].email in text(await manager.get(page))
    for act in ("lien", "motdepasse"):
        assert (await manager.post(page, data={"act": act})).status_code == 303
    (row,) = await world.written("select must_change from person where id = $1", person)
    assert row["must_change"]


@pytest.mark.parametrize("page", ["/admin/personnes/{person}", "/admin/habilitations/{grant}"])
async def test_what_is_of_another_caf_is_not_there(cafs: Cafs, page: str) -> None:
    manager = await cafs.agent("manager")
    strange = page.format(person=cafs.foreign.people["director"].id, grant=cafs.foreign_rows["role_grant"][0]["id"])
    unknown = page.format(person=99_999_999, grant=99_999_999)
    for address in (strange, unknown, page.format(person="x", grant="x")):
        given = await manager.get(address)
        assert given.status_code == 404
        assert text(given) == text(await manager.get(unknown))
        assert (await manager.post(address, data={"act": "end"})).status_code in {404, 422}


@pytest.mark.parametrize("page", ["habiliter", "ouvrir-un-compte", "nommer", "personnes/1", "habilitations/1"])
async def test_a_page_of_another_role_is_not_there(cafs: Cafs, page: str) -> None:
    officer = await cafs.agent("officer")
    assert (await officer.get(f"/admin/{page}")).status_code == 404
    assert (await officer.post(f"/admin/{page}", data={})).status_code == 404
    assert (await officer.get("/admin/tableau")).status_code == 200


async def test_without_a_session_one_is_led_to_the_sign_in_and_back() -> None:
    given = await Agent().get("/admin/habiliter")
    assert (given.status_code, given.headers["location"]) == (303, "/admin/sign-in?next=%2Fadmin%2Fhabiliter")


async def test_another_site_posts_nothing() -> None:
    world, manager = await manager_of()
    for origin in ("https://elsewhere.example", "null"):
        given = await manager.post("/admin/habiliter", data=granting(world, step="confirm"), headers={"Origin": origin})
        assert given.status_code == 403
    assert await manager.rows("habilitations", adresse="nouvelle") == []


async def test_the_dashboard_says_what_waits_and_when_nothing_does() -> None:
    world = await World.make()
    manager = await agent(world, "manager")
    shown = text(await manager.get("/admin/tableau"))
    assert "Aucune habilitation ne se termine dans les 60 jours." in shown
    assert "Aucune demande n'attend." in shown
    assert "Crèche 0" in shown
    await world.grant("deputy", Role.APPROVER, world.tenures[0])
    assert "Chaque structure a un approbateur." in text(await manager.get("/admin/tableau"))
    officer = text(await (await agent(world, "officer")).get("/admin/tableau"))
    assert "À compléter 1" in officer
    assert "Réel 2024" in officer


async def test_the_cnaf_names_staff_and_closes_an_account() -> None:
    world = await World.make()
    await world.add_national("cnaf")
    await world.add_person("spare")
    cnaf = await agent(world, "cnaf")
    email = world.people["spare"].email
    form = {
        "act": "nommer",
        "email": email,
        "name": "Agent Nouveau",
        "role": "HABILITATION_MANAGER",
        "caf": str(world.caf),
        "starts_on": TODAY.isoformat(),
    }
    done = await cnaf.post("/admin/nommer", data=form)
    assert done.status_code == 303, text(done)
    assert [row["role"] for row in await cnaf.rows("agents", adresse=email)] == [
        "gestionnaire des habilitations de la Caf"
    ]
    refused = await cnaf.post("/admin/nommer", data=form | {"caf": "", "email": "non"})
    assert refused.status_code == 422
    assert (await cnaf.post("/admin/nommer", data={"act": "fermer", "email": email})).status_code == 303
    (row,) = await world.written("select active from person where email = $1", email)
    assert not row["active"]
    unknown = await cnaf.post("/admin/nommer", data={"act": "fermer", "email": "personne@nulle.example"})
    assert unknown.status_code in {404, 422}


async def test_lists_are_written_by_our_acts() -> None:
    world, manager = await manager_of()
    made = await manager.post(
        "/admin/api/tables/gestionnaires/", json={"raison_sociale": "Mairie", "siret": "732 829 320 00074"}
    )
    assert made.status_code == 201, made.text
    key = made.json()[0]["id"]
    renamed = await manager.patch(f"/admin/api/tables/gestionnaires/{key}/", json={"raison_sociale": "Ville"})
    assert renamed.status_code == 200, renamed.text
    assert [row["siret"] for row in await manager.rows("gestionnaires", raison_sociale="Ville")] == ["73282932000074"]
    wrong = await manager.post("/admin/api/tables/gestionnaires/", json={"raison_sociale": "M", "siret": "1"})
    assert [each["loc"][-1] for each in wrong.json()["detail"]] == ["Siret"]
    structure = f"/admin/api/tables/structures/{world.structures[0]}/"
    given = await manager.patch(
        structure, json={"nom": "Crèche des Lilas", "nature": "Micro-crèche", "commune": "Ville"}
    )
    assert given.status_code == 200, given.text
    (row,) = await manager.rows("structures", nom="Lilas")
    assert row["nature"] == "Micro-crèche"
    assert [act for _, act, outcome, _ in (await world.trail())[-4:] if outcome == "DONE"] == [
        "addOrganisation", "renameOrganisation", "changeStructure",
    ]  # fmt: skip
