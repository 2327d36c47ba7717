"""Which organisation runs which structure, from a day to a day."""

from piccolo.columns import Date, ForeignKey
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.organisation import Organisation
from models.structure import Structure
from rules.columns import told


class Tenure(Table, db=DB):
    """A management (gestion). Grants and declarations belong to it, so that after a transfer each side keeps its own."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, db_column_name="organisation_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    starts_on = Date(default=None, help_text=told("tenure", "starts_on"))
    ends_on = Date(default=None, null=True, help_text=told("tenure", "ends_on"))

    tenure_days_in_order = Check("ends_on is null or ends_on >= starts_on")
