"""Progress through the API: each reader is told what concerns him, by name or by role, and lists cost a constant."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.engine import ScopedEngine, watch_statements
from resolvers.opaque import encode
from rules.policy import Role
from tests.world import ACCEPT, APPROVE, CANCEL, COMPLETE, DELAY, END, RETURN, SEND_BACK, TAKE, World

PROGRESS = (
    "query ($id: ID!) { declaration(id: $id) { progress { sentence since vacancies awaits"
    " { task { what act part role roleLabel } people vacant you } until { limit day daysLeft late words } } } }"
)
DUE = "L'échéance est le 31/03/2025, dans 70 jours."


async def told(world: World, name: str) -> dict[str, Any]:
    """The progress of the first declaration."""
    found: dict[str, Any] = (await world.data(name, PROGRESS, id=world.declaration))["declaration"]["progress"]
    return found


async def says(world: World, name: str) -> str:
    """Its sentence, with plain spaces and without the code of this world."""
    sentence: str = (await told(world, name))["sentence"]
    return sentence.replace("\N{NO-BREAK SPACE}", " ").replace(f" {world.code}", "")


async def act(world: World, name: str, document: str, **given: Any) -> None:
    """An act that is accepted, on the version that stands."""
    stands = await world.stands()
    version = stands[given["part"].lower()] if document == COMPLETE else stands["version"]
    payload = await world.act(name, document, declaration=world.declaration, version=version, **given)
    assert payload["errors"] == [], payload


async def test_a_declaration_is_followed_from_its_opening_to_its_right(database: ScopedEngine) -> None:
    world = await World.granted()
    assert await says(world, "deputy") == (
        f"Le volet activité est à saisir par Director ; le volet financier est à saisir par Accountant. {DUE}"
    )
    assert await says(world, "director") == (
        f"Le volet activité est à saisir par vous ; le volet financier est à saisir par Accountant. {DUE}"
    )
    assert await says(world, "officer") == (
        "Le volet activité est à saisir par le fournisseur de données d'activité ; le volet financier est à saisir par le"
        f" fournisseur de données financières. {DUE}"
    )
    await world.save_example()
    await act(world, "director", COMPLETE, part="ACTIVITY")
    assert (
        await says(world, "deputy")
        == f"Le volet activité est saisi ; le volet financier est à terminer par Accountant. {DUE}"
    )
    assert await says(world, "officer") == f"La saisie est en cours dans la structure. {DUE}"
    await act(world, "accountant", COMPLETE, part="FINANCE")
    ready = "Le volet activité et le volet financier sont saisis ; la déclaration est à approuver et à transmettre par"
    assert await says(world, "director") == f"{ready} Deputy. {DUE}"
    assert await says(world, "officer") == f"{ready} l'approbateur. {DUE}"
    world.now += timedelta(minutes=25)
    await act(world, "deputy", APPROVE, attested=True)
    sent = "Transmise à la Caf le 20/01/2025 à 13 h 25 par Deputy ; elle attend d'être prise en charge."
    for name in ("director", "officer"):
        assert await says(world, name) == sent
    await act(world, "officer", TAKE)
    assert await says(world, "director") == (
        "Prise en charge par la Caf (Officer) le 20/01/2025 à 13 h 25 ; elle est en cours de traitement."
    )
    await act(world, "officer", RETURN, parts=["FINANCE"], reason="Le compte 64 est à justifier.")
    returned = "Retournée par la Caf (Officer) le 20/01/2025 à 13 h 25 :"
    why = "Motif : « Le compte 64 est à justifier »."
    assert await says(world, "deputy") == (
        f"{returned} le volet activité est saisi ; le volet financier est à corriger par Accountant. {why} {DUE}"
    )
    assert await says(world, "officer") == f"{returned} la correction est attendue de la structure. {why} {DUE}"
    await act(world, "accountant", COMPLETE, part="FINANCE")
    await act(world, "deputy", APPROVE, attested=True)
    await act(world, "officer", TAKE)
    await act(world, "officer", ACCEPT)
    assert (
        await says(world, "director")
        == "Validée par la Caf (Officer) le 20/01/2025 à 13 h 25 ; plus rien n'est attendu."
    )


async def test_a_part_sent_back_by_the_approver_says_why_to_those_who_read_it(database: ScopedEngine) -> None:
    world = await World.granted()
    await world.reach("READY")
    await act(world, "deputy", SEND_BACK, part="FINANCE", reason="Le compte 60 doit être de 31 000 €.")
    begun = "Le volet activité est saisi ; le volet financier est à corriger par"
    why = "Motif donné par Deputy : « Le compte 60 doit être de 31 000 € »."
    assert await says(world, "accountant") == f"{begun} vous. {why} {DUE}"
    assert await says(world, "deputy") == f"{begun} Accountant. {why} {DUE}"
    assert await says(world, "director") == f"{begun} Accountant. {DUE}"
    assert await says(world, "officer") == f"La saisie est en cours dans la structure. {DUE}"


async def test_a_cancelled_one_says_why(database: ScopedEngine) -> None:
    world = await World.granted()
    await act(world, "officer", CANCEL, reason="Ouverte par erreur.")
    for name in ("director", "officer"):
        assert await says(world, name) == (
            "Annulée par la Caf (Officer) le 20/01/2025 à 13 h 00 ; plus rien n'est attendu. Motif : « Ouverte par erreur »."
        )


async def test_who_is_awaited_since_when_and_until_when(database: ScopedEngine) -> None:
    world = await World.granted()
    found = await told(world, "director")
    assert found["since"] == world.now.isoformat()
    assert found["until"] == {
        "limit": "DUE",
        "day": "2025-03-31",
        "daysLeft": 70,
        "late": False,
        "words": "dans 70 jours",
    }
    assert found["awaits"] == [
        {
            "task": {"what": "Saisir le volet activité", "act": "completePart", "part": "ACTIVITY",
                     "role": "ACTIVITY_DATA_PROVIDER", "roleLabel": "fournisseur de données d'activité"},
            "people": [f"Director {world.code}"], "vacant": False, "you": True,
        },
        {
            "task": {"what": "Saisir le volet financier", "act": "completePart", "part": "FINANCE",
                     "role": "FINANCIAL_DATA_PROVIDER", "roleLabel": "fournisseur de données financières"},
            "people": [f"Accountant {world.code}"], "vacant": False, "you": False,
        },
    ]  # fmt: skip


async def test_an_officer_reads_the_roles_of_a_draft_and_no_people(database: ScopedEngine) -> None:
    world = await World.granted()
    for state in ("OPEN", "IN_PROGRESS", "READY"):
        await world.put(state) if state != "READY" else await _complete_both(world)
        found = await told(world, "officer")
        assert [(each["people"], each["vacant"], each["you"]) for each in found["awaits"]] == [([], None, False)] * len(
            found["awaits"]
        )
        assert found["awaits"]
        assert found["vacancies"] == []
        assert not any(name in str(found) for name in ("Director", "Accountant", "Deputy"))


async def _complete_both(world: World) -> None:
    await act(world, "director", COMPLETE, part="ACTIVITY")
    await act(world, "accountant", COMPLETE, part="FINANCE")


async def test_at_the_cafs_turn_the_officer_who_took_it_is_named(database: ScopedEngine) -> None:
    world = await World.granted()
    await world.reach("PROCESSING")
    for name in ("director", "officer"):
        [awaits] = (await told(world, name))["awaits"]
        assert (awaits["task"]["role"], awaits["people"]) == ("DECLARATION_OFFICER", [f"Officer {world.code}"])


# ── Vacancy, and grants that end ───────────────────────────────────────────────────────────────────────────────────

NO_APPROVER = "Aucun approbateur n'est habilité sur cette structure : adressez-vous à votre Caf."
NO_FINANCE = "Aucun fournisseur de données financières n'est habilité sur cette structure : adressez-vous à votre Caf."


async def test_a_vacant_role_is_warned_of(database: ScopedEngine) -> None:
    world = await World.make()
    await world.grant("director", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0])
    found = await told(world, "director")
    assert found["vacancies"] == [NO_FINANCE, NO_APPROVER]
    assert [(each["task"]["part"], each["vacant"]) for each in found["awaits"]] == [
        ("ACTIVITY", False),
        ("FINANCE", True),
    ]
    assert await says(world, "director") == (
        "Le volet activité est à saisir par vous ; le volet financier est à saisir, mais personne n'est habilité à le"
        f" faire. {DUE}"
    )


@pytest.mark.parametrize("last_day", [None, "2025-01-20"])
async def test_whoever_has_left_is_not_awaited_any_more(database: ScopedEngine, last_day: str | None) -> None:
    """Ended at once, or after its last day: on that day he may still act."""
    world = await World.granted()
    grants = await world.data("manager", "{ structures { nodes { roleGrants { nodes { id role } } } } }")
    nodes = grants["structures"]["nodes"][0]["roleGrants"]["nodes"]
    mark = next(each["id"] for each in nodes if each["role"] == "APPROVER")
    ended = await world.act("manager", END, roleGrant=mark, endsOn=last_day)
    assert ended["errors"] == []
    assert (await told(world, "director"))["vacancies"] == ([NO_APPROVER] if last_day is None else [])
    world.now += timedelta(days=1)
    world.people["director"].token = None
    assert (await told(world, "director"))["vacancies"] == [NO_APPROVER]


async def test_a_grant_to_come_does_not_count_yet(database: ScopedEngine) -> None:
    world = await World.make()
    await world.grant("director", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0])
    await world.grant("accountant", Role.FINANCIAL_DATA_PROVIDER, world.tenures[0])
    await stage_grant(world, "deputy", Role.APPROVER, world.tenures[0], date(2025, 1, 21))
    assert (await told(world, "director"))["vacancies"] == [NO_APPROVER]
    world.now += timedelta(days=1)
    world.people["director"].token = None
    assert (await told(world, "director"))["vacancies"] == []


async def stage_grant(world: World, name: str, role: Role, tenure: int, starts_on: date) -> None:
    """A grant that begins on a day."""
    person = world.people[name]
    await world.written(
        "insert into role_grant (caf_id, organisation_id, structure_id, tenure_id, person_id, person_name, person_email,"
        " role, starts_on, granted_by_id, granted_at)"
        " select caf_id, organisation_id, structure_id, id, $2, $3, $4, $5, $6, $7, $8 from tenure where id = $1",
        tenure, person.id, person.name, person.email, role.value, starts_on, world.people["manager"].id, world.now,
    )  # fmt: skip


# ── Late, closed, delayed ──────────────────────────────────────────────────────────────────────────────────────────


async def test_a_closed_declaration_awaits_nobody_until_the_caf_grants_a_delay(database: ScopedEngine) -> None:
    world = await World.granted()
    world.now = datetime(2025, 6, 30, 22, 0, tzinfo=UTC)
    found = await told(world, "director")
    assert found["awaits"] == []
    assert found["until"] == {
        "limit": "CLOSING",
        "day": "2025-06-30",
        "daysLeft": -1,
        "late": True,
        "words": "close depuis le 30/06/2025",
    }
    assert await says(world, "director") == (
        "Le volet activité est à saisir ; le volet financier est à saisir. La période est close depuis le 30/06/2025 :"
        " seule la Caf peut accorder un délai."
    )
    await act(world, "officer", DELAY, until="2025-07-15", reason="Dégât des eaux.")
    assert (await says(world, "director")).endswith(
        "L'échéance est le 15/07/2025, dans 14 jours (délai accordé par la Caf)."
    )
    assert len((await told(world, "director"))["awaits"]) == 2


async def test_the_last_minute_of_the_last_day_still_counts(database: ScopedEngine) -> None:
    world = await World.granted()
    world.now = datetime(2025, 6, 30, 21, 59, 59, tzinfo=UTC)
    assert (await says(world, "director")).endswith(
        "L'échéance du 31/03/2025 est dépassée de 91 jours ; la transmission reste possible aujourd'hui encore."
    )


async def test_a_stranger_reads_no_progress(database: ScopedEngine) -> None:
    world, other = await World.granted(), await World.granted()
    for name in ("director", "deputy", "officer", "manager"):
        given = await other.ask(name, PROGRESS, id=encode("Declaration", world.declarations[0]))
        assert given.body == {"data": {"declaration": None}}


@pytest.mark.parametrize(("name", "count"), [("deputy", 4), ("officer", 2)])
async def test_the_progress_of_a_list_costs_as_much_as_that_of_one(
    database: ScopedEngine, name: str, count: int
) -> None:
    for structures in (1, 5):
        world = await World.granted(structures=structures)
        await world.sign_in(name)
        with watch_statements() as seen:
            found = await world.data(name, "{ declarations { nodes { progress { sentence awaits { people } } } } }")
        assert len(found["declarations"]["nodes"]) == structures
        assert len(seen) - 2 == count, "\n".join(seen)
