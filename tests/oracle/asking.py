"""Questions drawn by lot about a world: any field below any other, under other names, in fragments, with any argument."""

from collections.abc import Sequence
from typing import Any

from tests.oracle.fields import mark
from tests.oracle.given import GIVEN
from tests.oracle.lists import NODES, ORDERS, TABLES, After, by_due
from tests.oracle.lots import Lots
from tests.oracle.oracle import Oracle
from tests.oracle.questions import Fragment, Pick, Question
from tests.oracle.shape import ABSTRACT, SHAPE
from tests.oracle.ways import TYPES, WAYS, Way
from tests.oracle.world import World
from tests.oracle.worlds import drawn_world

STEPS = 3
"""How many objects lie one below the other, lists and the way not counted."""
LONGEST_WAY = 11
BUDGET = 200
"""How many fields are asked in all."""
MANY = 12
FIRST_OF_MANY = {"licensedPlaces", "account60"}
"""The figures are asked a dozen at a time."""
UNKNOWN = 999
BY_ID = {"id", "ids", "period", "caf"}
ROWS = {
    "structures": "structures", "structuresWithoutApprover": "structures", "overview": "structures",
    "organisations": "organisations", "people": "people", "staffRoles": "staff", "cafs": "cafs", "periods": "periods",
    "declarations": "declarations", "awaitingMe": "declarations", "groupAccounts": "groups", "statistics": "cells",
    "licences": "licences", "tenures": "tenures", "agreements": "agreements", "roleGrants": "grants", "submissions": "submissions", "timeline": "events", "history": "entries", "acts": "entries",
}  # fmt: skip
"""The rows that a list may hold: what a cursor stands beside, whosever it is."""


class Asking:
    """Draws one question."""

    def __init__(self, lots: Lots, world: World) -> None:
        self.lots, self.world = lots, world
        self.oracle = Oracle(world, 1, 1)
        self.left = BUDGET
        self.strange: set[str] = set()
        self.names = 0

    def question(self, aim: str, refused: bool) -> Question:
        """On the way to one type, or to a field of it; a root field that is refused stands alone."""
        picks = [self._root(aim, refused)]
        if not refused and self.lots.once_in(3):
            other = self._root(self.lots.of(TYPES), refused)
            picks.append(Pick(other.name, other.kind, "again", other.given, other.picks))
        return Question(tuple(picks), spoken=not self.lots.once_in(3))

    def _root(self, aim: str, refused: bool) -> Pick:
        kind, _, last = aim.partition(".")
        ways = [each for each in WAYS[kind] if len(each) <= LONGEST_WAY]
        way = (*self.lots.of(ways), (kind, last)) if last else self.lots.of(ways)
        return self._field("Query", way[0][1], STEPS, refused, way[1:])

    def _field(self, on: str, name: str, steps: int, refused: bool = False, way: Way = ()) -> Pick:
        known = SHAPE[on][name]
        given = {each: value for each, kind in known.args.items() for value in self._given(on, name, each, kind, way)}
        if refused and "after" in known.args:
            given["after"] = After("", ())
        elif refused and "first" in known.args:
            given["first"] = 0
        picks = self._selection(known.kind, steps, given, way) if known.kind else ()
        return Pick(name, known.kind, "", given, picks)

    def _selection(self, kind: str, steps: int, given: Any = None, way: Way = ()) -> tuple[Any, ...]:
        on_the_way = way[0][1] if way else ""
        if kind in ABSTRACT:
            return self._of_several(kind, steps, given or {}, on_the_way, way[1:])
        if kind.endswith("Connection"):
            return self._listed(kind, steps, on_the_way, way[1:])
        fields = SHAPE[kind]
        leaves = [name for name, each in fields.items() if not each.kind]
        branches = [name for name, each in fields.items() if each.kind]
        chosen = self._some(leaves)
        if on_the_way in leaves:
            chosen, on_the_way = list(dict.fromkeys([*chosen, on_the_way])), ""
        self.left -= len(chosen)
        picks: list[Any] = [Pick(name, "", "", self._args(kind, name)) for name in chosen]
        if on_the_way:
            picks.append(self._field(kind, on_the_way, steps - 1, way=way[1:]))
        for place in range(self._branches(branches, steps)):
            branch = self._field(kind, self.lots.of(branches), steps - 1)
            picks.append(self._named(branch, picks, place))
        picks = picks or [Pick("__typename")]
        return self._wrapped(kind, picks)

    def _args(self, kind: str, name: str) -> dict[str, Any]:
        return {
            each: value for each, of in SHAPE[kind][name].args.items() for value in self._given(kind, name, each, of)
        }

    def _branches(self, branches: Sequence[str], steps: int) -> int:
        if not branches or steps <= 0 or self.left <= 0:
            return 0
        return self.lots.below(3)

    def _some(self, leaves: Sequence[str]) -> list[str]:
        """All of them, or a few."""
        if not leaves:
            return []
        few = len(leaves) > MANY and leaves[0] in FIRST_OF_MANY
        if not few and not self.lots.once_in(4):
            return list(leaves)
        return list(dict.fromkeys(self.lots.of(list(leaves)) for _ in range(12 if few else 2)))

    def _named(self, branch: Pick, beside: Sequence[Any], place: int) -> Pick:
        """A second time under another name; or under the same name, when it is the same list: then both are one."""
        taken = [each for each in beside if isinstance(each, Pick) and each.key == branch.name]
        if not taken and not self.lots.once_in(6):
            return branch
        if taken and taken[0].given == branch.given and not branch.kind.endswith("Connection"):
            return Pick(branch.name, branch.kind, "", branch.given, _leaves(branch.picks))
        alias = f"{branch.name}{place}x"
        return Pick(branch.name, branch.kind, alias, branch.given, branch.picks)

    def _wrapped(self, kind: str, picks: list[Any]) -> tuple[Any, ...]:
        """Some of the fields in a fragment, inline or named."""
        if not self.lots.once_in(6):
            return tuple(picks)
        cut = self.lots.below(len(picks))
        name = ""
        if self.lots.once_in(2):
            self.names += 1
            name = f"F{self.names}"
        on = kind if name or self.lots.once_in(2) else ""
        return (*picks[:cut], Fragment(on, tuple(picks[cut:]), name))

    def _listed(self, kind: str, steps: int, on_the_way: str, way: Way) -> tuple[Any, ...]:
        of = kind.removesuffix("Connection")
        picks: list[Any] = []
        how = self.lots.below(5)
        if on_the_way == "nodes":
            on_the_way = "edges" if how == 1 else "nodes"
        elif on_the_way == "edges":
            way = way[1:]
        if on_the_way == "nodes" or (how != 1 and on_the_way != "edges"):
            below = way if on_the_way == "nodes" else ()
            picks.append(Pick("nodes", of, "", {}, self._selection(of, steps, way=below)))
        if on_the_way == "edges" or how == 3:
            below = way if on_the_way == "edges" else ()
            node = Pick("node", of, "", {}, self._selection(of, steps, way=below))
            picks.append(Pick("edges", f"{of}Edge", "", {}, (Pick("cursor"), node)))
        if not self.lots.once_in(4):
            picks.append(Pick("totalCount"))
        if on_the_way == "pageInfo" or not picks or self.lots.once_in(3):
            picks.append(Pick("pageInfo", "PageInfo", "", {}, tuple(map(Pick, SHAPE["PageInfo"]))))
        return tuple(picks)

    def _of_several(self, kind: str, steps: int, given: dict[str, Any], wanted: str, way: Way) -> tuple[Any, ...]:
        """A fragment for each type that may stand there, its fields under names that do not collide."""
        kinds = list(ABSTRACT[kind])
        if kind == "Node":
            asked = given["ids"] if "ids" in given else [given["id"]]
            known = [
                each for each in kinds if any(mark(each, row.id) in asked for row in getattr(self.world, NODES[each]))
            ]
            kinds = list(dict.fromkeys([*([wanted] if wanted else known[:2]), self.lots.of(kinds)]))
        picks: list[Any] = [Pick("__typename")] if self.lots.once_in(2) or kind != "Node" else [Pick("id")]
        for each in kinds:
            inner = [_alias(one, each) for one in self._selection(each, steps, way=way if each == wanted else ())]
            picks.append(Fragment(each, tuple(inner)))
        return tuple(picks)

    # ── Arguments ──────────────────────────────────────────────────────────────────────────────────────────────

    def _given(self, on: str, name: str, argument: str, kind: str, way: Way = ()) -> list[Any]:
        """The value of an argument; none, where it is left out."""
        wanted = (kind.endswith("!") and argument != "order") or argument == "id"
        if not wanted and not self.lots.once_in(3):
            return []
        if argument in BY_ID:
            returned = {"period": "Period", "caf": "Caf"}.get(argument, SHAPE[on][name].kind)
            returned = way[0][1] if returned in ABSTRACT and way else returned
            return [self._marks(returned)] if argument == "ids" else [self._mark(returned)]
        if argument == "after":
            return self._after(on, name)
        if argument == "input":
            return [self._simulated()]
        found = GIVEN[argument](self.world, self.lots)
        return [found]

    def _simulated(self) -> dict[str, Any]:
        """A declaration, whosever it is, or a project; scenarios of which some change an account."""
        project = {"project": {"year": 2025, "figures": [{"eajeActivity": {"licensedPlaces": 20}}]}}
        of = project if self.lots.once_in(4) else {"declaration": self._mark("Declaration")}
        account = [{"eajeFinance": {"account60": "1000"}}]
        return {
            "of": of,
            "scenarios": [
                {"label": f"S{place}", "changes": account if self.lots.once_in(3) else []} for place in range(2)
            ],
        }

    def _mark(self, kind: str) -> str:
        """An id: of this type, whosever it is; of no row; of another type; of no shape."""
        how = self.lots.below(8)
        wanted = kind if kind in NODES and how < 6 else list(NODES)[self.lots.below(len(NODES))]
        rows = getattr(self.world, NODES[wanted])
        rows = self.oracle.sight.seen(rows) or rows if how < 4 else rows
        if how == 7 or not rows:
            return str(self.lots.of(["", "?", "U3RydWN0dXJlOjE=", mark(wanted, -1), mark(wanted, UNKNOWN)]))
        row = self.lots.of(rows)
        if not self.oracle.sight.sees(row):
            self.strange.add(wanted)
        return mark(wanted, row.id)

    def _marks(self, kind: str) -> list[str]:
        """Of this type and of others."""
        kinds = (kind, self.lots.of(tuple(NODES)), self.lots.of(tuple(NODES)))
        return [self._mark(self.lots.of(kinds)) for _ in range(self.lots.below(7))]

    def _after(self, on: str, name: str) -> list[Any]:
        rows = getattr(self.world, ROWS[name]) if name in ROWS else ()
        if not rows:
            return []
        kind = SHAPE[on][name].kind.removesuffix("Connection")
        row, table = self.lots.of(rows), TABLES[kind]
        due = name == "awaitingMe" or (name == "declarations" and self.lots.once_in(4))
        order = by_due if due else ORDERS.get(table, lambda oracle, row: (row.id,))
        return [After(table, order(self.oracle, row))]


def _leaves(picks: Sequence[Any]) -> tuple[Any, ...]:
    plain = tuple(each for each in picks if isinstance(each, Pick) and not each.picks and not each.given)
    return plain or (Pick("__typename"),)


def _alias(one: Any, kind: str) -> Any:
    if isinstance(one, Fragment):
        return Fragment(one.on, tuple(_alias(each, kind) for each in one.picks), one.name)
    return Pick(one.name, one.kind, f"{one.key}Of{kind}", one.given, one.picks)


REFUSED = [
    "Structure.agreements",
    "Tenure.agreements",
    "Structure.roleGrants",
    "Structure.hasApprover",
    "Structure.declarations",
    "Structure.ratios",
    "Structure.whoSees",
    "Person.activeGrants",
    "Person.roleGrants",
    "Period.publishedBy",
    "Period.progress",
    "Declaration.activity",
    "Declaration.finance",
    "Declaration.estimate",
    "Declaration.ratios",
    "Declaration.blockers",
    "Declaration.warnings",
    "Declaration.missing",
    "FinancePart.values",
    "FinancePart.remarks",
    "FinancePart.form",
    "FinancePart.sentBack",
    "Submission.contentHash",
    "Submission.finance",
    "Submission.financeRemarks",
    "Submission.financeForm",
    *(
        f"GroupAccounts.{each}"
        for each in ["kind", "year", "totalCharges", "version", "statedByName", "statedAt", "organisation", "tenures"]
    ),
]
"""The fields that somebody may come to and not read: staff who see a structure or a draft, the Cnaf who sees people,
whoever provides the activity and comes to the accounts. Every other field is read by whoever comes to it."""
SELDOM = ("AccountOpening.caf", "AccountOpening.organisation", "AccountOpening.person")
"""What only `node` leads to, and few ask."""
SENSITIVE = ("AcceptedRight", "Estimate", "EajeActivity", "EajeFinance", "FinancePart", "Submission", "RoleGrant")
AIMS = (*TYPES, *SELDOM, *REFUSED, *REFUSED, *SENSITIVE * 4)
TRIES = 40


def drawn_example(lots: Lots) -> tuple[World, Question]:
    """A world and a question about it: mostly one in which somebody comes to what is aimed at, is refused it, or names a strange one."""
    aim, refused = lots.of(AIMS), lots.once_in(16)
    abroad = lots.once_in(4)
    found: tuple[World, Question] | None = None
    for _ in range(1 if refused or lots.once_in(5) else TRIES):
        world = drawn_world(lots)
        asking = Asking(lots, world)
        found = world, asking.question(aim, refused)
        told = Oracle(world, 3, 6).answer(found[1])
        hidden = {each.name for each in told.hidden.values()}
        if (
            (abroad and aim.partition(".")[0] in asking.strange)
            or aim in (told.allowed if aim in SELDOM else hidden)
            or any(each.startswith(f"{aim}.") for each in told.allowed)
        ):
            break
    assert found is not None
    return found
