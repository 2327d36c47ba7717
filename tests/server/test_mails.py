"""What acts post, as the table says, and how each mail reads: every one, in every situation in which it is posted."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.engine import watch_statements
from rules import french
from rules.mails import MAILS, POSTED, Mail
from rules.policy import PARTNERS
from rules.workflow import STEPS, Act
from server.mail.addresses import RelayAddress
from server.mail.carrier import Folder
from server.mail.letter import TEMPLATES
from server.mail.relay import Relay
from tests.demo.conftest import Clone, engine_on
from tests.mails import PORTAL, deliver, empty, mail_server, plain, post_to, rows, text_of
from tests.world import (
    ACCEPT,
    APPROVE,
    CANCEL,
    COMPLETE,
    DELAY,
    EXAMPLE_A_ACTIVITY,
    EXAMPLE_A_FINANCE,
    NOON,
    REOPEN,
    REOPEN_PART,
    RETURN,
    SAVE,
    SEND_BACK,
    TAKE,
    WITHDRAW,
    World,
)

REASON = "Les heures ne sont pas celles du contrat."
ACTIVITY, FINANCE = {"part": "ACTIVITY"}, {"part": "FINANCE"}
BOTH = {"parts": ["ACTIVITY", "FINANCE"], "reason": REASON}

ACTS: dict[str, tuple[str, str, str, dict[str, Any], list[tuple[Mail, str, str | None]]]] = {
    "save": ("IN_PROGRESS", "director", SAVE, {**ACTIVITY, "values": {"eajeActivity": {"openingDays": 200}}}, []),
    "the first part": ("IN_PROGRESS", "accountant", COMPLETE, FINANCE, []),
    "the last part": ("ONE PART", "director", COMPLETE, ACTIVITY, [(Mail.PART_READY, "deputy", None)]),
    "a part reopened": ("READY", "director", REOPEN_PART, ACTIVITY, []),
    "activity sent back": ("READY", "deputy", SEND_BACK, {**ACTIVITY, "reason": REASON}, [(Mail.PART_SENT_BACK, "director", "ACTIVITY")]),
    "finance sent back": ("READY", "deputy", SEND_BACK, {**FINANCE, "reason": REASON}, [(Mail.PART_SENT_BACK, "accountant", "FINANCE")]),
    "approved": ("READY", "deputy", APPROVE, {"attested": True}, [(Mail.TRANSMITTED, "accountant", None), (Mail.TRANSMITTED, "director", None)]),
    "withdrawn": ("TRANSMITTED", "deputy", WITHDRAW, {}, []),
    "taken": ("TRANSMITTED", "officer", TAKE, {}, []),
    "one part returned": (
        "TRANSMITTED", "officer", RETURN, {"parts": ["FINANCE"], "reason": REASON},
        [(Mail.RETURNED, "accountant", "FINANCE"), (Mail.RETURNED, "deputy", "FINANCE")],
    ),
    "returned": ("TRANSMITTED", "officer", RETURN, BOTH, [(Mail.RETURNED, who, None) for who in ("accountant", "deputy", "director")]),
    "accepted": ("PROCESSING", "officer", ACCEPT, {}, [(Mail.ACCEPTED, who, None) for who in ("accountant", "deputy", "director")]),
    "reopened": ("ACCEPTED", "officer", REOPEN, BOTH, [(Mail.RETURNED, who, None) for who in ("accountant", "deputy", "director")]),
    "cancelled": ("READY", "officer", CANCEL, {"reason": REASON}, []),
    "delayed": ("OPEN", "officer", DELAY, {"until": "2025-04-15", "reason": REASON}, []),
}  # fmt: skip
POSTING = [name for name, (*_, mails) in ACTS.items() if mails]


@pytest.fixture(scope="module")
async def office(clone: Clone) -> AsyncIterator[None]:
    """A database in which no other test posts."""
    async with engine_on(await clone()):
        yield


pytestmark = pytest.mark.usefixtures("office")


async def world_in(state: str) -> World:
    """A world whose first declaration is in a state; what led there has posted nothing that is still there."""
    world = await World.granted()
    if state == "ONE PART":
        await world.put("IN_PROGRESS")
        assert (await done(world, "accountant", COMPLETE, **FINANCE))["errors"] == []
    else:
        await world.put(state)
    await empty()
    return world


async def done(world: World, who: str, document: str, **input: Any) -> Any:
    """The payload of an act at the version that stands."""
    stands = await world.stands()
    own = input["part"].lower() if "part" in input and document != SEND_BACK else "version"
    if document == SAVE:
        input.pop("part")
    return await world.act(who, document, declaration=world.declaration, **{"version": stands[own], **input})


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


# ── How they read ──────────────────────────────────────────────────────────────────────────────────────────────

FIGURES = [
    Decimal(str(value))
    for value in (*EXAMPLE_A_ACTIVITY.values(), *EXAMPLE_A_FINANCE.values())
    if str(value).replace(".", "").isdigit()
]
QUOTED = {plain(french.number(each)) for each in FIGURES if each > 100} | {str(each) for each in FIGURES if each > 100}
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


def assert_well_written(subject: str, text: str) -> None:
    """What holds of every mail."""
    assert not re.search(r"[{}\[\]]|%\}|None|Undefined", subject + text), text
    assert text.startswith("Bonjour ")
    assert PORTAL in text
    assert REASON not in text
    assert [each for each in QUOTED if each in text] == [], "a figure of the declaration"
    assert len(subject) < 100


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


# ── What is no longer so when it is sent ───────────────────────────────────────────────────────────────────────

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
