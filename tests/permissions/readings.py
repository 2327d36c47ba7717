"""How each right to read is tried: one question with everything in it, and where in its answer the right shows.

Imports nothing of the rules.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.engine import DB
from models.scope import scoped
from resolvers.asker import Asker
from resolvers.printouts.receipts import receipt
from resolvers.sessions import enter
from tests.admin.visits import agent
from tests.permissions.ground import Ground

SEEN, REFUSED, ABSENT, CLOSED = "+", "-", ".", "!"
Shows = Callable[[Any], bool]
FORBIDDEN = {"code": "FORBIDDEN"}
"""How a refusal stands among the errors of a payload."""


@dataclass(frozen=True)
class Reading:
    """The path to a value; `shows` tells whether it tells of what the matrix is about, where being there is not enough."""

    path: str
    shows: Shows = lambda value: value is not None
    refused_unless: Shows = lambda _: True


READINGS = {
    "receipt.verify": Reading("verifyReceipt.authentic", lambda value: value is True),
    "caf.read": Reading("caf.name"),
    "period.read": Reading("period.title"),
    "statistics.read": Reading("statistics.nodes", bool),
    "parameter.read": Reading("parameter.label"),
    "viewer.read": Reading("viewer.email"),
    "organisation.read": Reading("organisation.name"),
    "structure.read": Reading("structure.name"),
    "tenure.read": Reading("tenure.startsOn"),
    "agreement.read": Reading("agreement.label"),
    "access.read": Reading("structure.whoSees", lambda found: any("Director" in (each["personName"] or "") for each in found)),
    "role_grant.read": Reading("grant.personName"),
    "person.read (a partner)": Reading("partner.displayName"),
    "person.read (an agent)": Reading("agent.displayName"),
    "staff_role.read": Reading("staff.personName"),
    "declaration.read": Reading("declaration.title"),
    "timeline.read": Reading("declaration.timeline.nodes", bool),
    "activity.read": Reading("declaration.activity.values"),
    "finance.read": Reading("declaration.finance.values"),
    "finance.totals": Reading("declaration.finance.state"),
    "estimate.read": Reading("declaration.estimate.psu"),
    "simulation.project": Reading("project.errors", lambda errors: errors == [], refused_unless=lambda errors: FORBIDDEN not in errors),
    "estimate.figures (simulated)": Reading("simulated.errors", lambda errors: errors == [], lambda errors: FORBIDDEN not in errors),
    "controls.read": Reading("draft.blockers.problems"),
    "controls.accounts": Reading("draft.blockers.hiddenCount", refused_unless=lambda hidden: hidden == 0),
    "group_accounts.read": Reading("group.totalCharges"),
    "history.read (a declaration)": Reading("declaration.history.nodes", bool),
    # Done while the organisation that comes after runs the structure: it is of that tenure.
    "history.read (a structure)": Reading(
        "structure.history.nodes", lambda found: any(each["act"] == "changeStructure" for each in found)
    ),
    "submission.read": Reading("submission.number"),
    "activity.figures": Reading("submission.activity.openingDays"),
    "finance.figures": Reading("submission.finance.account60"),
    "estimate.figures": Reading("submission.estimate.amount"),
    "right.read": Reading("declaration.right.amount"),
    "ratio.read": Reading("structure.ratios", lambda found: any(each["value"] for each in found)),
}  # fmt: skip
_ACTIVITY, _FINANCE = "... on EajeActivity { openingDays }", "... on EajeFinance { account60 }"
_NODES = {
    "caf": ("Caf", "Caf", "name"),
    "period": ("Period", "Period", "title"),
    "organisation": ("Organisation", "Organisation", "name"),
    "structure": ("Structure", "Structure", "name history { nodes { act } } whoSees { personName } ratios(year: 2024) { value }"),
    "tenure": ("Tenure", "Tenure", "startsOn"),
    "agreement": ("Agreement", "Agreement", "label"),
    "grant": ("RoleGrant", "RoleGrant", "personName"),
    "partner": ("partner", "Person", "displayName"),
    "agent": ("agent", "Person", "displayName"),
    "staff": ("StaffRole", "StaffRole", "personName"),
    "group": ("GroupAccounts", "GroupAccounts", "totalCharges"),
    "draft": ("draft", "Declaration", "blockers { hiddenCount problems { code } }"),
    "declaration": (
        "Declaration", "Declaration",
        f"title history {{ nodes {{ act }} }} timeline {{ nodes {{ sentence }} }} activity {{ values {{ {_ACTIVITY} }} }}"
        f" finance {{ state values {{ {_FINANCE} }} }} estimate {{ psu }} right {{ amount }}",
    ),
    "submission": (
        "Submission", "Submission",
        f"number activity {{ {_ACTIVITY} }} finance {{ {_FINANCE} }} estimate {{ amount }}",
    ),
}  # fmt: skip
"""What is asked under each name: the mark of its id, its type, its fields."""
PARAMETER = "psu.coverage_rate"
SIMULATED = 'simulate(input: {{of: {{{of}}}, scenarios: [{{label: "x"}}]}}) {{ errors {{ code }} }}'
OPEN = "verifyReceipt(reference: {reference}, hash: {hash}) {{ authentic }}"


def question(ground: Ground, signed_in: bool) -> str:
    """Everything in one document; who is not signed in can only ask what is open."""
    marks = {name: f'"{mark}"' for name, mark in ground.marks.items()}
    asked = OPEN.format(**marks)
    if signed_in:
        nodes = (
            f"{name}: node(id: {marks[mark]}) {{ ... on {kind} {{ {below} }} }}"
            for name, (mark, kind, below) in _NODES.items()
        )
        asked += f' viewer {{ email }} statistics(first: 1) {{ nodes {{ ratioLabel }} }} parameter(name: "{PARAMETER}") {{ label }}'
        asked += f" {' '.join(nodes)}"
        asked += f" simulated: {SIMULATED.format(of='declaration: ' + marks['Declaration'])}"
        asked += f" project: {SIMULATED.format(of='project: {year: 2025}')}"
    return f"{{ {asked} }}"


async def read(ground: Ground, who: str) -> dict[str, str]:
    """What one person reads, row by row of the matrix."""
    world, name = ground.asks_from(who)
    body = (await world.ask(name, question(ground, name is not None))).body
    refused = [
        tuple(map(str, error["path"])) for error in body.get("errors", ()) if error["extensions"]["code"] == "FORBIDDEN"
    ]
    assert len(refused) == len(body.get("errors", ())), body["errors"]
    found = {row: _judged(reading, body["data"], refused) for row, reading in READINGS.items()}
    return {**found, **await _printed(ground, who), "mail.read": await _mails(ground, who)}


def _judged(reading: Reading, tree: Any, refused: list[tuple[str, ...]]) -> str:
    steps = tuple(reading.path.split("."))
    if steps[0] not in tree:
        return CLOSED
    for place, step in enumerate(steps, 1):
        tree = tree[step]
        if tree is None:
            return REFUSED if steps[:place] in refused else ABSENT
    if not reading.refused_unless(tree):
        return REFUSED
    return SEEN if reading.shows(tree) else ABSENT


async def _printed(ground: Ground, who: str) -> dict[str, str]:
    """What only a print shows: the receipt, and on it the totals of what was sent."""
    world, name = ground.asks_from(who)
    if name is None:
        return dict.fromkeys(("receipt.read", "totals.figures"), CLOSED)
    asker = Asker(world.now, world.house, token=world.people[name].token)
    with scoped(None):
        await enter(asker)
        with scoped(asker.person):
            async with DB.transaction():
                paper = await receipt(asker, ground.marks["Submission"])
    found = {"receipt.read": paper is not None, "totals.figures": "Total des charges" in str(paper)}
    return {row: SEEN if shown else ABSENT for row, shown in found.items()}


async def _mails(ground: Ground, who: str) -> str:
    """The list of mails, which only the admin shows."""
    world, name = ground.asks_from(who)
    if name is None:
        return CLOSED
    given = await (await agent(world, name)).get("/admin/api/tables/courriels/")
    if given.status_code != 200:
        return CLOSED if given.status_code == 401 else REFUSED
    addresses = {person.email for person in ground.world.people.values()}
    return SEEN if any(row["adresse"] in addresses for row in given.json()["rows"]) else ABSENT
