"""What awaits somebody: the declarations in which an act of his leads on, the most urgent first.

The predicate is made of the rows of `rules.turns`, so that a list and the progress of each declaration cannot disagree.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from piccolo.querystring import QueryString

from models.scope import Held, Scope
from resolvers.dossier import calendar_of
from resolvers.listings import DECLARATIONS
from resolvers.pages import Listing, Row
from resolvers.progress import asked_parts
from rules.forms import Part
from rules.policy import PARTNERS, Role
from rules.turns import TURNS, Standing, Turn, awaited, told
from rules.workflow import PartState, State

_ALIASES = {part: f"of_{part.lower()}" for part in Part}
_OPENS, _CLOSES = "p.opens_on", "greatest(p.closes_on, t.extended_to)"

AWAITING = Listing(
    "declaration",
    ", ".join((DECLARATIONS.columns, *(f"{alias}.state as {alias}" for alias in _ALIASES.values()))),
    joins=" ".join(
        (
            DECLARATIONS.joins,
            *(
                f"left join declaration_part {alias} on {alias}.declaration_id = t.id and {alias}.part = '{part}'"
                for part, alias in _ALIASES.items()
            ),
        )
    ),
    order=("due_on", "id"),
    types=("date", "int"),
    sorts=("greatest(p.due_on, t.extended_to)", "t.id"),
)


def awaiting(scope: Scope, today: date) -> QueryString:
    """The declarations in which this person can lead on today, by each role that he holds."""
    grouped = groupby((turn for turn in TURNS if not _untold(turn)), key=lambda turn: (turn.act, turn.part))
    found = [condition for _, turns in grouped if (condition := _comes(list(turns), scope, today)) is not None]
    if not found:
        return QueryString("false")
    return QueryString("(" + " or ".join("({})" for _ in found) + ")", *found)


def _untold(turn: Turn) -> bool:
    return turn.part is not None and turn.part_state is None


def _comes(turns: list[Turn], scope: Scope, today: date) -> QueryString | None:
    """When one act on one part is this person's turn; none when he holds no role for it."""
    turn = turns[0]
    who = _held(turn.role, scope)
    if who is None:
        return None
    conditions = [who, QueryString("t.state = any({}::text[])", sorted(turn.step.leaves))]
    if turn.part is not None:
        states = sorted(each.part_state for each in turns if each.part_state)
        conditions.append(QueryString(f"{_ALIASES[turn.part]}.state = any({{}}::text[])", states))
    if turn.step.needs_open_period:
        conditions.append(QueryString(f"{_OPENS} <= {{}} and {_CLOSES} >= {{}}", today, today))
    return QueryString(" and ".join("{}" for _ in conditions), *conditions)


def _held(role: Role, scope: Scope) -> QueryString | None:
    if role in PARTNERS:
        tenures = scope.tenures_with(role)
        return QueryString("t.tenure_id = any({}::int[])", tenures) if tenures else None
    staff = {Role.DECLARATION_OFFICER: scope.officer_caf, Role.HABILITATION_MANAGER: scope.manager_caf}
    return QueryString("t.caf_id = {}", staff[role]) if staff[role] is not None else None


def own_turns(row: Row, held: Held, today: date) -> Iterable[Turn]:
    """Which acts of a row of `AWAITING` are the turn of somebody with these roles."""
    state = State(row["state"])
    seen = {part: PartState(row[alias]) for part, alias in _ALIASES.items() if row[alias] is not None}
    asked = asked_parts(row)
    standing = Standing(state, calendar_of(row, today).timing, asked, told(state, asked, seen))
    return (turn for turn in awaited(standing) if turn.role in held)
