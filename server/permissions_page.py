"""The page `docs/permissions.md`: who may do what and why, in French, for those who decide on rights."""

from collections.abc import Iterable
from itertools import groupby

from rules.access import WHAT, reads
from rules.forms import PART_LABELS, Part
from rules.policy import POLICY, REACH, REACH_LABELS, ROLE_LABELS, Reach, Right, Role, allowed, right
from rules.workflow import ACT_LABELS, PART_STATE_LABELS, STATE_LABELS, STEPS, PartState, State, Step

_HEAD = """# Qui peut faire quoi

Cette page est écrite par `make docs` d'après la table des droits (`rules/policy.py`) et la vie d'une déclaration
(`rules/workflow.py`) : elle ne se corrige pas à la main. L'API, l'administration et la base de données obéissent à la même table.
Un droit n'est jamais tenu sur tout le portail : il vaut pour ce que couvre le rôle, et pour rien d'autre. Ce qui est hors de
cette portée est répondu comme ce qui n'existe pas.
"""

NOUNS = {
    "session": "Connexion",
    "viewer": "Son propre compte",
    "account": "Comptes",
    "person": "Personnes",
    "caf": "Caf",
    "organisation": "Gestionnaires",
    "structure": "Structures",
    "tenure": "Gestions",
    "agreement": "Accords ouvrant un bonus",
    "role_grant": "Habilitations",
    "access": "Qui voit mes données ?",
    "staff_role": "Rôles des agents",
    "mail": "Courriels",
    "period": "Périodes de déclaration",
    "declaration": "Déclarations",
    "activity": "Volet activité",
    "finance": "Volet financier",
    "totals": "Totaux financiers",
    "group_accounts": "Total analytique de plusieurs structures",
    "controls": "Contrôles",
    "estimate": "Estimation du droit",
    "simulation": "Simulations",
    "submission": "Transmissions",
    "receipt": "Récépissés",
    "right": "Droit",
    "ratio": "Ratios",
    "statistics": "Moyennes publiées",
    "parameter": "Valeurs de la loi",
    "timeline": "Suivi",
    "audit": "Piste d'audit",
    "history": "Historique",
}
"""The nouns of the table in the order in which one reads them; one that stands only there follows under its own name."""

_YES = "●"
_EVERYBODY = {Reach.PUBLIC: "tous", Reach.SELF: "chacun pour soi"}


def permissions() -> str:
    """The whole page."""
    sections = (_HEAD, *_roles(), *_actions(), *_acts(), *_before_and_after())
    return "\n".join([*sections, ""])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _heads(*titles: str) -> Iterable[str]:
    yield _row(titles)
    yield "|" + "---|" * len(titles)


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _roles() -> Iterable[str]:
    yield "## Les rôles et leur portée"
    yield ""
    yield from _heads("Rôle", "Code", "Portée", "Ce qu'il lit d'une structure")
    for role in Role:
        yield _row((_first_up(ROLE_LABELS[role]), f"`{role}`", REACH_LABELS[REACH[role]], reads(role)))


def _actions() -> Iterable[str]:
    """The matrix, noun by noun."""
    yield ""
    yield "## Les droits"
    yield ""
    yield "Un point : ce rôle le peut, dans sa portée. Le motif est celui que le portail donne lorsqu'il refuse."
    order = list(NOUNS)
    place = {noun: order.index(noun) if noun in order else len(order) for noun in map(_noun, POLICY.values())}
    for noun, rows in groupby(sorted(POLICY.values(), key=lambda row: (place[_noun(row)], _noun(row))), key=_noun):
        yield ""
        yield f"### {NOUNS.get(noun, noun)}"
        yield ""
        yield from _heads("Action", *(_first_up(ROLE_LABELS[role]) for role in Role), "Motif")
        for row in rows:
            yield _row((f"`{row.action}`", *_marks(row), row.why))


def _noun(row: Right) -> str:
    return row.action.partition(".")[0]


def _marks(row: Right) -> Iterable[str]:
    if row.reach is not None:
        return [_EVERYBODY.get(row.reach, REACH_LABELS[row.reach])] * len(Role)
    return [_YES if role in row.roles else "" for role in Role]


def _acts() -> Iterable[str]:
    """Of each role, what it may do in each state."""
    yield ""
    yield "## Les actes sur une déclaration, selon son état"
    yield ""
    yield "Un acte demande le droit **et** l'état. Un ○ : l'acte demande aussi que la période soit ouverte. Un acte sur un volet"
    yield "demande encore l'état de ce volet, nommé après lui. Ce que chaque acte attend est dit dans"
    yield "[la vie d'une déclaration](workflow.md)."
    for role in Role:
        lines = [_row(_act(step, part)) for step, part in _steps(role)]
        if lines:
            yield ""
            yield f"### {_first_up(ROLE_LABELS[role])}"
            yield ""
            yield from _heads("Acte", *(_first_up(label) for label in STATE_LABELS.values()))
            yield from lines


def _steps(role: Role) -> Iterable[tuple[Step, Part | None]]:
    for step in STEPS.values():
        for part, action in step.actions.items():
            if role in right(action).roles:
                yield step, part


def _act(step: Step, part: Part | None) -> Iterable[str]:
    states = ", ".join(f"« {PART_STATE_LABELS[state]} »" for state in PartState if state in step.part_from)
    yield _first_up(ACT_LABELS[step.act]) + ("" if part is None else f" : {PART_LABELS[part]} {states}")
    mark = "○" if step.needs_open_period else _YES
    yield from (mark if state in step.leaves else "" for state in State)


def _before_and_after() -> Iterable[str]:
    """What an officer reads of a declaration, before it is sent and after."""
    officer = frozenset({Role.DECLARATION_OFFICER})
    yield ""
    yield f"## Ce que lit l'{ROLE_LABELS[Role.DECLARATION_OFFICER]}, avant et après la transmission"
    yield ""
    yield "D'un brouillon il lit l'état et les dates ; les chiffres, dans la transmission seulement, telle qu'elle a été figée."
    yield ""
    yield from _heads("Quoi", "Avant la transmission", "Après", "Motif")
    for after, before, what in WHAT:
        may = (allowed(before or after, officer), allowed(after, officer))
        yield _row((_first_up(what), *("oui" if yes else "non" for yes in may), right(after).why))
