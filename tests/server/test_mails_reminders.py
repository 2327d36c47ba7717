"""Reminders: to those whose turn it is, to those whose grant ends; each once, on the days named, whatever day was missed."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models.engine import DbRole, connect_as, watch_statements
from resolvers.reminders import remind
from rules.french import PARIS
from rules.mails import Mail
from rules.policy import Role
from server.mail.carrier import Folder
from tests.demo.conftest import Clone, engine_on
from tests.mails import deliver, empty, plain, rows
from tests.server.acts import assert_well_written
from tests.world import COMPLETE, DELAY, World

DUE = date(2025, 3, 31)
DAYS = {Mail.DEADLINE_NEAR: (10, 3), Mail.GRANT_ENDING: (30, 7)}


@pytest.fixture(autouse=True)
async def _office(clone: Clone) -> AsyncIterator[None]:
    """A database for each test: reminders look at all that there is."""
    async with engine_on(await clone()):
        yield


async def ready(world: World) -> World:
    await empty()
    return world


def on(day: date, hour: int = 6) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


async def reminded(mail: Mail, day: date) -> int:
    with connect_as(DbRole.JOB), watch_statements() as run:
        posted = await remind(mail, DAYS[mail], on(day))
    assert len(run) == 1, "one statement, however many"
    return posted


async def who(world: World) -> list[str]:
    names = {person.id: name for name, person in world.people.items()}
    return sorted(names[row["person_id"]] for row in await rows())


BANDS = {11: 0, 10: 1, 9: 1, 4: 1, 3: 1, 2: 1, 0: 1, -1: 0}


@pytest.mark.parametrize(("left", "mails"), BANDS.items(), ids=map(str, BANDS))
async def test_a_deadline_is_near_from_some_days_before_to_the_day_itself(left: int, mails: int) -> None:
    world = await ready(await World.granted())
    assert await reminded(Mail.DEADLINE_NEAR, DUE - timedelta(days=left)) == 2 * mails
    assert await who(world) == ["accountant", "director"] * mails
    for row in await rows():
        assert (row["day"], row["caf_id"], row["due_at"]) == (DUE, world.caf, on(DUE - timedelta(days=left)))


async def test_each_is_reminded_once_for_each_of_the_days(tmp_path: Path) -> None:
    world = await ready(await World.granted(structures=3))
    told = {left: await reminded(Mail.DEADLINE_NEAR, DUE - timedelta(days=left)) for left in range(12, -2, -1)}
    assert {left: posted for left, posted in told.items() if posted} == {10: 2, 3: 2}, "however many structures"
    assert await who(world) == ["accountant", "accountant", "director", "director"]


async def test_days_on_which_nothing_ran_are_made_up_for_by_one_mail() -> None:
    await ready(await World.granted())
    assert await reminded(Mail.DEADLINE_NEAR, DUE - timedelta(days=2)) == 2
    assert await reminded(Mail.DEADLINE_NEAR, DUE - timedelta(days=2)) == 0


STATES = {
    "OPEN": ["accountant", "director"],
    "IN_PROGRESS": ["accountant", "director"],
    "READY": ["deputy"],
    "TRANSMITTED": [],
    "PROCESSING": [],
    "RETURNED": ["accountant", "director"],
    "ACCEPTED": [],
    "CANCELLED": [],
}


@pytest.mark.parametrize("state", STATES)
async def test_those_whose_turn_it_is_are_reminded(state: str) -> None:
    world = await World.granted()
    await world.put(state)
    await ready(world)
    await reminded(Mail.DEADLINE_NEAR, DUE)
    assert await who(world) == STATES[state]


async def test_who_has_done_his_part_is_left_in_peace() -> None:
    world = await World.granted()
    await world.put("IN_PROGRESS")
    done = await world.act("director", COMPLETE, declaration=world.declaration, part="ACTIVITY", version=2)
    assert done["errors"] == []
    await ready(world)
    await reminded(Mail.DEADLINE_NEAR, DUE)
    assert await who(world) == ["accountant"]


async def test_a_delay_is_a_deadline_of_its_own() -> None:
    world = await World.granted()
    assert await reminded(Mail.DEADLINE_NEAR, DUE) == 2
    given = await world.act(
        "officer", DELAY, declaration=world.declaration, version=1, until="2025-04-20", reason="Travaux."
    )
    assert given["errors"] == []
    assert await reminded(Mail.DEADLINE_NEAR, DUE + timedelta(days=9)) == 0
    assert await reminded(Mail.DEADLINE_NEAR, date(2025, 4, 10)) == 2


@pytest.mark.parametrize(
    "change",
    [
        "update role_grant set ends_on = '2025-03-30'",
        "update role_grant set state = 'SUSPENDED'",
        "update role_grant set starts_on = '2025-04-01'",
        "update person set active = false",
        "update declaration_period set opens_on = '2025-03-31', due_on = '2025-04-01', closes_on = '2025-04-01'",
    ],
    ids=["a grant that is over", "suspended", "not begun", "an account that is closed", "a period not open"],
)
async def test_nobody_is_reminded_of_what_is_not_his_to_do(change: str) -> None:
    world = await ready(await World.granted())
    await world.written(change)
    assert await reminded(Mail.DEADLINE_NEAR, DUE - timedelta(days=1 if "period" in change else 0)) == 0


async def test_a_reminder_lists_what_is_to_be_done_as_it_stands_when_it_leaves(tmp_path: Path) -> None:
    world = await ready(await World.granted(structures=2))
    await reminded(Mail.DEADLINE_NEAR, DUE - timedelta(days=3))
    await world.written(
        "update declaration set state = 'CANCELLED', version = version + 1 where id = $1", world.declarations[1]
    )
    sent = await deliver(Folder(tmp_path), on(DUE - timedelta(days=1)))
    (activity,) = (each for each in sent if each.parcel and each.parcel.name.startswith("Director"))
    assert activity.subject == "Échéance demain : Crèche 0, réel 2024"
    assert activity.file is not None
    text = plain(activity.file.read_text(encoding="utf-8").partition("\n\n")[2])
    assert_well_written(activity.subject, text)
    assert f"L'échéance du lundi 31 mars 2025, fixée par la Caf {world.code}, est demain." in text
    assert "Crèche 0, réel 2024 : saisir le volet activité" in text
    assert "Crèche 1" not in text


async def test_a_long_list_is_counted_not_told_to_the_end(tmp_path: Path) -> None:
    await ready(await World.granted(structures=23))
    await reminded(Mail.DEADLINE_NEAR, DUE - timedelta(days=3))
    sent = (await deliver(Folder(tmp_path), on(DUE - timedelta(days=3))))[0]
    assert sent.subject == "Échéance dans 3 jours : 23 saisies ou approbations vous attendent"
    assert sent.file is not None
    text = plain(sent.file.read_text(encoding="utf-8"))
    assert text.count("saisir le volet") == 20
    assert "et 3 autres, que le portail vous montre" in text


async def test_a_reminder_of_what_is_done_meanwhile_never_leaves(tmp_path: Path) -> None:
    world = await ready(await World.granted())
    await reminded(Mail.DEADLINE_NEAR, DUE)
    await world.written("update declaration set state = 'CANCELLED', version = version + 1")
    assert {str(each.end) for each in await deliver(Folder(tmp_path), on(DUE))} == {"POINTLESS"}


# ── Grants ─────────────────────────────────────────────────────────────────────────────────────────────────────

LAST = date(2025, 6, 30)
GRANT_BANDS = {31: 0, 30: 1, 29: 1, 8: 1, 7: 1, 6: 1, 0: 1, -1: 0}


async def ending(world: World, *names: str) -> World:
    people = [world.people[name].id for name in names]
    await world.written("update role_grant set ends_on = $2 where person_id = any($1)", people, LAST)
    return await ready(world)


@pytest.mark.parametrize(("left", "mails"), GRANT_BANDS.items(), ids=map(str, GRANT_BANDS))
async def test_the_end_of_a_grant_is_near_from_some_days_before(left: int, mails: int) -> None:
    world = await ending(await World.granted(), "director")
    assert await reminded(Mail.GRANT_ENDING, LAST - timedelta(days=left)) == mails
    assert await who(world) == ["director"] * mails, "the person, and nobody else"


async def test_a_person_is_told_once_for_each_of_the_days_however_many_grants_end() -> None:
    await ending(await World.granted(structures=3), "director")
    told = {left: await reminded(Mail.GRANT_ENDING, LAST - timedelta(days=left)) for left in range(32, -2, -1)}
    assert {left: posted for left, posted in told.items() if posted} == {30: 1, 7: 1}


async def test_a_grant_that_is_renewed_or_ended_or_without_end_worries_nobody() -> None:
    world = await ending(await World.granted(), "director", "accountant")
    await world.grant("director", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0], startsOn="2025-07-01")
    await world.written(
        "update role_grant set ended_at = $2, ended_by_id = granted_by_id where person_id = $1",
        world.people["accountant"].id, world.now,
    )  # fmt: skip
    assert await reminded(Mail.GRANT_ENDING, LAST) == 0


async def test_the_end_of_grants_is_told_with_what_ends(tmp_path: Path) -> None:
    world = await ending(await World.granted(structures=2), "director")
    await reminded(Mail.GRANT_ENDING, LAST - timedelta(days=7))
    (sent,) = await deliver(Folder(tmp_path), on(LAST - timedelta(days=7)))
    assert sent.subject == "Vos habilitations prennent fin dans 7 jours"
    assert sent.file is not None
    text = plain(sent.file.read_text(encoding="utf-8").partition("\n\n")[2])
    assert_well_written(sent.subject, text)
    assert "prennent fin après le lundi 30 juin 2025 : Crèche 0 : fournisseur de données d'activité Crèche 1 :" in text
    assert f"au gestionnaire des habilitations de la Caf {world.code}." in text
