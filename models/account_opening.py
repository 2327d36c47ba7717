"""Accounts that a Caf, or the Cnaf, has asked for."""

from piccolo.columns import ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.organisation import Organisation
from models.person import Person


class AccountOpening(Table, db=DB):
    """A Caf has asked that somebody have an account: a manager sees him from then on, granted or not.

    The name and address are those that were typed: nothing is told of an account that existed already.
    """

    caf = ForeignKey(Caf, db_column_name="caf_id", null=True, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, db_column_name="organisation_id", null=True, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.restrict, index=True)
    person_name = Varchar(length=120, default=None, help_text="Nom donné à l'ouverture du compte.")
    person_email = Varchar(length=254, default=None, help_text="Adresse électronique.")
    opened_by = ForeignKey(Person, db_column_name="opened_by_id", null=True, on_delete=OnDelete.restrict)
    opened_at = Timestamptz(default=None, help_text="Demande d'ouverture du compte.")

    account_opening_of_caf = Check("organisation_id is null or caf_id is not null")
