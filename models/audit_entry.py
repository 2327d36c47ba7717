"""Who did what, and what was refused: append-only."""

from piccolo.columns import BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.person import Person


class AuditEntry(Table, db=DB):
    """One act, accepted or refused. Holds no figure, no text of people, no secret."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None)
    actor = ForeignKey(Person, db_column_name="actor_id", null=False, on_delete=OnDelete.restrict)
    actor_name = Varchar(length=120, default=None)
    act = Varchar(length=40, default=None)
    outcome = Varchar(length=10, default=None)
    codes = Varchar(length=400, default="")
    caf = ForeignKey(Caf, db_column_name="caf_id", null=True, on_delete=OnDelete.restrict)
    structure_id = Integer(default=None, null=True)
    tenure_id = Integer(default=None, null=True)
    declaration_id = Integer(default=None, null=True)
    role_grant_id = Integer(default=None, null=True)
    from_state = Varchar(length=20, default=None, null=True)
    to_state = Varchar(length=20, default=None, null=True)
    request_id = Varchar(length=40, default=None, null=True)

    audit_outcome_known = Check("outcome in ('DONE', 'REFUSED')")
