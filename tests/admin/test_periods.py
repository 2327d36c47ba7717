"""The pages of an officer's periods: open one, change its days, look at what publishing does, publish it, and again."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from demo import stage
from models.engine import watch_statements
from resolvers.opaque import encode
from rules import french
from tests.admin.conftest import Cafs
from tests.admin.test_pages import TODAY, text
from tests.admin.visits import Agent, agent
from tests.world import CANCEL, World

pytestmark = pytest.mark.usefixtures("database")
YEAR = TODAY.year
DAYS = {"opens_on": TODAY, "due_on": TODAY + timedelta(days=30), "closes_on": TODAY + timedelta(days=60)}
FORM = {name: french.day(day) for name, day in DAYS.items()}
CALLED = {"structure_kind": "EAJE", "nature": "FORECAST", "year": str(YEAR)}
OPENING = "/admin/ouvrir-une-periode"


async def officer_of(structures: int = 1) -> tuple[World, Agent]:
    world = await World.make(structures=structures)
    return world, await agent(world, "officer")


async def drafted(officer: Agent) -> str:
    """The page of a new draft."""
    made = await officer.post(OPENING, data=CALLED | FORM)
    assert made.status_code == 303, text(made)
    return str(made.headers["location"]).partition("?")[0]


async def declared(world: World, page: str) -> list[Any]:
    """The declarations of the period of a page, oldest first."""
    key = int(page.rpartition("/")[2])
    return list(await world.written("select * from declaration where period_id = $1 order by id", key))


async def cancelled(world: World, page: str) -> int:
    """The first declaration of a period, once it is cancelled."""
    first = (await declared(world, page))[0]
    mark = encode("Declaration", first["id"])
    done = await world.act("officer", CANCEL, declaration=mark, version=first["version"], reason="Doublon.")
    assert done["errors"] == []
    return int(first["id"])


async def test_a_period_is_opened_as_a_draft_and_found_in_the_list_and_on_the_dashboard() -> None:
    _world, officer = await officer_of()
    empty = await officer.get(OPENING)
    assert f'value="{YEAR}"' in empty.text
    assert "Actualisé janvier à septembre" in text(empty)
    page = await drafted(officer)
    shown = text(await officer.get(page + "?fait=ouverte"))
    assert f"Prévisionnel {YEAR}" in shown
    assert "La période est enregistrée en brouillon." in shown
    assert "Brouillon" in shown
    assert "Aucune déclaration n'est ouverte." in shown
    assert "1 structure concernée n'a pas encore de déclaration" in shown
    (row,) = await officer.rows("periodes", annee=YEAR)
    assert page == f"/admin/periodes/{row['id']}"
    assert (row["ouverture"], row["publiee_le"]) == (TODAY.isoformat(), None)
    words = (await officer.get("/admin/api/words/")).json()["periodes"]
    assert (words["page"], words["add"]) == ("/admin/periodes/", OPENING)
    assert f"Prévisionnel {YEAR} {FORM['opens_on']} {FORM['due_on']} {FORM['closes_on']} Brouillon" in text(
        await officer.get("/admin/tableau")
    )


@pytest.mark.parametrize(
    ("nature", "until"), [("UPDATE-06", date(YEAR, 6, 30)), ("UPDATE-09", date(YEAR, 9, 30)), ("ACTUAL", None)]
)
async def test_an_update_counts_until_the_day_that_its_nature_names(nature: str, until: date | None) -> None:
    world, officer = await officer_of()
    days = {name: date(YEAR, 11 + place, 2) for place, name in enumerate(("opens_on", "due_on"))}
    days["closes_on"] = date(YEAR + 1, 3, 1)
    year = YEAR if until else YEAR - 1
    form = {name: french.day(day) for name, day in days.items()}
    made = await officer.post(OPENING, data=CALLED | form | {"nature": nature, "year": str(year)})
    assert made.status_code == 303, text(made)
    (row,) = await world.written(
        "select * from declaration_period where caf_id = $1 order by id desc limit 1", world.caf
    )
    assert (row["observed_until"], row["year"], row["published_at"]) == (until, year, None)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"nature": ""}, "kind", "Aucune nature d'appel n'est choisie."),
        ({"nature": "OTHER"}, "kind", "Aucune nature d'appel n'est choisie."),
        ({"structure_kind": "GARAGE"}, "structureKind", "Aucun type de structure n'est choisi."),
        ({"year": ""}, "year", "une année est attendue"),
        ({"year": "27"}, "year", "« 27 » n'est pas une année"),
        ({"year": "1999"}, "year", "l'année doit être comprise entre 2000 et 2100"),
        ({"opens_on": "31/02/2027"}, "opensOn", "« 31/02/2027 » n'est pas une date"),
        ({"opens_on": "01/01/2001"}, "opensOn", "ouvre l'année précédente ou dans l'année"),
        ({"due_on": ""}, "dueOn", "une date est attendue, par exemple 30/09/2026"),
        ({"due_on": "01/01/2001"}, "dueOn", "l'échéance précède l'ouverture"),
        ({"closes_on": "01/01/2001"}, "closesOn", "la clôture précède l'échéance"),
        ({"nature": "ACTUAL", "year": "2024"}, "year", "La période « réel 2024 » existe déjà."),
    ],
)
async def test_what_cannot_be_opened_is_said_at_its_field(changes: dict[str, str], field: str, said: str) -> None:
    world, officer = await officer_of()
    before = await world.fingerprint()
    given = await officer.post(OPENING, data=CALLED | FORM | changes)
    assert given.status_code == 422
    beside = re.search(rf'<p class="refused" id="{field}-wrong" role="alert">(.*?)</p>', given.text)
    assert beside, text(given)
    assert said in text(given)
    assert given.text.count('role="alert"') == 1
    for name, typed in (CALLED | FORM | changes).items():
        shown = f'value="{typed}"' in given.text
        assert shown or name in {"nature", "structure_kind"}, name
    assert await world.fingerprint() == before


async def test_what_publishing_does_is_seen_first_then_done() -> None:
    world, officer = await officer_of(3)
    page = await drafted(officer)
    seen = text(await officer.post(page, data={"act": "preview"}))
    assert "3 déclarations seront ouvertes." in seen
    assert "Volets demandés Volet activité, volet financier" in seen
    for place in range(3):
        assert f"Crèche {place} Commune Nouvelle" in seen
    assert await declared(world, page) == []
    done = await officer.post(page, data={"act": "publish"})
    assert done.status_code == 303
    shown = text(await officer.get(done.headers["location"]))
    assert "La période est publiée : 3 déclarations ouvertes." in shown
    assert f"Publiée, ouverte Publiée le {french.day(TODAY)}" in shown
    assert "À compléter 3 — Ensemble 3 —" in shown
    assert "Chaque structure concernée a déjà sa déclaration." in shown
    assert [row["tenure_id"] for row in await declared(world, page)] == world.tenures
    assert [row[1:] for row in await world.trail()][-2:] == [
        ("openPeriod", "DONE", ""), ("publishPeriod", "DONE", ""),
    ]  # fmt: skip


async def test_publishing_twice_is_refused_in_words_and_opens_nothing() -> None:
    world, officer = await officer_of(2)
    page = await drafted(officer)
    assert (await officer.post(page, data={"act": "publish"})).status_code == 303
    before = await world.fingerprint()
    for act in ("preview", "publish"):
        given = await officer.post(page, data={"act": act})
        assert given.status_code == 422
        assert (
            f"La période « prévisionnel {YEAR} » est déjà publiée, et aucune déclaration n'y reste à ouvrir."
            in text(given)
        )
    assert "Publier" not in re.findall(r"<button[^>]*>([^<]*)</button>", given.text)
    assert await world.fingerprint() == before


async def test_publishing_again_opens_what_came_since_and_what_is_named() -> None:
    world, officer = await officer_of(2)
    page = await drafted(officer)
    await officer.post(page, data={"act": "publish"})
    gone = await cancelled(world, page)
    structure = await stage.add_structure(
        world.caf, "N1", "Nouvelle", nature="MULTI_ACCUEIL", commune="C", places=20, opened_on=date(2020, 9, 1)
    )
    tenure = await stage.add_tenure(world.caf, world.organisation, structure, date(2020, 9, 1))
    shown = await officer.get(page)
    assert "Rouvrir une déclaration annulée" in text(shown)
    assert f'value="{gone}"' in shown.text
    without = text(await officer.post(page, data={"act": "preview"}))
    assert "1 déclaration sera ouverte." in without
    assert "Annulées 1, qui reste annulée" in without
    seen = await officer.post(page, data={"act": "preview", "again": [str(gone)]})
    assert "2 déclarations seront ouvertes." in text(seen)
    assert "Crèche 0 Commune Annulée, ouverte de nouveau" in text(seen)
    assert f'<input type="hidden" name="again" value="{gone}">' in seen.text
    done = await officer.post(page, data={"act": "publish", "again": [str(gone)]})
    assert "2 déclarations ouvertes, 1 existait déjà." in text(await officer.get(done.headers["location"]))
    found = [(row["tenure_id"], row["state"]) for row in await declared(world, page)]
    first, second = world.tenures
    assert found[:2] == [(first, "CANCELLED"), (second, "OPEN")]
    assert sorted(found[2:]) == sorted([(first, "OPEN"), (tenure, "OPEN")])


async def test_a_declaration_that_is_not_cancelled_here_is_not_opened_by_being_named(cafs: Cafs) -> None:
    world, officer = await officer_of(2)
    page = await drafted(officer)
    await officer.post(page, data={"act": "publish"})
    named = [str(row["id"]) for row in await declared(world, page)]
    named += [str(cafs.foreign.declarations[0]), "x", "99999999"]
    given = await officer.post(page, data={"act": "publish", "again": named})
    assert given.status_code == 422
    assert "aucune déclaration n'y reste à ouvrir" in text(given)


async def test_the_days_of_a_draft_change_and_those_of_a_published_period_within_the_rules() -> None:
    world, officer = await officer_of()
    page = await drafted(officer)
    later = FORM | {"closes_on": french.day(TODAY + timedelta(days=90))}
    done = await officer.post(page, data={"act": "days", **later})
    assert done.status_code == 303
    shown = await officer.get(done.headers["location"])
    assert "Les jours de la période sont modifiés." in text(shown)
    assert f'value="{later["closes_on"]}"' in shown.text
    await officer.post(page, data={"act": "publish"})
    before = await world.fingerprint()
    yesterday = french.day(TODAY - timedelta(days=1))
    for name, typed, path, said in (
        ("opens_on", yesterday, "opensOn", f"la période est ouverte depuis le {FORM['opens_on']}"),
        ("due_on", "32/01/2027", "dueOn", "« 32/01/2027 » n'est pas une date"),
        ("closes_on", yesterday, "closesOn", "la clôture précède l'échéance"),
    ):
        given = await officer.post(page, data={"act": "days", **later, name: typed})
        assert given.status_code == 422
        assert f'id="{path}-wrong"' in given.text
        assert said in text(given)
        assert f'value="{typed}"' in given.text
    assert await world.fingerprint() == before


@pytest.mark.parametrize("act", ["days", "preview", "publish", "other"])
async def test_a_period_of_another_caf_answers_like_one_that_is_not(cafs: Cafs, act: str) -> None:
    officer = await cafs.agent("officer")
    before = await cafs.foreign.fingerprint()
    answers = set()
    for key in (cafs.foreign.period, 99_999_999, "x", "0", "²"):
        page = f"/admin/periodes/{key}"
        for given in (await officer.get(page), await officer.post(page, data={"act": act, **FORM})):
            answers.add((given.status_code, given.text))
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert await cafs.foreign.fingerprint() == before


@pytest.mark.parametrize("who", ["manager", "cnaf"])
async def test_who_is_no_officer_keeps_no_period(cafs: Cafs, who: str) -> None:
    visitor = await cafs.agent(who)
    before = await cafs.own.fingerprint()
    for page in (OPENING, f"/admin/periodes/{cafs.own.period}"):
        assert (await visitor.get(page)).status_code == 404
        for act in ("days", "publish"):
            assert (await visitor.post(page, data={"act": act, **CALLED, **FORM})).status_code == 404
    assert "Ouvrir une période" not in (await visitor.get("/admin/tableau")).text
    assert await cafs.own.fingerprint() == before


async def test_the_list_writes_no_period_past_its_page() -> None:
    world, officer = await officer_of()
    for method, path in (("POST", "periodes/"), ("PATCH", f"periodes/{world.period}/")):
        given = await officer.request(method, f"/admin/api/tables/{path}", json={"cloture": "2030-01-01"})
        assert given.status_code == 405


async def test_forty_structures_are_looked_at_in_as_many_statements_as_one() -> None:
    run = []
    for structures in (1, 40):
        _world, officer = await officer_of(structures)
        page = await drafted(officer)
        with watch_statements() as seen:
            await officer.post(page, data={"act": "preview"})
        run.append(len(seen))
    assert run[0] == run[1]
