"""Each act of the schema done once, by somebody who may: what stands before it, and what it is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from resolvers.opaque import encode
from rules import notice
from rules.forms import Part
from tests.example import example
from tests.resolvers.accounting import granted
from tests.resolvers.keeping import new, structure, successor
from tests.trail import own
from tests.trail.own import NEW_PASSWORD, Given, document
from tests.world import PASSWORD, World


@dataclass(frozen=True)
class Scene:
    """Who does it (nobody is signed in without a name), and what brings everything to where it can be done."""

    who: str | None
    prepare: Callable[[World], Awaitable[Given]]
    told: tuple[str, str] | None = None
    """What the trail calls its object: the type, and the role by which it was done."""
    also: tuple[str, ...] = field(default=())
    """The acts of which it is made: each leaves its own row besides."""


def _plain(**given: Any) -> Callable[[World], Awaitable[Given]]:
    async def prepare(_: World) -> Given:
        return given

    return prepare


def _on(state: str, **given: Any) -> Callable[[World], Awaitable[Given]]:
    """The first declaration in a state, at the version that it then has."""

    async def prepare(world: World) -> Given:
        await world.put(state)
        return {"declaration": world.declaration, "version": (await world.stands())["version"], **given}

    return prepare


def _part(part: str, state: str, finance: bool = True) -> Callable[[World], Awaitable[Given]]:
    async def prepare(world: World) -> Given:
        await world.put(state)
        return {"declaration": world.declaration, "part": part, "version": (await world.stands())[part.lower()]}

    return prepare


async def _save(world: World) -> Given:
    values = {"eajeActivity": example(Part.ACTIVITY, world.kind, world.year, world.places)}
    return {"declaration": world.declaration, "version": 1, "values": values, "remarks": []}


async def _paste(world: World) -> Given:
    return {"declaration": world.declaration, "part": "FINANCE", "version": 1, "text": "60\t30000", "apply": True}


async def _share(world: World) -> Given:
    return {"declarations": [encode("Declaration", each) for each in world.declarations], "total": "600000"}


async def _organisation(world: World) -> Given:
    return {"organisation": encode("Organisation", world.organisation), "name": "Autre nom"}


async def _structure(world: World) -> Given:
    return new(world)


def _of_structure(**given: Any) -> Callable[[World], Awaitable[Given]]:
    async def prepare(world: World) -> Given:
        return {"structure": structure(world), **given}

    return prepare


async def _transfer(world: World) -> Given:
    return {
        "structure": structure(world), "organisation": encode("Organisation", await successor(world)), "on": "2025-09-01",
    }  # fmt: skip


async def _closed(world: World) -> Given:
    closed = {"structure": structure(world), "lastDay": "2025-12-31"}
    assert await world.act("manager", document("closeStructure"), **closed) == {"errors": []}
    return {"structure": structure(world)}


async def _agreement(world: World) -> Given:
    return {"tenure": encode("Tenure", world.tenures[0]), "bonus": "ATTRACTIVENESS_PUBLIC", "startsOn": "2025-01-01"}


async def _agreed(world: World) -> Given:
    assert await world.act("manager", document("recordAgreement"), **await _agreement(world)) == {"errors": []}
    made = await world.written("select id from agreement where tenure_id = $1", world.tenures[0])
    return {"agreement": encode("Agreement", made[0]["id"]), "endsOn": "2025-12-31"}


async def _grant(world: World) -> Given:
    return {
        "email": f"nouvelle@{world.code.lower()}.example", "displayName": "Nouvelle Personne",
        "tenure": encode("Tenure", world.tenures[0]), "role": "APPROVER", "startsOn": "2025-01-01",
    }  # fmt: skip


async def _grants(world: World) -> Given:
    given = dict(await _grant(world))
    tenure, role = given.pop("tenure"), given.pop("role")
    return {**given, "tenures": [tenure], "roles": [role, "ACTIVITY_DATA_PROVIDER"]}


def _granted(state: str) -> Callable[[World], Awaitable[Given]]:
    async def prepare(world: World) -> Given:
        email = f"nouvelle@{world.code.lower()}.example"
        grant = await granted(world, email=email, requested=state == "REQUESTED")
        return {"roleGrant": grant}

    return prepare


async def _account(world: World) -> Given:
    return {"email": f"demandee@{world.code.lower()}.example", "displayName": "Personne Demandée"}


async def _person(world: World) -> Given:
    return {"person": encode("Person", world.people["director"].id)}


async def _period(world: World) -> Given:
    days = {"opensOn": "2025-02-01", "dueOn": "2025-04-30", "closesOn": "2025-06-30"}
    return {"structureKind": "EAJE", "kind": "FORECAST", "year": 2026, **days}


async def _days(world: World) -> Given:
    days = {"opensOn": "2025-01-10", "dueOn": "2025-04-01", "closesOn": "2025-06-30"}
    return {"period": encode("Period", world.period), **days}


async def _publish(world: World) -> Given:
    return {"period": encode("Period", world.period)}


async def _staff(world: World) -> Given:
    await world.add_national("cnaf")
    return {
        "email": f"agent@{world.code.lower()}.example", "displayName": "Nouvel Agent", "role": "DECLARATION_OFFICER",
        "caf": encode("Caf", world.caf), "startsOn": "2025-01-01",
    }  # fmt: skip


async def _staff_role(world: World) -> Given:
    await world.add_national("cnaf")
    rows = await world.written("select id from staff_role where person_id = $1", world.people["officer"].id)
    return {"staffRole": encode("StaffRole", rows[0]["id"])}


async def _address(world: World) -> Given:
    await world.add_national("cnaf")
    return {"email": world.people["director"].email}


async def _caf(world: World) -> Given:
    await world.add_national("cnaf")
    free = await world.written(
        "select lpad(n::text, 3, '0') as code from generate_series(0, 999) n"
        " where not exists (select from caf where code = lpad(n::text, 3, '0')) limit 1"
    )
    return {"code": free[0]["code"], "name": "Une Caf"}


async def _renamed(world: World) -> Given:
    await world.add_national("cnaf")
    return {"caf": encode("Caf", world.caf), "name": f"Caf de {world.code}"}


_BY_ACTIVITY = ("Declaration", "ACTIVITY_DATA_PROVIDER")
_BY_FINANCE = ("Declaration", "FINANCIAL_DATA_PROVIDER")
_BY_APPROVER = ("Declaration", "APPROVER")
_BY_OFFICER = ("Declaration", "DECLARATION_OFFICER")


def _by_manager(kind: str) -> tuple[str, str]:
    return kind, "HABILITATION_MANAGER"


def _by_cnaf(kind: str) -> tuple[str, str]:
    return kind, "NATIONAL"


_OWN = ("Person", "")
WHY = {"reason": "À revoir."}
SCENES: dict[str, Scene] = {
    "signIn": Scene(None, own.credentials, _OWN),
    "signOut": Scene("director", _plain(), _OWN),
    "changePassword": Scene("director", _plain(current=PASSWORD, new=NEW_PASSWORD), _OWN),
    "acceptNotice": Scene("director", _plain(version=notice.VERSION, accepted=True), _OWN),
    "beginSecondFactor": Scene("director", _plain(), _OWN),
    "enableSecondFactor": Scene("director", own.first_code, _OWN),
    "confirmSecondFactor": Scene("director", own.code_wanted, _OWN),
    "removeSecondFactor": Scene("director", own.code, _OWN),
    "requestPasswordReset": Scene(None, own.mailbox, _OWN),
    "useLink": Scene(None, own.link, _OWN),
    "endSession": Scene("director", own.session, _OWN),
    "endOtherSessions": Scene("director", _plain(), _OWN),
    "addOrganisation": Scene("manager", _plain(siret="73282932000074", name="Association"), _by_manager("Organisation")),
    "renameOrganisation": Scene("manager", _organisation, _by_manager("Organisation")),
    "addStructure": Scene("manager", _structure, _by_manager("Structure")),
    "changeStructure": Scene("manager", _of_structure(name="Autre nom"), _by_manager("Structure")),
    "changeLicence": Scene("manager", _of_structure(startsOn="2025-03-01", places=25), _by_manager("Structure")),
    "recordAgreement": Scene("manager", _agreement, _by_manager("Tenure")),
    "endAgreement": Scene("manager", _agreed, _by_manager("Agreement")),
    "transferStructure": Scene("manager", _transfer, _by_manager("Structure")),
    "closeStructure": Scene("manager", _of_structure(lastDay="2025-12-31"), _by_manager("Structure")),
    "reopenStructure": Scene("manager", _closed, _by_manager("Structure")),
    "stateGroupAccounts": Scene("accountant", _share, ("GroupAccounts", "")),
    "save": Scene("director", _save, _BY_ACTIVITY),
    "paste": Scene("accountant", _paste, _BY_FINANCE),
    "completePart": Scene("director", _part("ACTIVITY", "IN_PROGRESS"), _BY_ACTIVITY),
    "reopenPart": Scene("director", _part("ACTIVITY", "READY"), _BY_ACTIVITY),
    "sendBackPart": Scene("deputy", _on("READY", part="ACTIVITY", **WHY), _BY_APPROVER),
    "approve": Scene("deputy", _on("READY", attested=True), _BY_APPROVER),
    "withdraw": Scene("deputy", _on("TRANSMITTED"), _BY_APPROVER),
    "take": Scene("officer", _on("TRANSMITTED"), _BY_OFFICER),
    "return": Scene("officer", _on("PROCESSING", parts=["ACTIVITY"], **WHY), _BY_OFFICER),
    "accept": Scene("officer", _on("PROCESSING"), _BY_OFFICER),
    "reopen": Scene("officer", _on("ACCEPTED", parts=["ACTIVITY"], **WHY), _BY_OFFICER),
    "cancel": Scene("officer", _on("OPEN", **WHY), _BY_OFFICER),
    "grantDelay": Scene("officer", _on("OPEN", until="2025-07-31", **WHY), _BY_OFFICER),
    "openPeriod": Scene("officer", _period, ("Period", "DECLARATION_OFFICER")),
    "changePeriod": Scene("officer", _days, ("Period", "DECLARATION_OFFICER")),
    "publishPeriod": Scene("officer", _publish, ("Period", "DECLARATION_OFFICER")),
    "grantRole": Scene("manager", _grant, _by_manager("RoleGrant")),
    "grantRoles": Scene("manager", _grants, ("", "HABILITATION_MANAGER"), also=("grantRole", "grantRole")),
    "activateRoleGrant": Scene("manager", _granted("REQUESTED"), _by_manager("RoleGrant")),
    "suspendRoleGrant": Scene("manager", _granted("ACTIVE"), _by_manager("RoleGrant")),
    "endRoleGrant": Scene("manager", _granted("ACTIVE"), _by_manager("RoleGrant")),
    "openAccount": Scene("manager", _account, _by_manager("AccountOpening")),
    "sendOpeningAgain": Scene("manager", _person, _by_manager("Person")),
    "forcePasswordChange": Scene("manager", _person, _by_manager("Person")),
    "nameStaff": Scene("cnaf", _staff, _by_cnaf("StaffRole")),
    "endStaffRole": Scene("cnaf", _staff_role, _by_cnaf("StaffRole")),
    "deactivateAccount": Scene("cnaf", _address, _by_cnaf("Person")),
    "reactivateAccount": Scene("cnaf", _address, _by_cnaf("Person")),
    "openCaf": Scene("cnaf", _caf, _by_cnaf("Caf")),
    "renameCaf": Scene("cnaf", _renamed, _by_cnaf("Caf")),
}  # fmt: skip
"""Written by hand: a mutation that does not stand here turns `test_acts_noted` red."""
