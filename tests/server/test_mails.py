"""What acts post, as the table says."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from models.engine import watch_statements
from rules.mails import MAILS, POSTED, Mail
from rules.policy import PARTNERS
from rules.workflow import STEPS, Act
from server.mail.letter import TEMPLATES
from tests.demo.conftest import Clone, engine_on
from tests.example import EXAMPLE_A_FINANCE
from tests.mails import empty, rows
from tests.server.acts import ACTIVITY, ACTS, BOTH, FINANCE, POSTING, done, world_in
from tests.world import APPROVE, COMPLETE, RETURN, SAVE, World


@pytest.fixture(scope="module")
async def office(clone: Clone) -> AsyncIterator[None]:
    """A database in which no other test posts."""
    async with engine_on(await clone()):
        yield


pytestmark = pytest.mark.usefixtures("office")


async def posted(world: World) -> list[tuple[str, str, str | None]]:
    """The mails posted: which, to whom, about which part."""
    names = {person.id: name for name, person in world.people.items()}
    return sorted((row["template"], names[row["person_id"]], row["part"]) for row in await rows())


@pytest.mark.parametrize("name", ACTS)
async def test_an_act_posts_what_the_table_says(name: str) -> None:
    state, who, document, input, mails = ACTS[name]
    world = await world_in(state)
    await world.sign_in(who)
    with watch_statements() as run:
        assert (await done(world, who, document, **input))["errors"] == []
    assert await posted(world) == mails
    assert sum("post_mail" in each for each in run) == (1 if mails else 0), "one statement more, or none"
    for row in await rows():
        assert (row["declaration_id"], row["tenure_id"], row["caf_id"]) == (
            world.declarations[0],
            world.tenures[0],
            world.caf,
        )
        assert row["created_at"] == row["due_at"] == world.now


@pytest.mark.parametrize("name", POSTING)
async def test_a_refused_act_posts_nothing(name: str) -> None:
    state, who, document, input, _ = ACTS[name]
    world = await world_in(state)
    stale = await done(world, who, document, **{**input, "version": 99})
    assert [each["code"] for each in stale["errors"]] == ["CONFLICT"]
    stranger = "accountant" if who == "deputy" else "deputy"
    forbidden = await done(world, stranger, document, **input)
    assert [each["code"] for each in forbidden["errors"]] == ["FORBIDDEN"]
    assert await rows() == []


async def test_who_holds_every_role_is_told_once_and_never_of_his_own_act() -> None:
    world = await World.make()
    for role in PARTNERS:
        await world.grant("director", role, world.tenures[0])
    await world.save_example(finance=False)
    saved = await world.act(
        "director", SAVE, declaration=world.declaration, version=1, values={"eajeFinance": EXAMPLE_A_FINANCE}
    )
    assert saved["errors"] == []
    await empty()
    for part in (ACTIVITY, FINANCE):
        assert (await done(world, "director", COMPLETE, **part))["errors"] == []
    assert (await done(world, "director", APPROVE, attested=True))["errors"] == []
    assert await rows() == []
    assert (await done(world, "officer", RETURN, **BOTH))["errors"] == []
    assert await posted(world) == [("RETURNED", "director", None)]


async def test_who_is_no_longer_granted_is_not_told() -> None:
    world = await world_in("TRANSMITTED")
    await world.written(
        "update role_grant set ends_on = $2 where person_id = $1",
        world.people["director"].id,
        world.now.date() - timedelta(days=1),
    )
    await world.written("update person set active = false where id = $1", world.people["accountant"].id)
    assert (await done(world, "officer", RETURN, **BOTH))["errors"] == []
    assert await posted(world) == [("RETURNED", "deputy", None)]


def test_every_mail_has_a_row_a_text_and_a_place_in_the_outbox() -> None:
    assert set(MAILS) == set(Mail)
    assert {path.stem for path in TEMPLATES.glob("[!_]*.txt")} == {mail.lower() for mail in Mail}
    assert max(map(len, Mail)) <= 30, "as long as the column"


def test_what_is_posted_follows_from_the_workflow() -> None:
    for act, state in POSTED:
        assert state is STEPS[act].leads_to or act is Act.COMPLETE_PART
    assert {mail for mail in Mail if MAILS[mail].providers or MAILS[mail].approver} == set(POSTED.values())
