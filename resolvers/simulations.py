"""What figures would give that nobody declares: read, worked out and answered; nothing is written, and the database sees to it.

Whoever simulates learns nothing that he may not read. He starts from what he reads himself (a partner from the draft, the
Caf from what was sent last), the estimate hides the accounts from him as everywhere, and he changes only figures that he may
read: changing an account and reading what that does to the total would tell the account. What is left is the total of the
charges and what follows from it, which everybody reads here who reads an estimate; the thresholds move that total alone.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson

from models.engine import DB
from models.scope import Held
from resolvers.asker import Asker, may
from resolvers.dossier import Dossier, PartContent
from resolvers.facts import facts_of
from resolvers.listings import DECLARATIONS, PARTS, SENT_PARTS
from resolvers.opaque import sought
from resolvers.pages import Row, one_by, rows_where
from rules.case import Case
from rules.forms import Part
from rules.kinds import Kind
from rules.permits import forbidden
from rules.policy import PARTNERS, Role
from rules.problems import Code, Refused, problem
from rules.simulation import MOST_SCENARIOS, Project, Result, Scenario, project_case, results, trials

READABLE = {Part.ACTIVITY: "activity.figures", Part.FINANCE: "finance.figures"}
"""What one has to read to change it."""
MOST_A_REQUEST = 3 * MOST_SCENARIOS
"""A request may ask several simulations, under other names: together so many scenarios at most."""
LAST_SENT = replace(SENT_PARTS, descending=True)


@dataclass(frozen=True, slots=True)
class Start:
    """What is simulated, and the roles that its reader holds towards it."""

    kind: Kind
    case: Case
    held: Held


@dataclass(frozen=True, slots=True)
class Simulated:
    """The base first, then each scenario."""

    held: Held
    results: tuple[Result, ...]


async def simulate(
    asker: Asker, subject: str | Project, scenarios: Sequence[Scenario], measured: bool = True
) -> Simulated:
    """Work out the scenarios of a declaration, by its id, or of a project; `measured` with their thresholds."""
    asker.scenarios += len(scenarios)
    if asker.scenarios > MOST_A_REQUEST and len(scenarios) <= MOST_SCENARIOS:
        raise Refused(problem(Code.ASKED_TOO_OFTEN, "scenarios", detail=MOST_A_REQUEST))
    async with DB.transaction():
        # Whatever else the same question asks: from here on this transaction cannot write.
        await DB.fetch("set transaction read only")
        start = _project(asker, subject) if isinstance(subject, Project) else await _declaration(asker, subject)
    denied = {part: action for part, action in READABLE.items() if not may(action, start.held)}
    found = []
    for result in results(start.kind, start.case, trials(start.kind, start.case, scenarios, denied), measured):
        found.append(result)
        # Other requests get their turn between two scenarios.
        await asyncio.sleep(0)
    return Simulated(start.held, tuple(found))


def _project(asker: Asker, project: Project) -> Start:
    """Whoever makes a project up reads all that he typed: towards it he is every partner at once."""
    person = asker.person
    held = {grant.role for grant in person.grants}
    if person.officer_caf is not None:
        held.add(Role.DECLARATION_OFFICER)
    if not may("simulation.project", frozenset(held)):
        raise Refused(forbidden("simulation.project", "of", "project"))
    kind, case = project_case(project, asker.house.fictional_allowed)
    return Start(kind, case, PARTNERS)


async def _declaration(asker: Asker, mark: str) -> Start:
    """As it stands for who reads the draft, as it was sent last for who reads that; else as if it did not exist."""
    key = sought("Declaration", mark)
    row = (await one_by(DECLARATIONS, "id", [key])).get(key)
    dossier, held = None, frozenset[Role]()
    if row is not None:
        held = asker.person.towards_tenure(row["caf_id"], row["tenure_id"])
        dossier = await _draft(row) if may("estimate.read", held) else await _sent(row, held)
    if row is None or dossier is None:
        raise Refused(problem(Code.NOT_FOUND, "of", "declaration"))
    whole = replace(dossier, facts=await facts_of(row), fictional_allowed=asker.house.fictional_allowed)
    return Start(whole.kind, whole.case, held)


async def _draft(row: Row) -> Dossier:
    parts = await rows_where(PARTS, "declaration_id", [row["id"]])
    return Dossier(row, {Part(part["part"]): PartContent.of(part) for part in parts})


async def _sent(row: Row, held: Held) -> Dossier | None:
    sent = (await one_by(LAST_SENT, "declaration_id", [row["id"]])).get(row["id"])
    if sent is None or not may("estimate.figures", held):
        return None
    contents = {part: orjson.loads(sent[part.lower()] or "null") for part in Part}
    parts = {part: PartContent.frozen(each, sent["form_version"]) for part, each in contents.items() if each}
    return Dossier({**row, "form_version": sent["form_version"]}, parts)
