"""What awaits somebody who types the accounts of forty structures, the most urgent first."""

from datetime import date
from typing import Any

from demo.bench.question import Given, Question
from demo.bench.visit import Visit
from resolvers.opaque import encode
from rules.deadlines import Calendar, deadline
from rules.timing import day_in_france
from rules.workflow import STATE_LABELS, State

_DOCUMENT = """
query AwaitingMe { awaitingMe(first: 40) { nodes {
  tasks { what act part role } until { day daysLeft late words }
  declaration { id kind year stateLabel dueOn structure { id name commune } }
} } }
"""
_SQL = """
select d.id, d.kind, d.year, d.state, p.opens_on, greatest(p.due_on, d.extended_to) as due_on,
  greatest(p.closes_on, d.extended_to) as closes_on, d.extended_to, f.state, s.id, s.name, s.commune
from declaration d
join declaration_period p on p.id = d.period_id
join structure s on s.id = d.structure_id
join declaration_part f on f.declaration_id = d.id and f.part = 'FINANCE'
where d.tenure_id = any($1::int[]) and d.state in ('OPEN', 'IN_PROGRESS', 'RETURNED')
  and f.state in ('EMPTY', 'IN_PROGRESS', 'SENT_BACK')
  and p.opens_on <= $2 and greatest(p.closes_on, d.extended_to) >= $2
order by due_on, d.id limit 40
"""
_WHAT = {"EMPTY": "Saisir", "IN_PROGRESS": "Terminer", "SENT_BACK": "Corriger"}


async def _floor(visitor: Visit, _: Given) -> dict[str, Any]:
    today = day_in_france(visitor.now)
    rows = await visitor.connection.fetch(_SQL, visitor.tenures, today)
    return {"awaitingMe": {"nodes": [_node(*row, today=today) for row in rows]}}


def _node(
    key: int, kind: str, year: int, state: str, opens: date, due: date, closes: date, extended: date | None, part: str,
    structure: int, name: str, commune: str, *, today: date,
) -> dict[str, Any]:  # fmt: skip
    until = deadline(State(state), Calendar(today, opens, due, closes, extended))
    task = {
        "what": f"{_WHAT[part]} le volet financier", "act": "completePart", "part": "FINANCE",
        "role": "FINANCIAL_DATA_PROVIDER",
    }  # fmt: skip
    return {
        "tasks": [task],
        "until": until and {
            "day": until.day, "daysLeft": until.days_left, "late": until.late, "words": until.words,
        },
        "declaration": {
            "id": encode("Declaration", key), "kind": kind, "year": year, "stateLabel": STATE_LABELS[State(state)],
            "dueOn": due, "structure": {"id": encode("Structure", structure), "name": name, "commune": commune},
        },
    }  # fmt: skip


AWAITING_ME = Question("awaiting_me", "Ce qui m'attend dans 40 structures", "accountant", _DOCUMENT, _floor)
