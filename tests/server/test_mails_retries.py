"""Mails that do not go through: tried again ever later, given up in the end, never in the way of others."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rules.mails import Mail
from server.mail.addresses import RelayAddress
from server.mail.relay import Relay
from tests.demo.conftest import Clone, engine_on
from tests.mails import deliver, empty, free_port, later, mail_server, rows
from tests.server.carriage import ENDS, ends, post, relay
from tests.world import NOON, World


@pytest.fixture(scope="module")
async def world(clone: Clone) -> AsyncIterator[World]:
    """People to write to, in a database in which no other test posts."""
    async with engine_on(await clone()):
        yield await World.make()


@pytest.fixture(autouse=True)
async def _nothing_waits(world: World) -> None:
    await empty()


WAITS = [1, 5, 15, 60, 360, 360]


async def test_a_server_that_is_away_is_tried_again_ever_later_then_given_up(world: World) -> None:
    await post(world)
    away, now = Relay(RelayAddress.read(f"smtp://127.0.0.1:{free_port()}")), NOON
    for tries, minutes in enumerate(WAITS, start=1):
        assert ends(await deliver(away, now)) == ["AWAY"]
        (row,) = await rows(ENDS)
        assert tuple(row)[:2] == (tries, now + timedelta(minutes=minutes))
        assert row["last_error"].startswith(f"Serveur {away.address.place} : ")
        assert await deliver(away, row["due_at"] - timedelta(seconds=1)) == []
        now = row["due_at"]
    with mail_server(away.address.port):
        assert ends(await deliver(away, now)) == ["SENT"]
    (row,) = await rows(ENDS)
    assert (row["sent_at"], row["last_error"], row["given_up_at"]) == (now, None, None)


@pytest.mark.parametrize(("hours", "end"), [(71, ["AWAY"]), (72, [])], ids=["until then", "from then on"])
async def test_after_three_days_nothing_is_tried_any_more(world: World, hours: int, end: list[str]) -> None:
    await post(world)
    away = Relay(RelayAddress.read(f"smtp://127.0.0.1:{free_port()}"))
    assert ends(await deliver(away)) == ["AWAY"]
    assert ends(await deliver(away, later(hours=hours))) == end
    (row,) = await rows(ENDS)
    assert (row["given_up_at"] is None) is bool(end)
    assert row["last_error"], "why it never left"


async def test_what_has_never_been_tried_is_tried_however_old(world: World) -> None:
    await post(world, at=later(days=-9))
    with mail_server() as server:
        assert ends(await deliver(relay(server))) == ["SENT"]


async def test_once_the_server_is_away_the_others_are_not_counted_as_tried(world: World) -> None:
    for _ in range(3):
        await post(world)
    assert ends(await deliver(Relay(RelayAddress.read(f"smtp://127.0.0.1:{free_port()}")))) == ["AWAY"]
    assert [row["attempts"] for row in await rows(ENDS)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("answer", "end"),
    [("550 5.1.1 Unknown mailbox", "GIVEN_UP"), ("450 4.2.1 Mailbox busy", "LATER")],
)
async def test_a_recipient_refused_for_good_is_given_up_at_once_and_the_others_served(
    world: World, answer: str, end: str
) -> None:
    await post(world, "director")
    await post(world, "deputy")
    with mail_server() as server:
        server.refused[world.people["director"].email] = answer
        assert ends(await deliver(relay(server))) == [end, "SENT"]
    first, second = await rows(ENDS)
    assert (first["last_error"], first["given_up_at"]) == (answer, NOON if end == "GIVEN_UP" else None)
    assert second["sent_at"] == NOON


async def test_a_message_that_is_refused_is_tried_again_and_its_link_is_not_kept_in_the_answer(world: World) -> None:
    await post(world, mail=Mail.PASSWORD_RESET)
    with mail_server() as server:
        server.after = "554 5.7.1 Spam: https://portail.caf.example/account/link?token=abc listed " + "x" * 400
        assert ends(await deliver(relay(server))) == ["LATER"]
    (row,) = await rows(ENDS)
    assert row["last_error"].startswith("554 5.7.1 Spam: … listed xxx")
    assert len(row["last_error"]) == 300


async def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(world: World) -> None:
    key = await post(world, "director")
    await world.written("update outgoing_mail set template = 'OF_ANOTHER_VERSION' where id = $1", key)
    await post(world, "deputy")
    with mail_server() as server:
        assert ends(await deliver(relay(server))) == ["LATER", "SENT"]
    assert (await rows(ENDS))[0]["last_error"] == "Ce courriel ne peut pas être écrit (ValueError)."


async def test_an_address_that_is_none_is_given_up(world: World) -> None:
    person = await world.add_person("nobody")
    await world.written("update person set email = 'no body@nowhere' where id = $1", person.id)
    await post(world, "nobody")
    with mail_server() as server:
        assert ends(await deliver(relay(server))) == ["GIVEN_UP"]


async def test_a_name_that_only_french_writes_arrives(world: World) -> None:
    person = await world.add_person("zoe")
    await world.written(
        "update person set email = 'zoe@école.example', display_name = 'Zoé Où-Ça' where id = $1", person.id
    )
    await post(world, "zoe")
    with mail_server() as server:
        assert ends(await deliver(relay(server))) == ["SENT"]
    (to,) = server.received[0]["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Zoé Où-Ça", "zoe@xn--cole-9oa.example")
