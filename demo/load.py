"""Loading the demo: the three stories as they are told, then the rest of the population around them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from demo import stage
from demo.accounts import Account, accounts_of
from demo.calls import Key
from demo.people import add_people, harden
from demo.play import Play
from demo.population import Population
from demo.progress import Show
from demo.scene import set_scene
from demo.settlement import settle
from demo.story import Person, Story
from demo.text import read_stories
from demo.visitors import Visitors
from resolvers.asker import House
from resolvers.passwords import hash_password
from rules.french import PARIS
from rules.policy import Role
from server.graphql import house_of
from server.settings import Settings

PASSWORD = "bonjour-petite-enfance"  # noqa: S105 - printed at each start of the demo, and refused anywhere else
SEED = 2015
NATIONAL = ("florence.delmas@cnaf.example", "Florence Delmas")


async def load(settings: Settings, day: date, show: Show) -> list[Account]:
    """Fill an empty database, of which the doors of job, app and auth are open. Everything lies before `day`.

    Raises `demo.play.Strayed` when a story does not go as it is told.
    """
    house = house_of(settings)
    # Thirty-five sign-ins at full cost would be most of the load; nobody else knocks meanwhile.
    light = hash_password(PASSWORD, replace(house, password_time_cost=1, password_memory_kib=8))
    stories = read_stories()
    await _tell(stories, day, light, house, show)
    plan = Population.plan(SEED, day, taken_by(stories), settings.fictional_allowed)
    await _settle(plan, light, house, show)
    since = day - timedelta(days=700)
    national = await add_people([NATIONAL], light, datetime.combine(since, time(8), PARIS))
    await stage.add_staff_role(national[NATIONAL[0]], Role.NATIONAL, None, since)
    await harden(light, hash_password(PASSWORD, house))
    partners_first = sorted(_people(stories), key=lambda person: person.staff is not None)
    return await accounts_of([*(each.email for each in partners_first), NATIONAL[0]], PASSWORD, day)


def taken_by(stories: Sequence[Story]) -> set[Key]:
    """The periods that stories lay down themselves."""
    return {(story.caf_code, call.kind, call.year) for story in stories for call in story.calls}


async def _tell(stories: Sequence[Story], day: date, hashed: str, house: House, show: Show) -> None:
    total, told = sum(len(story.steps) for story in stories), 0
    for story in stories:
        start = day - timedelta(days=story.last_day.offset)
        scene = await set_scene(story, start, hashed)
        async for _ in Play(story, scene, start, Visitors(PASSWORD, house)).steps():
            told += 1
            show("Les trois exemples", told, total)


async def _settle(plan: Population, hashed: str, house: House, show: Show) -> None:
    written = 0

    def done() -> None:
        nonlocal written
        written += 1
        show("Le reste de la population", written, len(plan.declarations))

    await settle(plan, hashed, house, done)


def _people(stories: Sequence[Story]) -> list[Person]:
    return [person for story in stories for person in story.people]
