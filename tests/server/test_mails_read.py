"""How each mail reads, in every situation in which it is posted, and what is no longer so when it is sent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rules.mails import MAILS, Mail
from server.mail.addresses import RelayAddress
from server.mail.carrier import Folder
from server.mail.relay import Relay
from tests.demo.conftest import Clone, engine_on
from tests.mails import deliver, empty, mail_server, plain, post_to, rows, text_of
from tests.server.acts import ACTIVITY, ACTS, POSTING, assert_well_written, done, world_in
from tests.world import (
    COMPLETE,
    NOON,
    REOPEN_PART,
    World,
)


@pytest.fixture(scope="module")
async def office(clone: Clone) -> AsyncIterator[None]:
    """A database in which no other test posts."""
    async with engine_on(await clone()):
        yield


pytestmark = pytest.mark.usefixtures("office")


SUBJECTS = {
    "the last part": "Crèche 0, réel 2024 : à approuver",
    "activity sent back": "Crèche 0, réel 2024 : volet activité à corriger",
    "finance sent back": "Crèche 0, réel 2024 : volet financier à corriger",
    "approved": "Crèche 0, réel 2024 : transmise à la Caf",
    "one part returned": "Crèche 0, réel 2024 : à corriger, à la demande de la Caf",
    "returned": "Crèche 0, réel 2024 : à corriger, à la demande de la Caf",
    "accepted": "Crèche 0, réel 2024 : validée par la Caf",
    "reopened": "Crèche 0, réel 2024 : à corriger, à la demande de la Caf",
}


SAID = {
    "the last part": "Échéance : lundi 31 mars 2025",
    "activity sent back": "L'approbateur vous a renvoyé le volet activité d'une déclaration.",
    "finance sent back": "L'approbateur vous a renvoyé le volet financier d'une déclaration.",
    "approved": "le lundi 20 janvier 2025 à 13 h 00.",
    "one part returned": "pour correction : le volet financier est à reprendre.",
    "returned": "pour correction : ses deux volets sont à reprendre.",
    "accepted": "a validé une déclaration le lundi 20 janvier 2025 à 13 h 00.",
    "reopened": "À transmettre de nouveau au plus tard le lundi 30 juin 2025",
}


@pytest.mark.parametrize("name", POSTING)
async def test_a_mail_about_a_declaration_reads_well(name: str, tmp_path: Path) -> None:
    state, who, document, input, mails = ACTS[name]
    world = await world_in(state)
    assert (await done(world, who, document, **input))["errors"] == []
    with mail_server() as server:
        await deliver(Relay(RelayAddress.read(server.url)))
    assert len(server.received) == len(mails)
    for message in server.received:
        text = text_of(message)
        assert_well_written(str(message["Subject"]), text)
        assert str(message["Subject"]) == SUBJECTS[name]
        assert SAID[name] in text
        assert "Structure : Crèche 0 (Commune)" in text
        assert "Déclaration : réel 2024" in text
        assert all(len(line) <= 76 or "://" in line for line in message.get_content().splitlines())


ACCOUNTS = {
    Mail.ACCOUNT_OPENED: ("Votre compte sur le portail des partenaires de la Caf", "7 jours, jusqu'au lundi 27 janvier 2025 à 13 h 00"),
    Mail.PASSWORD_RESET: ("Choisir un nouveau mot de passe", "2 heures, jusqu'au lundi 20 janvier 2025 à 15 h 00."),
    Mail.PASSWORD_CHANGED: ("Votre mot de passe a changé", "changé le lundi 20 janvier 2025 à 13 h 00."),
    Mail.ACCOUNT_BLOCKED: ("La connexion à votre compte est suspendue", "suspendue depuis le lundi 20 janvier 2025 à 13 h 00 ;"),
    Mail.SECOND_FACTOR_CHANGED: ("Le second facteur de votre compte a changé", "le lundi 20 janvier 2025 à 13 h 00."),
    Mail.CHANGE_WANTED: ("Un nouveau mot de passe vous sera demandé", "La Cnaf demande que vous changiez"),
}  # fmt: skip


@pytest.mark.parametrize("of_caf", [False, True], ids=["by the Cnaf", "by a Caf"])
@pytest.mark.parametrize("mail", ACCOUNTS)
async def test_a_mail_about_an_account_reads_well(mail: Mail, of_caf: bool, tmp_path: Path) -> None:
    world = await World.make()
    person = world.people["director"]
    await empty()
    await world.written("update person set must_change = true where id = $1", person.id)
    if mail is Mail.ACCOUNT_OPENED:
        await world.written("update person set password = null where id = $1", person.id)
    key = await post_to(person.id, mail)
    if of_caf:
        await world.written("update outgoing_mail set caf_id = $2 where id = $1", key, world.caf)
    (sent,) = await deliver(Folder(tmp_path))
    assert sent.file is not None
    subject, said = ACCOUNTS[mail]
    text = plain(sent.file.read_text(encoding="utf-8").partition("\n\n")[2])
    assert sent.subject == subject
    assert_well_written(sent.subject, text)
    if of_caf and mail in {Mail.ACCOUNT_OPENED, Mail.CHANGE_WANTED}:
        assert f"La Caf {world.code} " in text
    else:
        assert said in text
    assert ("/account/link?token=" in text) is (MAILS[mail].link is not None)


async def test_what_people_typed_stays_text_on_one_line(tmp_path: Path) -> None:
    world = await world_in("ONE PART")
    await world.written(
        "update structure set name = $2 where id = $1", world.structures[0], "L'Île {{ portal }}\r\nBcc: x@y.example"
    )
    await world.written(
        "update person set display_name = $2 where id = $1", world.people["deputy"].id, 'Zoé "Zou", d\'Été <z@x>'
    )
    assert (await done(world, "director", COMPLETE, **ACTIVITY))["errors"] == []
    with mail_server() as server:
        await deliver(Relay(RelayAddress.read(server.url)))
    (message,) = server.received
    assert message["Subject"] == "L'Île {{ portal }} Bcc: x@y.example, réel 2024 : à approuver"
    assert message["Bcc"] is None
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ('Zoé "Zou", d\'Été <z@x>', world.people["deputy"].email)


OVERTAKEN: dict[str, tuple[str, str]] = {
    "the account is closed": ("the last part", "update person set active = false where email like 'deputy%'"),
    "the grant is over": ("the last part", "update role_grant set ends_on = '2024-12-31' where role = 'APPROVER'"),
    "the grant is suspended": ("the last part", "update role_grant set state = 'SUSPENDED' where role = 'APPROVER'"),
    "the part is taken up again": ("activity sent back", "update declaration_part set state = 'IN_PROGRESS', version = version + 1 where state = 'SENT_BACK'"),
}  # fmt: skip


@pytest.mark.parametrize("name", OVERTAKEN)
async def test_a_mail_that_time_has_overtaken_is_given_up_quietly(name: str, tmp_path: Path) -> None:
    act, change = OVERTAKEN[name]
    state, who, document, input, _ = ACTS[act]
    world = await world_in(state)
    assert (await done(world, who, document, **input))["errors"] == []
    await world.written(change)
    assert [outcome.end for outcome in await deliver(Folder(tmp_path))] == ["POINTLESS"]
    (row,) = await rows()
    assert (row["sent_at"], row["given_up_at"], row["last_error"]) == (None, NOON, None)
    assert not (tmp_path / "mail").exists()


async def test_a_declaration_reopened_before_its_mail_leaves_is_not_announced(tmp_path: Path) -> None:
    world = await world_in("ONE PART")
    assert (await done(world, "director", COMPLETE, **ACTIVITY))["errors"] == []
    assert (await done(world, "director", REOPEN_PART, **ACTIVITY))["errors"] == []
    assert [outcome.end for outcome in await deliver(Folder(tmp_path))] == ["POINTLESS"]


async def test_who_has_chosen_a_password_gets_no_first_link(tmp_path: Path) -> None:
    world = await World.make()
    await empty()
    await post_to(world.people["director"].id, Mail.ACCOUNT_OPENED)
    (sent,) = await deliver(Folder(tmp_path))
    assert sent.file is not None
    text = plain(sent.file.read_text(encoding="utf-8").partition("\n\n")[2])
    assert_well_written(sent.subject, text)
    assert "La Cnaf vous attend" in text
    assert "/account/link" not in text
    assert await world.written("select id from one_time_link where person_id = $1", world.people["director"].id) == []
