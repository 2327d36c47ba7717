"""The roles of Caf and Cnaf staff."""

from piccolo.columns import Date, ForeignKey, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.person import Person


class StaffRole(Table, db=DB):
    """A person's staff role in one Caf, or nationally (then without a Caf), from a day to a day."""

    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=30, default=None)
    caf = ForeignKey(Caf, db_column_name="caf_id", null=True, on_delete=OnDelete.restrict)
    starts_on = Date(default=None)
    ends_on = Date(default=None, null=True)

    staff_role_known = Check("role in ('HABILITATION_MANAGER', 'DECLARATION_OFFICER', 'NATIONAL')")
    staff_role_caf_or_national = Check("(role = 'NATIONAL') = (caf_id is null)")
    staff_role_days_in_order = Check("ends_on is null or ends_on >= starts_on - 1")
