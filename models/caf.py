"""The Cafs: public."""

from piccolo.columns import Varchar
from piccolo.table import Table

from models.engine import DB
from rules.columns import told


class Caf(Table, db=DB):
    """A local family-benefit fund. Public."""

    code = Varchar(length=3, default=None, unique=True, help_text=told("caf", "code"))
    name = Varchar(length=120, default=None, help_text=told("caf", "name"))
