"""Comparative statistics: what each accepted structure adds, and the releases (diffusions), frozen for ever."""

from piccolo.columns import JSONB, ForeignKey, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.caf import Caf
from models.declaration import Declaration
from models.engine import DB
from models.structure import Structure
from models.submission import Submission
from models.tenure import Tenure


class StructureRatio(Table, db=DB):
    """One ratio of one accepted actual declaration: its two terms, or the reason why there is none.

    Always tells the latest accepted transmission. The organisation is the legal person (SIREN), whichever the Caf.
    """

    caf = ForeignKey(Caf, db_column_name="caf_id", null=False, on_delete=OnDelete.restrict)
    structure = ForeignKey(Structure, db_column_name="structure_id", null=False, on_delete=OnDelete.restrict)
    tenure = ForeignKey(Tenure, db_column_name="tenure_id", null=False, on_delete=OnDelete.restrict)
    declaration = ForeignKey(Declaration, db_column_name="declaration_id", null=False, on_delete=OnDelete.restrict)
    submission = ForeignKey(Submission, db_column_name="submission_id", null=False, on_delete=OnDelete.restrict)
    siren = Varchar(length=9, default=None)
    structure_kind = Varchar(length=20, default=None)
    year = Integer(default=None)
    nature = Varchar(length=40, default=None)
    size_class = Varchar(length=10, default=None, null=True)
    ratio = Varchar(length=40, default=None)
    numerator = Numeric(default=None, null=True)
    denominator = Numeric(default=None, null=True)
    reason = Varchar(length=20, default=None, null=True)

    structure_ratio_once = Unique(["declaration_id", "ratio"])
    structure_ratio_siren_digits = Check("siren ~ '^[0-9]{9}$'")
    structure_ratio_reason_known = Check("reason in ('NOT_DECLARED', 'NOT_APPLICABLE')")
    structure_ratio_terms_or_reason = Check(
        "(reason is null) = (numerator is not null and denominator is not null)"
        " and (numerator is null) = (denominator is null) and denominator <> 0"
    )


class StatisticsRelease(Table, db=DB):
    """The statistics of one kind of structure and one year, computed once. Immutable.

    A second release of the same year could be subtracted from the first: there is never one. `parameters` are the
    bounds of secrecy and of the classes that were in force.
    """

    structure_kind = Varchar(length=20, default=None)
    year = Integer(default=None)
    released_at = Timestamptz(default=None)
    parameters = JSONB(default=None)

    statistics_release_once = Unique(["structure_kind", "year"])
    statistics_release_year_possible = Check("year between 2000 and 2100")


class StatisticsCell(Table, db=DB):
    """One cell of the fixed lattice: its figures, or SECRET. National when it has no Caf. Immutable.

    `code` is a nature or a size class, empty for all. `band` and `coverage` (percent, in steps) stand for the number
    of structures, which is never told.
    """

    release = ForeignKey(StatisticsRelease, db_column_name="release_id", null=False, on_delete=OnDelete.restrict)
    structure_kind = Varchar(length=20, default=None)
    year = Integer(default=None)
    caf = ForeignKey(Caf, db_column_name="caf_id", null=True, on_delete=OnDelete.restrict)
    ratio = Varchar(length=40, default=None)
    axis = Varchar(length=10, default=None)
    code = Varchar(length=40, default="")
    average = Numeric(default=None, null=True)
    q1 = Numeric(default=None, null=True)
    median = Numeric(default=None, null=True)
    q3 = Numeric(default=None, null=True)
    band = Varchar(length=20, default=None, null=True)
    coverage = Integer(default=None, null=True)
    reason = Varchar(length=20, default=None, null=True)

    statistics_cell_axis_known = Check("axis in ('ALL', 'NATURE', 'SIZE')")
    statistics_cell_code_unless_all = Check("(axis = 'ALL') = (code = '')")
    statistics_cell_reason_known = Check("reason in ('SECRET')")
    statistics_cell_figures_or_reason = Check(
        "num_nulls(average, q1, median, q3, band, coverage) = case when reason is null then 0 else 6 end"
    )
    statistics_cell_coverage_percent = Check("coverage between 0 and 100")
