"""Setting the stage as the job role: Cafs, staff, people with passwords, organisations, structures, tenures, periods.

What the people of a story then do goes through GraphQL, never through here.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from models.caf import Caf
from models.declaration import Declaration, DeclarationPart
from models.declaration_period import DeclarationPeriod
from models.engine import DB, DbRole, connect_as
from models.licence import Licence
from models.organisation import Organisation
from models.person import Person
from models.staff_role import StaffRole
from models.structure import Structure
from models.tenure import Tenure
from resolvers.asker import House
from resolvers.passwords import hash_password
from rules import notice
from rules.forms import DeclarationKind
from rules.kinds import KINDS
from rules.policy import Role


async def _insert(table: type[Any], **columns: Any) -> int:
    with connect_as(DbRole.JOB):
        rows = await table.insert(table(**columns)).returning(table._meta.primary_key)
    return int(rows[0]["id"])


async def add_caf(code: str, name: str) -> int:
    """A Caf."""
    return await _insert(Caf, code=code, name=name)


async def add_person(email: str, name: str, password: str, at: datetime, house: House) -> int:
    """Somebody with an account and a password, who has accepted the legal notice."""
    return await _insert(
        Person, email=email, display_name=name, password=hash_password(password, house), active=True, created_at=at,
        password_set_at=at, notice_version=notice.VERSION, notice_accepted_at=at,
    )  # fmt: skip


async def add_staff_role(person: int, role: Role, caf: int | None, starts_on: date) -> int:
    """A staff role: in one Caf, or nationally without one."""
    return await _insert(StaffRole, person=person, role=role.value, caf=caf, starts_on=starts_on)


async def add_organisation(caf: int, siret: str, name: str) -> int:
    """An organisation that signed with this Caf."""
    return await _insert(Organisation, caf=caf, siret=siret, name=name)


async def add_structure(
    caf: int, id_equ: str, name: str, *, nature: str, commune: str, places: int, opened_on: date, kind: str = "EAJE"
) -> int:
    """A place that this Caf funds."""
    structure = await _insert(
        Structure, caf=caf, id_equ=id_equ, name=name, kind=kind, nature=nature, commune=commune, opened_on=opened_on
    )
    await add_licence(caf, structure, opened_on, places)
    return structure


async def add_licence(caf: int, structure: int, starts_on: date, places: int) -> int:
    """An authorisation of so many places from a day on."""
    return await _insert(Licence, caf=caf, structure=structure, starts_on=starts_on, places=places)


async def add_tenure(caf: int, organisation: int, structure: int, starts_on: date, ends_on: date | None = None) -> int:
    """This organisation runs this structure from a day, to a day if known."""
    return await _insert(
        Tenure, caf=caf, organisation=organisation, structure=structure, starts_on=starts_on, ends_on=ends_on
    )


async def add_period(
    caf: int, kind: DeclarationKind, year: int, *, opens_on: date, due_on: date, closes_on: date,
    structure_kind: str = "EAJE", observed_until: date | None = None, published_at: datetime | None = None,
    published_by_name: str | None = None,
) -> int:  # fmt: skip
    """A call for data of this Caf."""
    return await _insert(
        DeclarationPeriod, caf=caf, structure_kind=structure_kind, kind=kind.value, year=year,
        opens_on=opens_on, due_on=due_on, closes_on=closes_on, observed_until=observed_until,
        published_at=published_at, published_by_name=published_by_name,
    )  # fmt: skip


async def open_declaration(tenure: int, period: int, at: datetime) -> int:
    """The declaration of one tenure in one period, with the empty parts that its kind asks."""
    with connect_as(DbRole.JOB):
        of = (await Tenure.select().where(Tenure._meta.primary_key == tenure))[0]
        asked = (await DeclarationPeriod.select().where(DeclarationPeriod._meta.primary_key == period))[0]
        kind = KINDS[asked["structure_kind"]]
        async with DB.transaction():
            declared = DeclarationKind(asked["kind"])
            declaration = await _insert(
                Declaration, caf=of["caf_id"], organisation=of["organisation_id"], structure=of["structure_id"],
                tenure=tenure, period=period, structure_kind=kind.code, kind=asked["kind"], year=asked["year"],
                form_version=kind.version, state="OPEN", version=1, created_at=at, updated_at=at, state_since=at,
            )  # fmt: skip
            for part in kind.required_parts(declared, asked["year"]):
                await _insert(
                    DeclarationPart, caf=of["caf_id"], structure=of["structure_id"], tenure=tenure,
                    declaration=declaration, part=part.value, form_version=kind.version,
                )  # fmt: skip
    return declaration


async def open_declarations(period: int, tenures: Sequence[int], at: datetime) -> list[int]:
    """The declarations of several tenures."""
    return [await open_declaration(tenure, period, at) for tenure in tenures]
