"""What every act on a declaration has in common: lock, check the right, the version, the state, the dates; write; audit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from piccolo.querystring import QueryString

from models.engine import DB
from models.scope import Scope, scoped
from models.visibility import visible
from resolvers.asker import Asker
from resolvers.audit import note
from resolvers.dossier import Dossier, PartContent
from resolvers.listings import DECLARATIONS, PARTS
from resolvers.mails import post
from resolvers.opaque import sought
from resolvers.pages import rows_where
from resolvers.timeline import tell
from resolvers.undertaking import undertake
from rules.forms import Part
from rules.permits import judged
from rules.problems import Code, Problem, Refused, problem
from rules.workflow import STEPS, Act, State, Step

REASON_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Ask:
    """One act as it was asked: on which declaration or part, which version the person has read, and what he says of it.

    `about` is the only part that an act on the whole declaration names: its reason is said of that part.
    """

    act: Act
    declaration: str
    version: int
    part: Part | None = None
    reason: str = ""
    items: tuple[str, ...] = ()
    about: Part | None = None

    @property
    def step(self) -> Step:
        """The row of the workflow."""
        return STEPS[self.act]

    @property
    def action(self) -> str:
        """The permission that it asks."""
        return self.step.actions[self.part]


Work = Callable[[Dossier], Awaitable[State | None]]
"""What an act does of its own; it may name another state than the step leads to."""


async def nothing_more(_: Dossier) -> None:
    """An act that only moves the declaration."""


async def perform(asker: Asker, ask: Ask, work: Work) -> int:
    """Do the act in one transaction, or refuse it with every reason and write nothing but the refusal's audit row."""
    person = asker.person
    seen: dict[str, Any] = {}
    key = sought("Declaration", ask.declaration)
    with scoped(person):
        try:
            return await undertake(asker, lambda held: _attempt(asker, held, key, ask, work, seen), [key])
        except Refused as refused:
            async with DB.transaction():
                await note(asker, ask.act, refused=refused.problems, action=ask.action, **seen)
            raise


async def _attempt(
    asker: Asker, held: Scope, key: int, ask: Ask, work: Work, seen: dict[str, Any]
) -> int:  # fmt: skip
    dossier = await _locked(key)
    row = dossier.row
    seen.update(
        caf=row["caf_id"], structure=row["structure_id"], tenure=row["tenure_id"], declaration=row["id"],
        about=("Declaration", row["id"]),
    )  # fmt: skip
    towards = held.towards_tenure(row["caf_id"], row["tenure_id"])
    verdict = judged(ask.step, ask.part, towards, dossier.docket(asker.today))
    _unless(verdict.right)
    _check_version(ask, dossier)
    _unless(verdict.moment)
    if ask.step.wants_reason:
        _check_reason(ask)
    state = await work(replace(dossier, fictional_allowed=asker.house.fictional_allowed)) or ask.step.leads_to
    after = row["state"] if state is None else state
    await _move(asker, dossier, after)
    part = ask.part or ask.about
    await tell(asker, ask.step, row, part=part, to_state=after, reason=ask.reason.strip(), items=ask.items)
    await post(asker, ask.act, row, part=part, to_state=after)
    await note(asker, ask.act, action=ask.action, from_state=row["state"], to_state=after, **seen)
    return int(row["id"])


async def _locked(key: int) -> Dossier:
    """The declaration, held until the transaction ends: two acts on it never overlap."""
    rows = await DB.run_querystring(
        QueryString(
            f"select {DECLARATIONS.columns} from declaration t {DECLARATIONS.joins}"
            " where t.id = {} and {} for update of t",
            key,
            visible("declaration", "t"),
        )
    )
    if not rows:
        raise Refused(problem(Code.NOT_FOUND, "declaration"))
    parts = await rows_where(PARTS, "declaration_id", [rows[0]["id"]])
    return Dossier(rows[0], {Part(part["part"]): PartContent.of(part) for part in parts})


BY_PART = frozenset({Act.SAVE, Act.COMPLETE_PART, Act.REOPEN_PART})
"""The acts that check the version of a part, so that two providers do not disturb each other."""


def _check_version(ask: Ask, dossier: Dossier) -> None:
    current = _part(ask, dossier).version if ask.act in BY_PART else dossier.row["version"]
    if ask.version != current:
        raise Refused(problem(Code.CONFLICT, "version", details={"currentVersion": current}, current=current))


def _part(ask: Ask, dossier: Dossier) -> PartContent:
    if ask.part is None or ask.part not in dossier.parts:
        raise Refused(problem(Code.NOT_FOUND, "part"))
    return dossier.parts[ask.part]


def _unless(problem: Problem | None) -> None:
    if problem is not None:
        raise Refused(problem)


def _check_reason(ask: Ask) -> None:
    length = len(ask.reason.strip())
    if not any(letter.isprintable() and not letter.isspace() for letter in ask.reason):
        raise Refused(problem(Code.REASON_WANTED, "reason"))
    if length > REASON_LENGTH:
        raise Refused(problem(Code.TEXT_TOO_LONG, "reason", length=length, limit=REASON_LENGTH))


async def _move(asker: Asker, dossier: Dossier, state: str) -> None:
    await DB.fetch(
        "update declaration set state = $2::text, version = version + 1, updated_at = $3,"
        " state_since = case when state = $2::text then state_since else $3 end where id = $1",
        dossier.row["id"],
        state,
        asker.now,
    )


def with_part(dossier: Dossier, part: Part, **changes: Any) -> Dossier:
    """The dossier as it will be once a part has changed."""
    return replace(dossier, parts={**dossier.parts, part: replace(dossier.parts[part], **changes)})
