"""Who asks, when, and under which house rules: the context of every question and act."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from models.scope import Held, Scope
from rules.permits import forbidden
from rules.policy import allowed
from rules.problems import Code, Problem, Refused, problem
from rules.sign_in import STEP_LABELS, SessionDoor, Step
from rules.timing import day_in_france


@dataclass(frozen=True, slots=True)
class House:
    """What the settings decide for the resolvers."""

    page_max: int = 100
    page_default: int = 20
    fictional_allowed: bool = False
    session_idle_minutes: int = 30
    session_hours: int = 12
    password_time_cost: int = 2
    password_memory_kib: int = 65536
    explicit_predicates: bool = True
    admin_idle_minutes: int = 15
    second_factor_for_staff: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """The secrets of the house: the first seals, the others still open what was sealed before."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One session as it stands: whose it is, since when, and what it still waits for."""

    session: int
    scope: Scope
    since: datetime
    steps: tuple[Step, ...] = ()
    second_factor_at: datetime | None = None


@dataclass(slots=True)
class ActKey:
    """The key that a client gave to its act, and the mark of the whole request; `row` once the act is done under it."""

    text: str
    request: bytes
    row: int | None = None
    replayed: bool = False


@dataclass(slots=True)
class FieldRefusal:
    """A field hidden by the role: counted per (field, grant set), with the first path."""

    field: str
    action: str
    path: list[str | int]
    count: int = 1


@dataclass(slots=True)
class Asker:
    """One request: the person's scope, the clock, the house rules, and what has to be told at the end."""

    now: datetime
    house: House
    scope: Scope | None = None
    token: str | None = None
    request_id: str = ""
    address: str = ""
    agent: str = ""
    door: SessionDoor = SessionDoor.API
    visit: Visit | None = None
    key: ActKey | None = None
    new_token: str | None = None
    signed_out: bool = False
    field_refusals: dict[tuple[str, Held], FieldRefusal] = field(default_factory=dict)
    looked: dict[str, int | None] = field(default_factory=dict)
    """Of which kinds personal data were read as staff: one object, or a list."""
    scenarios: int = 0
    """How many scenarios this request has asked for so far."""

    @property
    def today(self) -> date:
        """The day in France: deadlines end at 23:59:59 Europe/Paris."""
        return day_in_france(self.now)

    @property
    def person(self) -> Scope:
        """The scope of the person signed in, or a refusal."""
        if self.scope is None:
            raise Refused(problem(Code.UNAUTHENTICATED) if self.visit is None else self.incomplete())
        return self.scope

    def incomplete(self) -> Problem:
        """The refusal of whatever a session opens only once its steps are done."""
        steps = self.visitor.steps
        told = ", puis à ".join(STEP_LABELS[step] for step in steps)
        return problem(Code.SIGN_IN_INCOMPLETE, details={"steps": [step.value for step in steps]}, steps=told)

    @property
    def visitor(self) -> Visit:
        """The session, even one that still waits for steps, or a refusal."""
        if self.visit is None:
            raise Refused(problem(Code.UNAUTHENTICATED))
        return self.visit

    def hide(self, name: str, action: str, held: Held, path: Callable[[], list[str | int]]) -> None:
        """Note that a field was hidden from these roles; only the first path is worked out."""
        key = (name, held)
        if key in self.field_refusals:
            self.field_refusals[key].count += 1
        else:
            self.field_refusals[key] = FieldRefusal(name, action, path())


@lru_cache(maxsize=4096)
def may(action: str, held: Held) -> bool:
    """The verdict: it depends on the action and the roles held, so that it is worked out once for each."""
    return allowed(action, held)


def demand(action: str, held: Held) -> None:
    """Refuse with `FORBIDDEN` unless these roles may do the action."""
    if not may(action, held):
        raise Refused(forbidden(action))
