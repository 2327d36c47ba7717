"""What was sent to the Caf, for ever, and the right that the Caf accepted."""

from typing import Any

from piccolo.columns import JSONB, Boolean, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.declaration import Declaration
from models.engine import DB
from models.person import Person
from models.structure import Structure
from models.tenure import Tenure


class Submission(Table, db=DB):
    """A transmission: the figures, remarks and estimate frozen with who approved them and when. Immutable.

    `late` is none for what was sent before this was kept.
    """

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict)
    declaration = ForeignKey(Declaration, db_column_name="declaration_id", null=False, on_delete=OnDelete.restrict)
    number = Integer(default=None)
    reference = Varchar(length=20, default="")
    previous: ForeignKey[Any] = ForeignKey("self", db_column_name="previous_id", null=True, on_delete=OnDelete.restrict)
    declaration_version = Integer(default=None)
    form_version = Integer(default=None)
    activity = JSONB(default=None)
    finance = JSONB(default=None)
    estimate = JSONB(default=None)
    psu = Numeric(digits=(14, 2), default=None, null=True)
    amount = Numeric(digits=(14, 2), default=None, null=True)
    approver = ForeignKey(Person, db_column_name="approver_id", null=False, on_delete=OnDelete.restrict)
    approver_name = Varchar(length=120, default=None)
    attestation = Text(default=None)
    sent_at = Timestamptz(default=None)
    late = Boolean(default=None, null=True)
    content_hash = Varchar(length=64, default=None)

    submission_number_once = Unique(["declaration_id", "number"])
    submission_number_positive = Check("number >= 1")
    submission_hash_is_sha256 = Check("content_hash ~ '^[0-9a-f]{64}$'")


class AcceptedRight(Table, db=DB):
    """The right (droit): the estimate of one transmission, copied when an officer accepts it. Immutable."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict)
    declaration = ForeignKey(Declaration, db_column_name="declaration_id", null=False, on_delete=OnDelete.restrict)
    submission = ForeignKey(
        Submission, db_column_name="submission_id", null=False, unique=True, on_delete=OnDelete.restrict
    )
    psu = Numeric(digits=(14, 2), default=None)
    amount = Numeric(digits=(14, 2), default=None)
    accepted_by = ForeignKey(Person, db_column_name="accepted_by_id", null=False, on_delete=OnDelete.restrict)
    accepted_by_name = Varchar(length=120, default=None)
    accepted_at = Timestamptz(default=None)
