"""Where each chain of the audit trail ends, and where what is kept of it begins."""

from piccolo.columns import BigInt, Bytea, Integer, Serial, Varchar
from piccolo.table import Table

from models.engine import DB


class AuditHead(Table, db=DB):
    """One chain: that of a Caf, or 0 for what falls in none. Whoever adds a link holds this row until it is written.

    The anchor is the last link that was removed, once whole: none was as long as its place is 0.
    """

    id = Serial(primary_key=True)
    trail = Varchar(length=8, default=None)
    chain = Integer(default=None)
    seq = BigInt(default=0)
    hash = Bytea(default=None)
    anchor_seq = BigInt(default=0)
    anchor_hash = Bytea(default=None)
