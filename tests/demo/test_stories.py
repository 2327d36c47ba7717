"""The three examples of the founding document, played as they are told."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.names import luhn
from demo.play import Play, Strayed
from demo.scene import set_scene
from demo.story import BadStory, Step, Story
from demo.text import FOLDER, opened_by, read_stories, read_story
from demo.verbs import DETAILS
from demo.visitors import Visitors
from models.engine import DbRole
from resolvers.passwords import hash_password
from rules.timing import Timing, timing
from server.database_url import Urls
from tests.demo.conftest import ask_job, engine_on
from tests.world import HOUSE, PASSWORD

STORIES = {story.name.partition("-")[0]: story for story in read_stories()}
START = date(2025, 1, 20)

each_story = pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.name)

GRANTS = {"1": (9, 5), "2": (9, 2), "3": (3, 1), "4": (6, 4)}
"""Habilitations and people: of the three examples, as the founding document counts them."""

RIGHTS = {
    "1": [("FORECAST", 2024, "166731.44", "171633.44"), ("ACTUAL", 2024, "169171.79", "171823.79")],
    "2": [("FORECAST", 2025, "200857.58", "206106.48"), ("ACTUAL", 2024, "197359.65", "205979.15")],
    "3": [("ACTUAL", 2024, "72480.59", "73998.20")],
    "4": [
        ("FORECAST", 2024, "200158.45", "209927.92"),
        ("FORECAST", 2024, "137801.11", "139988.70"),
        ("UPDATE", 2024, "198018.62", "207676.44"),
        ("UPDATE", 2024, "194873.31", "201187.27"),
        ("ACTUAL", 2024, "170019.53", "176182.26"),
        ("ACTUAL", 2024, "169039.53", "175202.26"),
    ],
}
"""Every right accepted, with its prestation: worked out by hand, not copied from the text of the stories."""


async def _played(story: Story, urls: Urls, on: date = START) -> list[Step]:
    """The scene set by the job role, then the play behind the doors of the web process only."""
    start = story.steps[0].moment.day.fixed or on
    async with engine_on(urls):
        scene = await set_scene(story, start, hash_password(PASSWORD, HOUSE))
        assert await ask_job("select id from role_grant") == []
    async with engine_on(urls, DbRole.APP, DbRole.AUTH):
        return [step async for step in Play(story, scene, start, Visitors(PASSWORD, HOUSE)).steps()]


@each_story
async def test_everybody_does_and_is_told_what_the_text_says(
    story: Story, clone: Callable[[], Awaitable[Urls]]
) -> None:
    urls = await clone()
    assert await _played(story, urls) == list(story.steps)
    async with engine_on(urls):
        await _founding_document_is_respected(story)
        await _each_act_left_one_audit_row(story)
        assert await ask_job("select id from session") == []


async def _founding_document_is_respected(story: Story) -> None:
    number = story.name.partition("-")[0]
    granted = await ask_job("select person_id from role_grant")
    assert (len(granted), len({row["person_id"] for row in granted})) == GRANTS[number]
    rights = await ask_job(
        "select d.kind, d.year, r.psu::text as psu, r.amount::text as amount from accepted_right r"
        " join declaration d on d.id = r.declaration_id order by r.id"
    )
    assert [tuple(row.values()) for row in rights] == RIGHTS[number]


ACTS = {
    "habilite": "grantRole", "enregistre": "save", "colle": "save", "termine": "completePart", "approuve": "approve",
    "prend en charge": "take", "valide": "accept", "rouvre le volet": "reopenPart", "renvoie le volet": "sendBackPart",
    "retire": "withdraw", "retourne": "return", "rouvre": "reopen", "annule": "cancel", "accorde un délai": "grantDelay",
    "ouvre une période": "openPeriod", "publie": "publishPeriod", "indique le total commun": "stateGroupAccounts",
}  # fmt: skip


async def _each_act_left_one_audit_row(story: Story) -> None:
    told = []
    for step in story.steps:
        if step.does in ACTS:
            times = len(step.details["rôles"]) * len(step.details["structures"]) if step.does == "habilite" else 1
            codes = ",".join(each["code"] for each in step.told.get("refus", ()))
            told += [(step.who, ACTS[step.does], "REFUSED" if codes else "DONE", codes)] * times
    # Coming in and leaving are noted too, and no step of a story.
    noted = await ask_job(
        "select actor_name, act, outcome, codes from audit_entry where act not in ('signIn', 'signOut') order by id"
    )
    assert [tuple(row.values()) for row in noted] == told


SHORT = replace(STORIES["3"], steps=STORIES["3"].steps[:3])


def _told_otherwise(step: Step, **told: Any) -> Story:
    changed = replace(step, told={**step.told, **told})
    return replace(SHORT, steps=tuple(changed if each is step else each for each in SHORT.steps))


@pytest.mark.parametrize(
    ("story", "strayed", "differences"),
    [
        (_told_otherwise(SHORT.steps[2], état="validée"), 3, {"état": ("validée", "en cours de saisie")}),
        (_told_otherwise(SHORT.steps[2], refus=[{"code": "CONFLICT"}]), 3, {"refus": ([{"code": "CONFLICT"}], [])}),
        (_told_otherwise(SHORT.steps[1], refus=[{"code": "STAFF_ACCOUNT"}]), 2,
         {"refus": ([{"code": "STAFF_ACCOUNT"}], [{"code": "STAFF_ACCOUNT", "où": ["email"]}])}),
        (_told_otherwise(SHORT.steps[2], estimation="1,00 €"), 3, {"estimation": ("1,00 €", "aucune (ITEMS_MISSING)")}),
    ],
)  # fmt: skip
async def test_a_story_that_tells_something_else_is_stopped(
    clone: Callable[[], Awaitable[Urls]], story: Story, strayed: int, differences: dict[str, Any]
) -> None:
    with pytest.raises(Strayed) as stopped:
        await _played(story, await clone())
    assert (stopped.value.step.number, stopped.value.differences) == (strayed, differences)


@each_story
def test_a_story_is_over_when_the_demonstration_opens(story: Story) -> None:
    start = story.start(START)
    last = story.last_day.on(start)
    assert story.steps[-1].moment.at(start).date() < last
    assert luhn(story.siret)
    assert luhn(story.siret[:9])
    assert all(person.email.endswith(".example") for person in story.people)


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_an_example_leaves_something_to_do(number: str) -> None:
    last = STORIES[number].last_day.on(START)
    periods = [laid.days(START) for laid in STORIES[number].laid]
    assert Timing.OPEN in {timing(last, each.opens_on, each.due_on, each.closes_on) for each in periods}


def test_four_people_live_a_whole_year() -> None:
    year = STORIES["4"]
    assert {laid.call.name for laid in map(opened_by, year.steps) if laid} == {
        "prévisionnel 2024", "actualisé janvier à juin 2024", "actualisé janvier à septembre 2024", "réel 2024"
    }  # fmt: skip
    does: dict[str, set[str]] = {}
    for step in year.steps:
        does.setdefault(year.person(step.who).job, set()).add(step.does)
    assert does["directrice des Hirondelles"] >= {"enregistre", "lit l'infobulle", "termine", "consulte"}
    assert does["responsable financier"] >= {"colle", "enregistre", "rouvre le volet", "indique le total commun"}
    assert does["adjointe au maire"] == {
        "consulte", "renvoie le volet", "approuve", "retire", "vérifie le reçu", "regarde ce qui l'attend"
    }  # fmt: skip
    assert does["agente de traitement"] == {
        "ouvre une période", "publie", "suit la liste", "accorde un délai", "prend en charge", "retourne", "valide",
        "rouvre", "annule",
    }  # fmt: skip


def test_every_verb_is_told() -> None:
    assert {step.does for story in STORIES.values() for step in story.steps} == set(DETAILS)


def test_the_stories_show_what_the_portal_is_for() -> None:
    steps = [step for story in STORIES.values() for step in story.steps]
    refused = {(each["code"], each.get("contrôle")) for step in steps for each in step.told.get("refus", ())}
    assert refused >= {
        ("CONTROL_BLOCKS", "TRAINING_DAYS_OVER_LIMIT"), ("CONTROL_BLOCKS", "FAMILY_CONTRIBUTIONS_DIFFER"),
        ("REMARK_WANTED", "OPENING_DAYS_UNUSUAL"), ("CONFLICT", None), ("NOT_FOUND", None), ("FORBIDDEN", None),
        ("ATTESTATION_WANTED", None), ("PERIOD_CLOSED", None), ("PERIOD_NOT_OPEN", None), ("SELF_GRANT", None),
        ("PERIOD_EXISTS", None), ("SHEET_UNKNOWN_LINE", None), ("REASON_WANTED", None),
    }  # fmt: skip
    assert all(step.narration.endswith(".") for step in steps)


TEXT = (FOLDER / "3-association-le-president.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("fait: valide", "fait: valider", "acte 16 : « valider » est inconnu ; possibles : habilite,"),
        ("    atteste: oui", "    attesté: oui", "acte 12 : « attesté » est inconnu ici ; possibles : atteste,"),
        ("      droit: 73", "      droits: 73", "acte 16 : « droits » est inconnu ici"),
        ("le: J+6 à 20h00", "le: J+6 à 20 h", "acte 3 : « J+6 à 20 h » n'est pas un moment"),
        ("le: J+6 à 20h00", "le: J+6 à 25h00", "acte 3 : « J+6 à 25h00 » n'est pas un moment"),
        ("le: J+6 à 20h10", "le: J+5 à 20h10", "acte 4 : il vient avant le précédent"),
        ("qui: Sylvie Morel", "qui: Sylvie Moral", "« Sylvie Moral » n'est pas dans la scène"),
        ("nature: Micro-crèche", "nature: Crèche", "« Crèche » est inconnu ; possibles : Multi-accueil,"),
        ("ouverte: 2006-04-03", "ouverte: 2016", "« 2016 » n'est pas un jour"),
        ("ouverte: 2006-04-03", "ouverte: J-9", "« J-9 » n'est pas une date"),
        ("dernier jour: J+60", "dernier jour: J+16", "le dernier jour précède la fin des actes"),
        ("ouvre: J,", "ouvre: demain,", "« demain » n'est pas un jour"),
        ("    atteste: oui", "", "acte 12 : « atteste » manque"),
        ("titre:", "title:", "« titre » manque"),
    ],
)
def test_a_text_with_a_slip_is_refused_with_its_place(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in TEXT
    (tmp_path / "slip.yaml").write_text(TEXT.replace(before, after, 1), "utf-8")
    with pytest.raises(BadStory, match=r"^slip\.yaml : ") as refused:
        read_story(tmp_path / "slip.yaml")
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("      60 Achats:", "      60 Achat:", "« 60 Achat » n'est pas une rubrique"),
        ("[Les Petits Mousses, réel, 2024]", "[Les Petits Mousses, réel, 2023]", "Les Petits Mousses réel 2023 n'est pas demandé"),
    ],
)  # fmt: skip
async def test_a_figure_or_a_declaration_that_does_not_exist_stops_the_play(
    clone: Callable[[], Awaitable[Urls]], tmp_path: Path, before: str, after: str, words: str
) -> None:
    (tmp_path / "slip.yaml").write_text(TEXT.replace(before, after, 1), "utf-8")
    with pytest.raises(BadStory) as refused:
        await _played(read_story(tmp_path / "slip.yaml"), await clone(), START + timedelta(days=1))
    assert words in str(refused.value)
