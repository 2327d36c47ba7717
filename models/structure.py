"""The places that a Caf funds."""

from piccolo.columns import Date, ForeignKey, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB


class Structure(Table, db=DB):
    """A funded place (structure, équipement): one Eaje, later one Alsh site."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    id_equ = Varchar(length=20, default=None, help_text="Identifiant de l'équipement (IDEQU).")
    name = Varchar(length=200, default=None, help_text="Nom de la structure.")
    kind = Varchar(length=20, default=None, help_text="Type de structure : EAJE.")
    nature = Varchar(length=40, default=None, help_text="Nature d'activité.")
    commune = Varchar(length=120, default=None, help_text="Commune d'implantation.")
    opened_on = Date(default=None, help_text="Jour d'ouverture.")
    closed_on = Date(default=None, null=True, help_text="Dernier jour d'activité, s'il est connu.")
    ctg_since = Date(
        default=None, null=True, help_text="Convention territoriale globale : premier jour, s'il y en a une."
    )

    structure_once_per_caf = Unique(["caf_id", "id_equ"])
    structure_days_in_order = Check("closed_on is null or closed_on >= opened_on")
    structure_has_name = Check("length(name) > 0 and length(id_equ) > 0")
