"""What an organisation says of the charges of several of its structures together."""

from piccolo.columns import Array, ForeignKey, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.organisation import Organisation
from models.person import Person


class GroupAccounts(Table, db=DB):
    """The total of the analytical accounts that several structures share by a key of allocation, for one kind and year.

    `tenures` are those that the total covers; only who answers for the accounts of all of them reads or states it.
    """

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, db_column_name="organisation_id", null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=20, default=None)
    year = Integer(default=None)
    tenures = Array(base_column=Integer(), default=list)
    total_charges = Numeric(digits=(14, 2), default=None)
    version = Integer(default=1)
    stated_by = ForeignKey(Person, db_column_name="stated_by_id", null=False, on_delete=OnDelete.restrict)
    stated_by_name = Varchar(length=120, default=None)
    stated_at = Timestamptz(default=None)

    group_accounts_once = Unique(["organisation_id", "kind", "year"])
    group_accounts_of_several = Check("cardinality(tenures) >= 2")
    group_accounts_positive = Check("total_charges >= 0")
    group_accounts_kind_known = Check("kind in ('FORECAST', 'ACTUAL')")
