"""The places that a Caf funds."""

from piccolo.columns import Date, ForeignKey, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from rules.columns import told


class Structure(Table, db=DB):
    """A funded place (structure, équipement): one Eaje, later one Alsh site."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    id_equ = Varchar(length=20, default=None, help_text=told("structure", "id_equ"))
    name = Varchar(length=200, default=None, help_text=told("structure", "name"))
    kind = Varchar(length=20, default=None, help_text=told("structure", "kind"))
    nature = Varchar(length=40, default=None, help_text=told("structure", "nature"))
    commune = Varchar(length=120, default=None, help_text=told("structure", "commune"))
    opened_on = Date(default=None, help_text=told("structure", "opened_on"))
    closed_on = Date(default=None, null=True, help_text=told("structure", "closed_on"))
    ctg_since = Date(default=None, null=True, help_text=told("structure", "ctg_since"))

    structure_once_per_caf = Unique(["caf_id", "id_equ"])
    structure_days_in_order = Check("closed_on is null or closed_on >= opened_on")
    structure_has_name = Check("length(name) > 0 and length(id_equ) > 0")
