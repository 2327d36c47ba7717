"""Loading the demo: the stories as they are told, then the rest of the population around them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from demo import names, stage
from demo.accounts import Account, accounts_of
from demo.calls import YEARS, Key
from demo.declaring import Declaring, sample
from demo.organisations import LARGE, ORGANISATIONS, SMALL_CAF, STAFF
from demo.people import add_people, harden
from demo.play import Play
from demo.population import Population
from demo.scene import OPENING, set_scene
from demo.settlement import at, settle
from demo.story import Story
from demo.text import opened_by, read_stories
from demo.visitors import Visitors
from models.engine import DB, DbRole, connect_as
from resolvers.asker import House
from resolvers.passwords import hash_password
from resolvers.releases import release
from rules.mails import Mail
from rules.periods import Days
from rules.policy import Role
from server.graphql import house_of
from server.progress import Show
from server.settings import Settings

PASSWORD = "bonjour-petite-enfance"  # noqa: S105 - printed at each start of the demo, and refused anywhere else
SEED = 2015
NATIONAL = ("florence.delmas@cnaf.example", "Florence Delmas")
RELEASED = time(6)
STILL_TO_LEAVE = (Mail.TRANSMITTED, Mail.ACCEPTED)
BY_ACTS = ("boisfleury", "premierspas")
"""The organisations whose declarations are brought where they stand by the acts themselves."""


async def load(settings: Settings, day: date, show: Show) -> list[Account]:
    """Fill an empty database, of which the doors of job, app and auth are open. Everything lies before `day`.

    Raises `demo.play.Strayed` when a story does not go as it is told.
    """
    house = house_of(settings)
    # Hundreds of sign-ins at full cost would be most of the load; nobody else knocks meanwhile.
    light = hash_password(PASSWORD, replace(house, password_time_cost=1, password_memory_kib=8))
    stories = [story for story in read_stories() if story.over(day)]
    await _tell(stories, day, light, house, show)
    plan = Population.plan(SEED, day, laid_by(stories, day))
    await _settle(plan, light, house, show)
    await _release(day, show)
    await _sent_already()
    since = day - timedelta(days=700)
    national = await add_people([NATIONAL], light, at(since, OPENING))
    await stage.add_staff_role(national[NATIONAL[0]], Role.NATIONAL, None, since)
    await harden(light, hash_password(PASSWORD, house))
    people = [person for story in stories for person in story.people]
    partners = [person.email for person in people if person.staff is None]
    staff = [person.email for person in people if person.staff is not None]
    return await accounts_of([*partners, *_others(), *staff, NATIONAL[0]], PASSWORD, day)


def _others() -> list[str]:
    """Those who answer for forty structures, and the officer of the smallest Caf."""
    people = next(each for each in ORGANISATIONS if each.domain == LARGE).named or ()
    return [*(names.email_of(name, LARGE) for name in people), f"{STAFF[1][0]}@caf{SMALL_CAF}.example"]


def laid_by(stories: Sequence[Story], day: date) -> dict[Key, Days]:
    """The periods that stories lay down themselves; those that are not over on that day are not told."""
    found: dict[Key, Days] = {}
    for story in filter(lambda each: each.over(day), stories):
        for laid in (*story.laid, *filter(None, map(opened_by, story.steps))):
            call = laid.call
            found[story.caf_code, call.kind, call.year, call.observed_until] = laid.days(story.start(day))
    return found


async def _tell(stories: Sequence[Story], day: date, hashed: str, house: House, show: Show) -> None:
    total, told = sum(len(story.steps) for story in stories), 0
    for story in stories:
        start = story.start(day)
        scene = await set_scene(story, start, hashed)
        async for _ in Play(story, scene, start, Visitors(PASSWORD, house)).steps():
            told += 1
            show("Les histoires", told, total)


async def _settle(plan: Population, hashed: str, house: House, show: Show) -> None:
    declaring = Declaring(plan, await settle(plan, hashed), house)
    by_acts = sample(plan, BY_ACTS)
    others = set(range(len(plan.tenures))) - by_acts
    await declaring.by_acts(by_acts, _counted(show, "Une ville, acte par acte", plan, by_acts))
    await declaring.in_bulk(others, _counted(show, "Le reste de la population", plan, others))


async def _release(day: date, show: Show) -> None:
    """The averages of the years whose actual declarations are in."""
    years = range(day.year - YEARS, day.year - 1)
    with connect_as(DbRole.JOB):
        for place, year in enumerate(years, start=1):
            await release("EAJE", year, at(day - timedelta(days=len(years) + 1 - place), RELEASED))
            show("Les moyennes", place, len(years))


async def _sent_already() -> None:
    """What the stories posted has left long ago, but for the latest two of these: they leave once the portal answers."""
    with connect_as(DbRole.JOB):
        await DB.fetch(
            "update outgoing_mail set sent_at = created_at, attempts = 1 where sent_at is null and id <> all ("
            " select max(id) from outgoing_mail where template = any($1) group by template)",
            list(STILL_TO_LEAVE),
        )  # fmt: skip


def _counted(show: Show, what: str, plan: Population, tenures: Collection[int]) -> Callable[[], None]:
    """Shows one declaration more at each call."""
    total, done = sum(each.tenure in tenures for each in plan.declarations), 0

    def count() -> None:
        nonlocal done
        done += 1
        show(what, done, total)

    return count
