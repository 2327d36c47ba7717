"""The places that the opening authorisation of a structure allows, from a day on."""

from piccolo.columns import Date, ForeignKey, Integer
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.structure import Structure
from rules.columns import told


class Licence(Table, db=DB):
    """An authorisation or opinion (agrément): so many places from a day on, until the next one."""

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    starts_on = Date(default=None, help_text=told("licence", "starts_on"))
    places = Integer(default=None, help_text=told("licence", "places"))

    licence_once_a_day = Unique(["structure_id", "starts_on"])
    licence_places_positive = Check("places between 1 and 999")
