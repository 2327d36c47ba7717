"""Which field leads to which rows: the branches of every type, as a table."""

from collections.abc import Callable, Sequence
from typing import Any

from resolvers.asker import Asker
from resolvers.dossier import Dossier, PartContent
from resolvers.listings import (
    AMOUNTS,
    CAFS,
    DECLARATIONS,
    ESTIMATES,
    ORGANISATIONS,
    PARTS,
    RIGHTS,
    ROLE_GRANTS,
    SENT_ACTIVITY,
    SENT_AMOUNTS,
    SENT_ESTIMATES,
    SENT_FINANCE,
    STRUCTURES,
    SUBMISSIONS,
    TENURES,
)
from resolvers.pages import Listing, Row, one_by, rows_where
from rules.forms import Part
from schema.branches import Branch, Level, branch, put
from schema.caf import Caf
from schema.connection import branch_connection
from schema.declaration import Declaration
from schema.estimate import IN_COLUMNS, Estimate
from schema.obstacles import obstacle_list
from schema.organisation import Organisation
from schema.part import part_of
from schema.role_grant import RoleGrant
from schema.selection import Chosen, Selection
from schema.structure import Structure
from schema.submission import AcceptedRight, Submission, frozen_remarks, frozen_values
from schema.tenure import Tenure

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


_CAF = _to_one(CAFS, Caf.of, "caf_key")
_ORGANISATION = _to_one(ORGANISATIONS, Organisation.of, "organisation_key")
_STRUCTURE = _to_one(STRUCTURES, Structure.of, "structure_key")
_TENURE = _to_one(TENURES, Tenure.of, "tenure_key")

branch("Organisation", "caf", "organisation.read")(_CAF)
branch("Structure", "caf", "structure.read")(_CAF)
branch("Structure", "tenures", "tenure.read")(_to_many(TENURES, Tenure, "structure_id"))
branch("Structure", "roleGrants", "role_grant.read")(_to_many(ROLE_GRANTS, RoleGrant, "structure_id"))
branch("Structure", "declarations", "declaration.read")(_to_many(DECLARATIONS, Declaration, "structure_id"))
branch("Tenure", "organisation", "organisation.read")(_ORGANISATION)
branch("Tenure", "structure", "structure.read")(_STRUCTURE)
branch("RoleGrant", "structure", "structure.read")(_STRUCTURE)
branch("RoleGrant", "tenure", "tenure.read")(_TENURE)
branch("ViewerRole", "caf", "viewer.read")(_CAF)
branch("ViewerRole", "structure", "viewer.read")(_STRUCTURE)
branch("ViewerRole", "tenure", "viewer.read")(_TENURE)
branch("Declaration", "structure", "structure.read")(_STRUCTURE)
branch("Declaration", "organisation", "organisation.read")(_ORGANISATION)
branch("Declaration", "tenure", "tenure.read")(_TENURE)
branch("Declaration", "submissions", "submission.read")(_to_many(SUBMISSIONS, Submission, "declaration_id"))
branch("Declaration", "right", "right.read")(_to_one(RIGHTS, AcceptedRight.of, "key", "declaration_id"))


async def _parts(parents: Sequence[Declaration], level: Level) -> dict[int, dict[Part, Row]]:
    """The part rows of these declarations, read once for all the fields that need them."""

    async def load() -> dict[int, dict[Part, Row]]:
        found: dict[int, dict[Part, Row]] = {}
        for row in await rows_where(PARTS, "declaration_id", (parent.key for parent in parents)):
            found.setdefault(row["declaration_id"], {})[Part(row["part"])] = row
        return found

    return await level.once("parts", load)


def _dossier(parent: Declaration, rows: dict[Part, Row]) -> Dossier:
    return Dossier(parent.row, {part: PartContent.of(row) for part, row in rows.items()})


def _part(part: Part) -> Branch:
    async def load(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
        rows = await _parts(parents, level)
        for parent in parents:
            mine = rows.get(parent.key, {})
            put(parent, chosen, part_of(_dossier(parent, mine), mine[part], parent.held) if part in mine else None)
        return (), chosen.below

    return load


def _obstacles(blocking: bool) -> Branch:
    async def load(parents: Sequence[Declaration], chosen: Chosen, level: Level) -> Grown:
        rows = await _parts(parents, level)
        for parent in parents:
            dossier = _dossier(parent, rows.get(parent.key, {}))
            wanted = [each for each in dossier.obstacles() if each.stops and each.blocking is blocking]
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

        rows = await level.once(listing.columns, read)
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
