"""How grants, accounts and staff are kept in tests: the acts, and what they answer."""

from typing import Any

from resolvers.opaque import encode
from tests.resolvers.keeping import ERRORS
from tests.world import World

GRANT_SHOWN = f"{{ roleGrant {{ id active state stateLabel endsOn }} {ERRORS} }}"
PERSON_SHOWN = f"{{ person {{ id email displayName }} {ERRORS} }}"
STAFF_SHOWN = (
    f"{{ staffRole {{ id personName personEmail role roleLabel active startsOn endsOn caf {{ code }} }} {ERRORS} }}"
)
CAF_SHOWN = f"{{ caf {{ id code name }} {ERRORS} }}"


def _act(name: str, kind: str, shown: str) -> str:
    return f"mutation ($input: {kind}!) {{ {name}(input: $input) {shown} }}"


GRANT_ONE = _act("grantRole", "GrantRoleInput", GRANT_SHOWN)
GRANT_MANY = _act(
    "grantRoles", "GrantRolesInput", f"{{ roleGrants {{ id role state }} standing {{ tenure role }} {ERRORS} }}"
)
ACTIVATE = _act("activateRoleGrant", "RoleGrantInput", GRANT_SHOWN)
SUSPEND = _act("suspendRoleGrant", "RoleGrantInput", GRANT_SHOWN)
END = _act("endRoleGrant", "EndRoleGrantInput", GRANT_SHOWN)
OPEN = _act(
    "openAccount", "OpenAccountInput",
    f"{{ accountOpening {{ personName personEmail caf {{ code }} organisation {{ id }} person {{ id email displayName }} }} {ERRORS} }}",
)  # fmt: skip
SEND = _act("sendOpeningAgain", "PersonInput", PERSON_SHOWN)
FORCE = _act("forcePasswordChange", "PersonInput", PERSON_SHOWN)
CLOSE = _act("deactivateAccount", "AccountInput", f"{{ {ERRORS} }}")
REOPEN = _act("reactivateAccount", "AccountInput", f"{{ {ERRORS} }}")
NAME = _act("nameStaff", "NameStaffInput", STAFF_SHOWN)
END_STAFF = _act("endStaffRole", "EndStaffRoleInput", STAFF_SHOWN)
OPEN_CAF = _act("openCaf", "OpenCafInput", CAF_SHOWN)
RENAME_CAF = _act("renameCaf", "RenameCafInput", CAF_SHOWN)
PEOPLE = "{ people { totalCount nodes { id email displayName activeGrants } } }"
PERSON = "query ($id: ID, $email: String) { person(id: $id, email: $email) { id email displayName activeGrants roleGrants { nodes { state } } } }"


def given(world: World, **changes: Any) -> dict[str, Any]:
    """A grant as a manager asks for it."""
    return {
        "email": world.people["director"].email, "displayName": "Nom donné", "tenure": encode("Tenure", world.tenures[0]),
        "role": "APPROVER", "startsOn": "2025-01-01", **changes,
    }  # fmt: skip


def many(world: World, **changes: Any) -> dict[str, Any]:
    """Two roles on every tenure."""
    return {
        "email": world.people["director"].email, "displayName": "Nom donné",
        "tenures": [encode("Tenure", each) for each in world.tenures],
        "roles": ["APPROVER", "ACTIVITY_DATA_PROVIDER"], "startsOn": "2025-01-01", **changes,
    }  # fmt: skip


async def granted(world: World, **changes: Any) -> str:
    """A grant, and its id."""
    done = await world.act("manager", GRANT_ONE, **given(world, **changes))
    assert done["errors"] == [], done
    return str(done["roleGrant"]["id"])


def codes(payload: Any) -> list[tuple[str, list[str]]]:
    """The codes and paths of a refusal."""
    assert all(each["message"].endswith(".") and each["remedy"].endswith(".") for each in payload["errors"])
    return [(each["code"], each["path"]) for each in payload["errors"]]


async def mails(world: World, email: str) -> list[tuple[str, int | None]]:
    """The mails to an address: what about, in the matters of which Caf."""
    rows = await world.written(
        "select m.template, m.caf_id from outgoing_mail m join person p on p.id = m.person_id where p.email = $1"
        " order by m.id",
        email,
    )
    return [(row["template"], row["caf_id"]) for row in rows]
