"""Which field leads to which rows: the branches of every type, as a table."""

from collections.abc import Callable, Sequence
from typing import Any

from resolvers import periods
from resolvers.access import approved, who_sees
from resolvers.asker import Asker
from resolvers.licences import licences_by
from resolvers.listings import (
    AGREEMENTS,
    AMOUNTS,
    CAFS,
    DECLARATIONS,
    ESTIMATES,
    LICENCES,
    ORGANISATIONS,
    PEOPLE,
    PERIODS,
    RIGHTS,
    ROLE_GRANTS,
    SENT_ACTIVITY,
    SENT_AMOUNTS,
    SENT_ESTIMATES,
    SENT_FINANCE,
    SENT_LATE,
    STRUCTURES,
    SUBMISSIONS,
    TENURES,
)
from resolvers.pages import Listing, Row, one_by
from resolvers.people import active_grants
from rules.forms import Part
from rules.licences import on as licences_on
from schema.agreement import Agreement
from schema.branches import Branch, Level, branch, put
from schema.caf import Caf
from schema.connection import branch_connection
from schema.declaration import Declaration
from schema.dossiers import dossiers_of, part_rows, sent_dossiers_of
from schema.estimate import IN_COLUMNS, Estimate
from schema.form_line import lines_of
from schema.group_accounts import GroupAccounts
from schema.licence import Licence
from schema.obstacles import obstacle_list
from schema.organisation import Organisation
from schema.part import part_of
from schema.period import Period, PeriodProgress
from schema.permit_links import permits_by
from schema.person import Person
from schema.role_grant import RoleGrant
from schema.selection import Chosen, Selection
from schema.structure import Structure
from schema.submission import AcceptedRight, Submission, frozen_remarks, frozen_values
from schema.tenure import Tenure
from schema.viewing import Viewing

Grown = tuple[Sequence[Any], Selection]
Make = Callable[[Row, Asker], Any]


def _to_one(listing: Listing, make: Make, key: str, column: str = "id") -> Branch:
    """A field that leads to one row: the parents' `key` found in a column."""

    async def load(parents: Sequence[Any], chosen: Chosen, level: Level) -> Grown:
        rows = await one_by(listing, column, (getattr(parent, key) for parent in parents))
        made = {found: make(row, level.asker) for found, row in rows.items()}
        for parent in parents:
            put(parent, chosen, made.get(getattr(parent, key)))
        return list(made.values()), chosen.below

    return load


def _to_many(listing: Listing, kind: Any, column: str) -> Branch:
    """A field that leads to a page of rows for each parent."""

    async def load(parents: Sequence[Any], chosen: Chosen, level: Level) -> Grown:
        return await branch_connection(listing, kind.__name__, kind.of, column, parents, chosen, level)

    return load


async def _licensed_places(parents: Sequence[Any], chosen: Chosen, level: Level) -> Grown:
    """The places in force today, of the authorisations of each structure."""
    licences = await licences_by(parent.key for parent in parents)
    for parent in parents:
        put(parent, chosen, licences_on(licences[parent.key], level.asker.today))
    return (), chosen.below


async def _has_approver(parents: Sequence[Structure], chosen: Chosen, level: Level) -> Grown:
    """Whether somebody can approve for each structure today."""
    found = await approved((parent.key for parent in parents), level.asker)
    for parent in parents:
        put(parent, chosen, found.get(parent.key))
    return (), chosen.below


async def _who_sees(parents: Sequence[Structure], chosen: Chosen, level: Level) -> Grown:
    """Who sees each structure."""
    found = await who_sees(sorted({parent.key for parent in parents}), level.asker)
    for parent in parents:
        put(parent, chosen, [Viewing.of(each, parent.held) for each in found[parent.key]])
    return (), chosen.below


async def _active_grants(parents: Sequence[Person], chosen: Chosen, level: Level) -> Grown:
    """How many grants each person holds today."""
    counted = await active_grants(level.asker, (parent.key for parent in parents))
    for parent in parents:
        put(parent, chosen, counted.get(parent.key, 0))
    return (), chosen.below


async def _sent_late(parents: Sequence[Declaration], chosen: Chosen, _: Level) -> Grown:
    """The flag of the last transmission of each declaration."""
    rows = await one_by(SENT_LATE, "declaration_id", (parent.key for parent in parents))
    for parent in parents:
        put(parent, chosen, rows[parent.key]["late"] if parent.key in rows else None)
    return (), chosen.below


async def _progress(parents: Sequence[Period], chosen: Chosen, level: Level) -> Grown:
    """The counts of all periods at once."""
    counted = await periods.progress(level.asker, [parent.key for parent in parents])
    for parent in parents:
        put(parent, chosen, PeriodProgress.of(counted.get(parent.key, ())))
    return (), chosen.below


async def _shared_tenures(parents: Sequence[GroupAccounts], chosen: Chosen, level: Level) -> Grown:
    """The tenures that each total covers."""
    rows = await one_by(TENURES, "id", (key for parent in parents for key in parent.tenure_keys))
    made = {key: Tenure.of(row, level.asker) for key, row in rows.items()}
    for parent in parents:
        put(parent, chosen, [made[key] for key in parent.tenure_keys if key in made])
    return list(made.values()), chosen.below


_CAF = _to_one(CAFS, Caf.of, "caf_key")
_ORGANISATION = _to_one(ORGANISATIONS, Organisation.of, "organisation_key")
_STRUCTURE = _to_one(STRUCTURES, Structure.of, "structure_key")
_TENURE = _to_one(TENURES, Tenure.of, "tenure_key")
_PERIOD = _to_one(PERIODS, Period.of, "period_key")

branch("Organisation", "caf", "organisation.read")(_CAF)
branch("Period", "caf", "caf.read")(_CAF)
branch("Period", "progress", "declaration.read")(_progress)
branch("Structure", "caf", "structure.read")(_CAF)
branch("Structure", "licensedPlaces", "structure.read")(_licensed_places)
branch("Structure", "licences", "structure.read")(_to_many(LICENCES, Licence, "structure_id"))
branch("Structure", "tenures", "tenure.read")(_to_many(TENURES, Tenure, "structure_id"))
branch("Structure", "agreements", "agreement.read")(_to_many(AGREEMENTS, Agreement, "structure_id"))
branch("Structure", "roleGrants", "role_grant.read")(_to_many(ROLE_GRANTS, RoleGrant, "structure_id"))
branch("Structure", "declarations", "declaration.read")(_to_many(DECLARATIONS, Declaration, "structure_id"))
branch("Structure", "hasApprover", "role_grant.read")(_has_approver)
branch("Structure", "whoSees", "access.read")(_who_sees)
branch("Person", "activeGrants", "role_grant.read")(_active_grants)
branch("Person", "roleGrants", "role_grant.read")(_to_many(ROLE_GRANTS, RoleGrant, "person_id"))
branch("AccountOpening", "caf", "person.read")(_CAF)
branch("AccountOpening", "organisation", "organisation.read")(_ORGANISATION)
branch("AccountOpening", "person", "person.read")(_to_one(PEOPLE, Person.of, "person_key"))
branch("StaffRole", "caf", "staff_role.read")(_CAF)
branch("Tenure", "organisation", "organisation.read")(_ORGANISATION)
branch("Tenure", "agreements", "agreement.read")(_to_many(AGREEMENTS, Agreement, "tenure_id"))
branch("Tenure", "structure", "structure.read")(_STRUCTURE)
branch("Agreement", "tenure", "tenure.read")(_TENURE)
branch("RoleGrant", "structure", "structure.read")(_STRUCTURE)
branch("RoleGrant", "tenure", "tenure.read")(_TENURE)
branch("GroupAccounts", "organisation", "group_accounts.read")(_ORGANISATION)
branch("GroupAccounts", "tenures", "group_accounts.read")(_shared_tenures)
branch("ViewerRole", "caf", "viewer.read")(_CAF)
branch("ViewerRole", "structure", "viewer.read")(_STRUCTURE)
branch("ViewerRole", "tenure", "viewer.read")(_TENURE)
branch("Declaration", "structure", "structure.read")(_STRUCTURE)
branch("Declaration", "organisation", "organisation.read")(_ORGANISATION)
branch("Declaration", "tenure", "tenure.read")(_TENURE)
branch("Declaration", "period", "period.read")(_PERIOD)
branch("Declaration", "submissions", "submission.read")(_to_many(SUBMISSIONS, Submission, "declaration_id"))
branch("Declaration", "sentLate", "submission.read")(_sent_late)
branch("Declaration", "right", "right.read")(_to_one(RIGHTS, AcceptedRight.of, "key", "declaration_id"))


_FORMS = {Part.ACTIVITY: "ActivityPart", Part.FINANCE: "FinancePart"}


def _part(part: Part) -> Branch:
    async def load(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
        rows = await part_rows(parents, level)
        asked = {each.name for each in chosen.below.fields(_FORMS[part])}
        dossiers = await dossiers_of(parents, level, with_facts="form" in asked)
        permits = await permits_by(parents, level, part) if "allowedActions" in asked else {}
        for parent in parents:
            mine = rows.get(parent.key, {})
            may_do = permits.get(parent.key, [])
            shown = part_of(dossiers[parent.key], mine[part], parent.held, asked, may_do) if part in mine else None
            put(parent, chosen, shown)
        return (), chosen.below

    return load


def _obstacles(blocking: bool) -> Branch:
    async def load(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
        dossiers = await dossiers_of(parents, level, with_facts=True)
        for parent in parents:
            dossier = dossiers[parent.key]
            wanted = [each for each in dossier.obstacles if each.stops and each.blocking is blocking]
            put(parent, chosen, obstacle_list(dossier, wanted, parent.held))
        return (), chosen.below

    return load


def _estimate(amounts: Listing, opened: Listing, column: str) -> Branch:
    """The estimate of each parent; its stored working is only read when more than the amounts is asked."""

    async def load(parents: Sequence[Any], chosen: Chosen, level: Level) -> Grown:
        asked = {each.name for each in chosen.below.fields("Estimate")}
        listing = amounts if asked <= IN_COLUMNS else opened
        rows = await one_by(listing, column, (parent.key for parent in parents))
        for parent in parents:
            row = rows.get(parent.key)
            if row is None:
                put(parent, chosen, None)
            elif listing is amounts:
                put(parent, chosen, Estimate.amounts(row, parent.held))
            else:
                put(parent, chosen, Estimate.opened(row, parent.held, lines="lines" in asked))
        return (), chosen.below

    return load


def _frozen(listing: Listing, show: Callable[[Row, Submission], Any]) -> Branch:
    """One part of each transmission, as it was sent; its figures and its remarks are read once."""

    async def load(parents: Sequence[Submission], chosen: Chosen, level: Level) -> Grown:
        async def read() -> dict[int, Row]:
            return await one_by(listing, "id", (parent.key for parent in parents))

        rows = await level.once(listing.columns, parents, read)
        for parent in parents:
            put(parent, chosen, show(rows[parent.key], parent))
        return (), chosen.below

    return load


def _figures(part: Part) -> Callable[[Row, Submission], Any]:
    def show(row: Row, parent: Submission) -> Any:
        return frozen_values(row, part, parent.held)

    return show


def _remarks(row: Row, _: Submission) -> Any:
    return frozen_remarks(row)


def _sent_form(part: Part) -> Branch:
    """One part of each transmission line by line; none where the declaration had no such part."""

    async def load(parents: Sequence[Submission], chosen: Chosen, level: Level) -> Grown:
        dossiers = await sent_dossiers_of(parents, level)
        for parent in parents:
            dossier = dossiers[parent.key]
            put(parent, chosen, lines_of(dossier, part) if part in dossier.parts else None)
        return (), chosen.below

    return load


branch("Declaration", "activity", "activity.read")(_part(Part.ACTIVITY))
branch("Declaration", "finance", "finance.totals")(_part(Part.FINANCE))
branch("Declaration", "blockers", "controls.read")(_obstacles(blocking=True))
branch("Declaration", "warnings", "controls.read")(_obstacles(blocking=False))
branch("Declaration", "estimate", "estimate.read")(_estimate(AMOUNTS, ESTIMATES, "declaration_id"))
branch("Submission", "estimate", "estimate.figures")(_estimate(SENT_AMOUNTS, SENT_ESTIMATES, "id"))

branch("Submission", "activity", "activity.figures")(_frozen(SENT_ACTIVITY, _figures(Part.ACTIVITY)))
branch("Submission", "activityRemarks", "activity.figures")(_frozen(SENT_ACTIVITY, _remarks))
branch("Submission", "finance", "finance.figures")(_frozen(SENT_FINANCE, _figures(Part.FINANCE)))
branch("Submission", "financeRemarks", "finance.figures")(_frozen(SENT_FINANCE, _remarks))
branch("Submission", "activityForm", "activity.figures")(_sent_form(Part.ACTIVITY))
branch("Submission", "financeForm", "finance.figures")(_sent_form(Part.FINANCE))
