"""The keys that clients give to their acts, so that an act sent again is not done again."""

from piccolo.columns import JSONB, BigSerial, Bytea, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.engine import DB
from models.person import Person


class ActKey(Table, db=DB):
    """An accepted act under its author's key, written in the act's own transaction; kept for a day or more, then erased.

    `made` is what the act answered inside the house, enough to show its object again; `answer` what was told of it, to
    whoever held the rights that `rights` marks.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.restrict)
    key = Varchar(length=128, default=None)
    request = Bytea(default=None)
    made_at = Timestamptz(default=None, index=True)
    made = JSONB(default=None, null=True)
    rights = Bytea(default=None, null=True)
    answer = Text(default=None, null=True)

    act_key_once = Unique(["person_id", "key"])
    act_key_request_is_sha256 = Check("length(request) = 32")
