"""Declarations, their two parts and the stored estimate."""

from piccolo.columns import JSONB, Boolean, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.declaration_period import DeclarationPeriod
from models.engine import DB
from models.organisation import Organisation
from models.person import Person
from models.structure import Structure
from models.tenure import Tenure


class Declaration(Table, db=DB):
    """What one tenure declares in one period: where it stands, since when. Its figures are in its parts.

    `extended_to` is a delay that the Caf granted to this one: its due and last day are then that day at the earliest.
    """

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, db_column_name="organisation_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict)
    period = ForeignKey(DeclarationPeriod, db_column_name="period_id", null=False, on_delete=OnDelete.restrict)
    structure_kind = Varchar(length=20, default=None)
    kind = Varchar(length=20, default=None)
    year = Integer(default=None)
    form_version = Integer(default=None)
    state = Varchar(length=20, default="OPEN")
    version = Integer(default=1)
    extended_to = Date(default=None, null=True)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    state_since = Timestamptz(default=TimestamptzNow())

    declaration_state_known = Check(
        "state in ('OPEN', 'IN_PROGRESS', 'READY', 'TRANSMITTED', 'PROCESSING', 'RETURNED', 'ACCEPTED', 'CANCELLED')"
    )
    declaration_version_positive = Check("version >= 1")


class DeclarationPart(Table, db=DB):
    """One part and its figures: item → decimal string or boolean, or absent. Absent is not zero."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict)
    declaration = ForeignKey(Declaration, db_column_name="declaration_id", null=False, on_delete=OnDelete.restrict)
    part = Varchar(length=10, default=None)
    state = Varchar(length=20, default="EMPTY")
    version = Integer(default=1)
    form_version = Integer(default=None)
    values = JSONB(default="{}")
    remarks = JSONB(default="{}")
    saved_by = ForeignKey(Person, db_column_name="saved_by_id", null=True, on_delete=OnDelete.restrict)
    saved_by_name = Varchar(length=120, default=None, null=True)
    saved_at = Timestamptz(default=None, null=True)
    completed_by_name = Varchar(length=120, default=None, null=True)
    completed_at = Timestamptz(default=None, null=True)
    sent_back_by_name = Varchar(length=120, default=None, null=True)
    sent_back_at = Timestamptz(default=None, null=True)
    sent_back_reason = Text(default=None, null=True)
    sent_back_items = JSONB(default="[]")

    part_once = Unique(["declaration_id", "part"])
    part_known = Check("part in ('ACTIVITY', 'FINANCE')")
    part_state_known = Check("state in ('EMPTY', 'IN_PROGRESS', 'COMPLETE', 'SENT_BACK')")
    part_values_are_objects = Check("jsonb_typeof(\"values\") = 'object' and jsonb_typeof(remarks) = 'object'")
    part_says_why_it_was_sent_back = Check("state <> 'SENT_BACK' or length(sent_back_reason) > 0")


class DeclarationEstimate(Table, db=DB):
    """The estimate of a draft, redone at each save. The Caf's officers never see it."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict)
    declaration = ForeignKey(
        Declaration, db_column_name="declaration_id", null=False, unique=True, on_delete=OnDelete.restrict
    )
    psu = Numeric(digits=(14, 2), default=None, null=True)
    amount = Numeric(digits=(14, 2), default=None, null=True)
    detail = JSONB(default=None)
    fictional = Boolean(default=False)
    computed_at = Timestamptz(default=None)
