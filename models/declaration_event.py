"""What happened to a declaration, as those concerned may follow it: append-only."""

from piccolo.columns import JSONB, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.declaration import Declaration
from models.engine import DB
from models.person import Person
from models.structure import Structure
from models.tenure import Tenure


class DeclarationEvent(Table, db=DB):
    """One act of the timeline. `told_caf` is the Caf when its officers are told: what partners do among themselves is theirs."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    told_caf = ForeignKey(Caf, db_column_name="told_caf_id", null=True, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict)
    declaration = ForeignKey(Declaration, db_column_name="declaration_id", null=False, on_delete=OnDelete.restrict)
    at = Timestamptz(default=None)
    act = Varchar(length=40, default=None)
    part = Varchar(length=10, default=None, null=True)
    actor = ForeignKey(Person, db_column_name="actor_id", null=False, on_delete=OnDelete.restrict)
    actor_name = Varchar(length=120, default=None)
    from_state = Varchar(length=20, default=None)
    to_state = Varchar(length=20, default=None)
    version = Integer(default=None)
    reason = Text(default=None, null=True)
    items = JSONB(default="[]")

    event_told_to_its_caf = Check("told_caf_id is null or told_caf_id = caf_id")
    event_part_known = Check("part is null or part in ('ACTIVITY', 'FINANCE')")
