"""When a Caf asks which declaration."""

from piccolo.columns import Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from rules.columns import told


class DeclarationPeriod(Table, db=DB):
    """A call for data (campagne): one kind of declaration, one year, with the days of this Caf.

    A day ends at 23:59:59 Europe/Paris. After `due_on` a declaration is late; after `closes_on` it is refused. An update
    says until which day it counts what happened. Publishing opens the declarations.
    """

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    structure_kind = Varchar(length=20, default=None, help_text=told("period", "structure_kind"))
    kind = Varchar(length=20, default=None, help_text=told("period", "kind"))
    year = Integer(default=None, help_text=told("period", "year"))
    opens_on = Date(default=None, help_text=told("period", "opens_on"))
    due_on = Date(default=None, help_text=told("period", "due_on"))
    closes_on = Date(default=None, help_text=told("period", "closes_on"))
    observed_until = Date(default=None, null=True, help_text=told("period", "observed_until"))
    published_at = Timestamptz(default=None, null=True, help_text=told("period", "published_at"))
    published_by_name = Varchar(length=120, default=None, null=True, help_text=told("period", "published_by"))

    period_kind_known = Check("kind in ('FORECAST', 'UPDATE', 'ACTUAL')")
    period_year_possible = Check("year between 2000 and 2100")
    period_days_in_order = Check("opens_on <= due_on and due_on <= closes_on")
    period_observes_its_year = Check(
        "(kind = 'UPDATE') = (observed_until is not null)"
        " and (observed_until is null or extract(year from observed_until) = year)"
    )
