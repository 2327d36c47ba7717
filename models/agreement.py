"""The agreements that open a bonus for one tenure: what the Caf keeps of them."""

from piccolo.columns import Date, ForeignKey, Integer, Numeric, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.structure import Structure
from models.tenure import Tenure
from rules.columns import told

_PLACES = "bonus in ('TERRITORY_EXISTING', 'TERRITORY_NEW', 'TERRITORY_EMPLOYER')"
_AMOUNT = "bonus in ('TERRITORY_EXISTING', 'TERRITORY_NEW')"
_GROWTH = "bonus = 'TRAJECTORY'"


class Agreement(Table, db=DB):
    """An agreement (accord, délibération, convention), from a day on, until a day if it ends, of one tenure.

    Which figures it tells is written in `rules.agreements.TERMS`; a test compares.
    """

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict)
    bonus = Varchar(length=40, default=None, help_text=told("agreement", "bonus"))
    starts_on = Date(default=None, help_text=told("agreement", "starts_on"))
    ends_on = Date(default=None, null=True, help_text=told("agreement", "ends_on"))
    places = Integer(default=None, null=True, help_text=told("agreement", "places"))
    amount = Numeric(digits=(10, 2), default=None, null=True, help_text=told("agreement", "amount"))
    growth = Numeric(digits=(6, 2), default=None, null=True, help_text=told("agreement", "growth"))

    agreement_once_a_day = Unique(["tenure_id", "bonus", "starts_on"])
    agreement_bonus_known = Check(
        "bonus in ('ATTRACTIVENESS_PRIVATE', 'ATTRACTIVENESS_PUBLIC', 'TERRITORY_EXISTING', 'TERRITORY_NEW',"
        " 'TERRITORY_EMPLOYER', 'TRAJECTORY')"
    )
    agreement_days_in_order = Check("ends_on is null or ends_on >= starts_on")
    agreement_places_as_asked = Check(
        f"({_PLACES}) = (places is not null) and (places is null or places between 1 and 999)"
    )
    agreement_amount_as_asked = Check(
        f"({_AMOUNT}) = (amount is not null) and (amount is null or (amount > 0 and amount <> 'NaN'))"
    )
    agreement_growth_as_asked = Check(
        f"({_GROWTH}) = (growth is not null) and (growth is null or (growth > 0 and growth <> 'NaN'))"
    )
