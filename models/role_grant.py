"""The partner roles that a Caf grants."""

from piccolo.columns import Date, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.organisation import Organisation
from models.person import Person
from models.structure import Structure
from models.tenure import Tenure
from rules.columns import told


class RoleGrant(Table, db=DB):
    """One role of one person on one tenure (habilitation), from a day to a day: ended, never erased.

    The name and address are those that the manager typed: he learns nothing of an account that exists already.
    """

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, db_column_name="organisation_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict, index=True)
    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.restrict, index=True)
    person_name = Varchar(length=120, default=None, help_text=told("role_grant", "person_name"))
    person_email = Varchar(length=254, default=None, help_text=told("role_grant", "person_email"))
    role = Varchar(length=30, default=None, help_text=told("role_grant", "role"))
    starts_on = Date(default=None, help_text=told("role_grant", "starts_on"))
    ends_on = Date(default=None, null=True, help_text=told("role_grant", "ends_on"))
    granted_by = ForeignKey(Person, db_column_name="granted_by_id", null=False, on_delete=OnDelete.restrict)
    granted_at = Timestamptz(default=None)
    ended_by = ForeignKey(Person, db_column_name="ended_by_id", null=True, on_delete=OnDelete.restrict)
    ended_at = Timestamptz(default=None, null=True)
    state = Varchar(length=10, default="ACTIVE", help_text=told("role_grant", "state"))

    role_grant_state_known = Check("state in ('REQUESTED', 'ACTIVE', 'SUSPENDED')")
    role_grant_known = Check("role in ('ACTIVITY_DATA_PROVIDER', 'FINANCIAL_DATA_PROVIDER', 'APPROVER')")
    role_grant_days_in_order = Check("ends_on is null or ends_on >= starts_on - 1")
    role_grant_not_self = Check("person_id <> granted_by_id")
