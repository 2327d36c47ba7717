"""Who did what, and what was refused: append-only, chained by hash."""

from piccolo.columns import BigInt, BigSerial, Boolean, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.person import Person


class AuditEntry(Table, db=DB):
    """One act, accepted or refused. Holds no figure, no text of people, no secret.

    `roles` and `grant_id` are those that allowed it; `role_grant_id`, the object and `person_id` what and whom it was
    about. `told_…` says which staff of the Caf, or of the Cnaf, read it; partners read those of their tenures. The place
    in the chain is set by the database alone.
    """

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None)
    actor = ForeignKey(Person, db_column_name="actor_id", null=True, on_delete=OnDelete.restrict)
    actor_name = Varchar(length=120, default=None)
    act = Varchar(length=40, default=None)
    outcome = Varchar(length=10, default=None)
    codes = Varchar(length=400, default="")
    roles = Varchar(length=200, default="")
    grant_id = Integer(default=None, null=True)
    door = Varchar(length=12, default=None, null=True)
    caf = ForeignKey(Caf, db_column_name="caf_id", null=True, on_delete=OnDelete.restrict)
    structure_id = Integer(default=None, null=True)
    tenure_id = Integer(default=None, null=True)
    declaration_id = Integer(default=None, null=True)
    role_grant_id = Integer(default=None, null=True)
    object_type = Varchar(length=20, default=None, null=True)
    object_id = Integer(default=None, null=True)
    person_id = Integer(default=None, null=True)
    from_state = Varchar(length=20, default=None, null=True)
    to_state = Varchar(length=20, default=None, null=True)
    request_id = Varchar(length=40, default=None, null=True)
    told_manager = Boolean(default=False)
    told_officer = Boolean(default=False)
    told_national = Boolean(default=False)
    seq = BigInt(default=None, null=True)
    prev_hash = Bytea(default=None, null=True)
    hash = Bytea(default=None, null=True)

    audit_outcome_known = Check("outcome in ('DONE', 'REFUSED')")
    audit_door_known = Check("door in ('API', 'ADMIN', 'TOKEN', 'COMMAND_LINE')")
