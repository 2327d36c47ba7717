"""The first start without the demonstration: one command prints one link, which opens the account that opens all others."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.engine import DbRole
from resolvers.founding import LINK_DAYS
from resolvers.keychain import fingerprint
from server.answer import Question, answer
from server.database import prepare
from server.database_url import Urls, connect
from tests.commands import PUBLIC_URL, Done, portal
from tests.serving import engine_on
from tests.world import HOUSE, World

Clone = Callable[[], Awaitable[Urls]]
NEW = "Quatre tulipes bleues, hier soir."
EMAIL = "anne.martin@cnaf.example"
USE = "mutation ($input: UseLinkInput!) { useLink(input: $input) { errors { code path } } }"


@pytest.fixture
async def empty(clone: Clone) -> Urls:
    """A database without anybody."""
    return await clone()


async def rows(urls: Urls, sql: str, *args: Any) -> list[Any]:
    connection = await connect(urls[DbRole.JOB])
    try:
        return list(await connection.fetch(sql, *args))
    finally:
        await connection.close()


def token(done: Done) -> str:
    """What is printed is the link, alone on its line, and nothing else."""
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    start = f"{PUBLIC_URL}/account/link?token="
    assert line.startswith(start)
    return line.removeprefix(start)


async def used(urls: Urls, given: str, now: datetime | None = None) -> list[str]:
    """The codes with which a link is refused; none once its owner has chosen a password."""
    with engine_on(urls):
        asked = Question(
            {"query": USE, "variables": {"input": {"token": given, "password": NEW}}}, now or datetime.now(UTC)
        )
        done = await answer(asked, HOUSE)
    return [error["code"] for error in done.body["data"]["useLink"]["errors"]]


async def test_the_link_opens_the_first_account_of_the_cnaf(empty: Urls) -> None:
    given = token(portal(empty, "init", "--national", f" {EMAIL.upper()} "))
    (person,) = await rows(empty, "select * from person")
    assert (person["email"], person["display_name"], person["password"]) == (EMAIL, "Anne Martin", None)
    assert [(row["role"], row["caf_id"]) for row in await rows(empty, "select * from staff_role")] == [
        ("NATIONAL", None)
    ]
    assert [(row["person_email"], row["caf_id"]) for row in await rows(empty, "select * from account_opening")] == [
        (EMAIL, None)
    ]
    assert [
        (row["act"], row["actor_id"], row["person_id"], row["door"])
        for row in await rows(empty, "select * from audit_entry where outcome = 'DONE'")
    ] == [("init", None, person["id"], "COMMAND_LINE")]
    assert await used(empty, given) == []
    assert await used(empty, given) == ["LINK_NOT_VALID"]
    (person,) = await rows(empty, "select * from person")
    assert person["password"].startswith("$argon2id$")


async def test_only_the_mark_of_the_link_is_kept_and_it_lasts_a_week(empty: Urls) -> None:
    given = token(portal(empty, "init", "--national", EMAIL, "--name", "Anne Martin"))
    (link,) = await rows(empty, "select *, l::text as all_of_it from one_time_link l")
    assert link["token_hash"] == fingerprint(given)
    assert given not in link["all_of_it"]
    assert (link["purpose"], link["expires_at"] - link["created_at"]) == ("OPENING", timedelta(days=LINK_DAYS))
    assert await used(empty, given, link["expires_at"] + timedelta(seconds=1)) == ["LINK_NOT_VALID"]
    assert await used(empty, given, link["expires_at"] - timedelta(seconds=1)) == []


async def test_twice_for_one_address_makes_a_new_link_the_old_one_dead_and_no_second_role(empty: Urls) -> None:
    first = token(portal(empty, "init", "--national", EMAIL))
    second = token(portal(empty, "init", "--national", EMAIL))
    assert first != second
    for table in ("person", "staff_role", "account_opening"):
        assert len(await rows(empty, f"select from {table}")) == 1
    assert await used(empty, first) == ["LINK_NOT_VALID"]
    assert await used(empty, second) == []


@pytest.mark.parametrize("email", [EMAIL, "autre@cnaf.example"])
async def test_once_an_account_is_in_service_another_wants_to_be_meant(empty: Urls, email: str) -> None:
    assert await used(empty, token(portal(empty, "init", "--national", EMAIL))) == []
    refused = portal(empty, "init", "--national", email)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"Un compte de la Cnaf est déjà en service : {EMAIL}. "
        "Ouvrez les autres comptes depuis celui-ci. S'il ne sert plus à personne, ajoutez --again.\n"
    )
    assert len(await rows(empty, "select from person")) == 1
    assert await used(empty, token(portal(empty, "init", "--national", email, "--again"))) == []


async def test_a_closed_account_of_the_cnaf_can_be_opened_again_from_here(empty: Urls) -> None:
    assert await used(empty, token(portal(empty, "init", "--national", EMAIL))) == []
    await rows(empty, "update person set active = false")
    assert await used(empty, token(portal(empty, "init", "--national", EMAIL))) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--national", "personne"], "« personne » n'est pas une adresse électronique. Corrigez l'adresse.\n"),
        (["--national", EMAIL, "--name", "x" * 121], "Le nom n'est pas valable : une ligne de 120 caractères au plus. Indiquez le prénom et le nom de la personne.\n"),
    ],
)  # fmt: skip
async def test_a_bad_address_or_name_is_refused_with_what_to_do(empty: Urls, words: list[str], told: str) -> None:
    refused = portal(empty, "init", *words)
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", told)
    assert await rows(empty, "select from person") == []


async def test_a_partner_is_never_made_staff(clone: Clone) -> None:
    urls = await clone()
    with engine_on(urls):
        world = await World.granted()
        director = world.people["director"].email
    refused = portal(urls, "init", "--national", director)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Ce compte est celui d'un partenaire")


async def test_tables_that_are_not_there_are_told(server_url: str, worker: str) -> None:
    urls = await prepare(server_url, f"portal_{worker}_bare")
    refused = portal(urls, "init", "--national", EMAIL)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "ne sont pas à jour. Remède : lancez « portal migrate »." in refused.stderr


async def test_production_is_told_that_its_address_is_missing(empty: Urls) -> None:
    done = portal(empty, "init", "--national", EMAIL, PUBLIC_URL="")
    assert done.stdout.startswith("http://127.0.0.1:8000/account/link?token=")
    assert "Réglage PUBLIC_URL : il manque" in done.stderr


# ── A second factor that is lost ───────────────────────────────────────────────────────────────────────────────────


async def test_a_lost_second_factor_is_taken_off_and_its_owner_told(clone: Clone) -> None:
    urls = await clone()
    with engine_on(urls):
        world = await World.make()
        manager = world.people["manager"]
        await world.sign_in("manager")
    await rows(urls, "update person set totp_secret = 'x', totp_since = now(), totp_step = 1 where id = $1", manager.id)
    await rows(urls, "insert into recovery_code (person_id, code_hash) values ($1, $2)", manager.id, bytes(32))
    done = portal(urls, "second-factor", "remove", manager.email.upper())
    assert (done.returncode, done.stderr) == (0, "")
    assert manager.name in done.stdout
    (person,) = await rows(urls, "select totp_secret, totp_since, totp_step from person where id = $1", manager.id)
    assert tuple(person) == (None, None, None)
    assert await rows(urls, "select from session") == await rows(urls, "select from recovery_code") == []
    mails = await rows(urls, "select template from outgoing_mail where person_id = $1", manager.id)
    assert [mail["template"] for mail in mails] == ["SECOND_FACTOR_CHANGED"]
    (entry,) = await rows(urls, "select * from audit_entry where act = 'removeSecondFactor'")
    assert (entry["actor_id"], entry["actor_name"], entry["person_id"]) == (None, "ligne de commande", manager.id)
    assert (entry["outcome"], entry["door"]) == ("DONE", "COMMAND_LINE")


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("personne@ici.example", "Aucun compte n'a l'adresse personne@ici.example. Corrigez l'adresse.\n"),
        ("personne", "« personne » n'est pas une adresse électronique. Corrigez l'adresse.\n"),
    ],
)
async def test_a_second_factor_of_nobody_is_refused(empty: Urls, email: str, told: str) -> None:
    refused = portal(empty, "second-factor", "remove", email)
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", told)


async def test_an_account_without_a_second_factor_keeps_its_sessions(clone: Clone) -> None:
    urls = await clone()
    with engine_on(urls):
        world = await World.make()
        await world.sign_in("manager")
    refused = portal(urls, "second-factor", "remove", world.people["manager"].email)
    assert refused.returncode == 2
    assert refused.stderr.startswith("Aucun second facteur n'est en place")
    assert len(await rows(urls, "select from session")) == 1
