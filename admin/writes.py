"""What may be written in the lists: for each list and method one of our acts, and the shape of what it takes.

Piccolo writes nothing: an act checks the right, the rules and the version, and leaves its row in the audit trail.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.responses import Response

from admin.inputs import (
    CafName,
    GrantEnd,
    Input,
    NewCaf,
    NewOrganisation,
    OrganisationName,
    StaffEnd,
    StructureChange,
)
from admin.refusals import closed, json, not_read
from admin.tables.table import AdminTable
from resolvers import cafs, organisations, role_grants, staff, structures
from resolvers.asker import Asker
from resolvers.opaque import encode
from rules.kinds import KINDS
from rules.problems import Code, Refused, problem

NOT_JSON = "La saisie n'est pas lisible."


Act = Callable[[Asker, str, Any], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Write:
    """One act: its right, what it takes, what it does, and the column that each of its paths lies at."""

    action: str
    model: type[Input]
    act: Act
    kind: str = ""
    at: Mapping[str, str] = field(default_factory=dict)


async def _end_grant(asker: Asker, mark: str, given: GrantEnd) -> int:
    return await role_grants.end_role_grant(asker, mark, given.au)


async def _add_organisation(asker: Asker, _: str, given: NewOrganisation) -> int:
    return await organisations.add_organisation(asker, given.siret, given.raison_sociale)


async def _rename_organisation(asker: Asker, mark: str, given: OrganisationName) -> int:
    return await organisations.rename_organisation(asker, mark, given.raison_sociale)


async def _change_structure(asker: Asker, mark: str, given: StructureChange) -> int:
    nature = None if given.nature is None else _code_of("nature", given.nature, NATURES)
    return await structures.change_structure(asker, mark, name=given.nom, nature=nature, commune=given.commune)


async def _open_caf(asker: Asker, _: str, given: NewCaf) -> int:
    return await cafs.open_caf(asker, given.code, given.nom)


async def _rename_caf(asker: Asker, mark: str, given: CafName) -> int:
    return await cafs.rename_caf(asker, mark, given.nom)


async def _end_staff(asker: Asker, mark: str, given: StaffEnd) -> int:
    return await staff.end_staff_role(asker, mark, given.au)


def _code_of(path: str, label: str, labels: Mapping[Any, str]) -> str:
    """The code behind a label."""
    for code, each in labels.items():
        if each == label:
            return str(code)
    known = ", ".join(labels.values())
    raise Refused(problem(Code.UNKNOWN_CHOICE, path, label=path, given=label[:80], known=known))


NATURES = {code: label for kind in KINDS.values() for code, label in kind.natures.items()}

WRITES: dict[tuple[str, str], Write] = {
    ("habilitations", "PATCH"): Write("role_grant.end", GrantEnd, _end_grant, "RoleGrant", {"endsOn": "au", "roleGrant": "au"}),
    ("gestionnaires", "POST"): Write("organisation.keep", NewOrganisation, _add_organisation, at={"name": "raison_sociale"}),
    ("gestionnaires", "PATCH"): Write(
        "organisation.keep", OrganisationName, _rename_organisation, "Organisation", {"name": "raison_sociale"}
    ),
    ("structures", "PATCH"): Write("structure.keep", StructureChange, _change_structure, "Structure", {"name": "nom"}),
    ("cafs", "POST"): Write("caf.keep", NewCaf, _open_caf, at={"name": "nom"}),
    ("cafs", "PATCH"): Write("caf.keep", CafName, _rename_caf, "Caf", {"name": "nom"}),
    ("agents", "PATCH"): Write("staff_role.keep", StaffEnd, _end_staff, "StaffRole", {"endsOn": "au", "staffRole": "au"}),
}  # fmt: skip


async def write(asker: Asker, table: AdminTable, method: str, key: str, body: bytes) -> Response:
    """Do the act of this list and method, or say what is not readable in what was sent."""
    act = WRITES[table.name, method]
    try:
        sent = orjson.loads(body)
        given = act.model.model_validate({name: _value(each) for name, each in sent.items()})
    except ValidationError as error:
        return not_read(error, table.words)
    except (orjson.JSONDecodeError, AttributeError):
        return closed(400, Code.BAD_USER_INPUT, NOT_JSON)
    made = await act.act(asker, encode(act.kind, key) if act.kind else "", given)
    return json([{"id": made}], 201) if method == "POST" else json({"id": made})


def _value(sent: Any) -> Any:
    """A field that was left empty is not there."""
    return None if sent == "" else sent
