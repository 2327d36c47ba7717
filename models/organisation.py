"""Those who run structures."""

from piccolo.columns import ForeignKey, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from rules.columns import told


class Organisation(Table, db=DB):
    """A legal person that runs structures (gestionnaire): one row per Caf and SIRET."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    siret = Varchar(length=14, default=None, help_text=told("organisation", "siret"))
    name = Varchar(length=200, default=None, help_text=told("organisation", "name"))

    organisation_once_per_caf = Unique(["caf_id", "siret"])
    organisation_siret_digits = Check("siret ~ '^[0-9]{14}$'")
    organisation_has_name = Check("length(name) > 0")
