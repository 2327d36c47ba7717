"""Which personal data the staff have read: append-only, chained by hash apart from the acts, and kept for a while."""

from piccolo.columns import BigInt, BigSerial, Boolean, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.person import Person


class ReadEntry(Table, db=DB):
    """One list, or one object, of personal data that somebody of a Caf or of the Cnaf has read in one request."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None)
    actor = ForeignKey(Person, db_column_name="actor_id", null=False, on_delete=OnDelete.restrict)
    actor_name = Varchar(length=120, default=None)
    roles = Varchar(length=200, default="")
    door = Varchar(length=12, default=None)
    caf = ForeignKey(Caf, db_column_name="caf_id", null=True, on_delete=OnDelete.restrict)
    whole_list = Boolean(default=False)
    object_type = Varchar(length=20, default=None)
    object_id = Integer(default=None, null=True)
    request_id = Varchar(length=40, default=None, null=True)
    seq = BigInt(default=None, null=True)
    prev_hash = Bytea(default=None, null=True)
    hash = Bytea(default=None, null=True)
