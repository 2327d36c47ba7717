"""The acts of a plan worked out beforehand, by the rules alone: what is typed, which remarks it takes, where it leads.

Nothing is stored here. The acts that the portal itself knows, done in the same order, leave the same rows: a test
compares them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from demo.course import KIND, Fill, PlannedAct
from demo.figures import Typed, Year
from resolvers.dossier import Dossier, PartContent
from rules.case import Case, Facts, Sent
from rules.forms import DeclarationKind, Part
from rules.readiness import obstacles
from rules.values import read_all, stored, typed
from rules.workflow import STEPS, Act, PartState, State, after_completion

REMARKS = {
    "OPENING_DAYS_UNUSUAL": "La structure suit le calendrier scolaire.",
    "ACTUAL_DIFFERS_FROM_PREVIOUS": "Fréquentation différente de l'an passé : départs groupés pour l'école en septembre.",
    "ACTUAL_DIFFERS_FROM_UPDATE": "La fin de l'année a été plus calme que prévu.",
    "UPDATE_DIFFERS_FROM_FORECAST": "Prévision revue d'après les inscriptions de l'année.",
    "ACCOUNTS_CHANGED": "Remplacements plus ou moins nombreux que l'an passé ; le détail est à votre disposition.",
}
OTHER_REMARK = "Vérifié avec la directrice ; les pièces sont à votre disposition."
BEGUN = 5
"""How many figures a beginner leaves."""
TOO_MANY_DAYS = 4


@dataclass(frozen=True)
class Figures:
    """The figures of one declaration, as they are typed and as they are stored."""

    year: Year
    fictional_allowed: bool
    _stored: dict[tuple[Part, Fill], Mapping[str, Any]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def typed(self) -> Mapping[Part, Typed]:
        """Both parts, as far as they are asked; the prestation in the accounts is the right that they open."""
        found = {Part.ACTIVITY: self.year.activity()}
        if Part.FINANCE in KIND.required_parts(self.year.kind, self.year.year):
            given = found | {Part.FINANCE: self.year.finance()}
            kept = {
                name: each for part, values in given.items() for name, each in _stored(self.year, part, values).items()
            }
            case = Case(self.year.form, self.year.year, typed(self.year.form, kept), Facts(), self.fictional_allowed)
            found[Part.FINANCE] = self.year.finance(KIND.estimate(case).right)
        return found

    def fill(self, part: Part, how: Fill) -> Typed:
        """What somebody types."""
        whole = self.typed[part]
        if how is Fill.WHOLE:
            return whole
        if how is Fill.CORRECTED:
            return {**whole, "enrolledChildren": whole["enrolledChildren"] + 1}
        begun = dict(list(whole.items())[:BEGUN])
        days = self.year.form.typed_name("trainingDays")
        return {**begun, days: TOO_MANY_DAYS} if how is Fill.WRONG and days else begun

    def whole(self, fills: Mapping[Part, Fill]) -> dict[str, Any]:
        """What is stored of these parts, each filled in one way."""
        return {name: each for part, how in fills.items() for name, each in self.stored(part, how).items()}

    def stored(self, part: Part, how: Fill) -> Mapping[str, Any]:
        """What is stored of a part filled in one way."""
        if (part, how) not in self._stored:
            self._stored[part, how] = _stored(self.year, part, self.fill(part, how))
        return self._stored[part, how]


def _stored(year: Year, part: Part, values: Typed) -> dict[str, Any]:
    given = read_all(year.form, part, values)
    return {name: stored(value) for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Done:
    """One act as it was done: what was typed and said, and the declaration before and after it."""

    planned: PlannedAct
    email: str
    name: str
    before: State
    state: State
    version: int
    values: Typed = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    dossier: Dossier | None = None
    """What a saving estimates, and an approval transmits."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A declaration after all its acts."""

    dossier: Dossier
    acts: Sequence[Done]

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.acts[-1].state if self.acts else State.OPEN

    @property
    def version(self) -> int:
        """One more than its acts."""
        return 1 + len(self.acts)

    def latest(self, *wanted: Act, part: Part | None = None) -> Done | None:
        """The last of these acts, on that part if one is named."""
        return next(
            (
                done
                for done in reversed(self.acts)
                if done.planned.act in wanted and (part is None or done.planned.leg.part is part)
            ),
            None,
        )

    @property
    def moved(self) -> datetime | None:
        """When it came to the state in which it is."""
        return next((done.planned.at for done in reversed(self.acts) if done.before is not done.state), None)


@dataclass(frozen=True, slots=True)
class Script:
    """One declaration to rehearse: its row, what is known of it, its figures, and who does each of its acts: address, name."""

    row: Mapping[str, Any]
    known: Facts
    figures: Figures
    acts: Sequence[PlannedAct]
    people: Sequence[tuple[str, str]]

    @property
    def sendings(self) -> Iterator[tuple[datetime, int, Sent]]:
        """When it is sent, and with which figures of the year."""
        typed_last: dict[Part, Fill] = {}
        for act in self.acts:
            if act.act is Act.SAVE and act.leg.part and act.leg.fill:
                typed_last[act.leg.part] = act.leg.fill
            if act.act is Act.APPROVE:
                stored_ = self.figures.whole(typed_last)
                values = self.figures.year.form.yearly(typed(self.figures.year.form, stored_))
                yield act.at, self.row["id"], Sent(self.figures.year.kind, self.figures.year.year, values)


def rehearse(scripts: Sequence[Script]) -> Iterator[tuple[Script, Rehearsed]]:
    """The declarations of one tenure, each knowing what was sent and accepted of all at each moment. Raises `Unplayable`.

    Whichever was begun first is gone through first, so that a right is accepted before it is known.
    """
    sendings = sorted((each for script in scripts for each in script.sendings), key=lambda each: each[:2])
    accepted: list[Acceptance] = []
    made = {
        script.row["id"]: _Stage(script, sendings, accepted).run()
        for script in sorted(scripts, key=lambda each: [act.at for act in each.acts[:1]])
    }
    yield from ((script, made[script.row["id"]]) for script in scripts)


Acceptance = tuple[datetime, tuple[DeclarationKind, int], Decimal]
"""When a right was accepted, of which declaration, and its Psu."""


class Unplayable(Exception):
    """A control stops an act that the plan wants done."""


class _Stage:
    def __init__(
        self, script: Script, sendings: Sequence[tuple[datetime, int, Sent]], accepted: list[Acceptance]
    ) -> None:
        self.script, self.sendings, self.accepted = script, sendings, accepted
        empty = {
            part: PartContent(0, PartState.EMPTY, 1, script.row["form_version"], {}, {})
            for part in KIND.required_parts(script.figures.year.kind, script.figures.year.year)
        }
        self.dossier = Dossier(script.row, empty, script.known, script.figures.fictional_allowed)
        self.state, self.acts = State.OPEN, list[Done]()

    def run(self) -> Rehearsed:
        for place, act in enumerate(self.script.acts):
            if act.act is Act.ACCEPT and not self._has_amount():
                break
            self._do(act, place)
        return Rehearsed(self.dossier, self.acts)

    def _do(self, act: PlannedAct, place: int) -> None:
        leg, before = act.leg, self.state
        email, name = self.script.people[place]
        values: Typed = {}
        remarks: Mapping[str, str] = {}
        kept = None
        state = STEPS[act.act].leads_to or before
        match act.act, leg.part, leg.fill:
            case Act.SAVE, Part() as part, Fill() as how:
                values, remarks = self.script.figures.fill(part, how), self._remarks(place, part)
                content = self.dossier.parts[part]
                self._change(
                    part, PartState.IN_PROGRESS, saved_by=name,
                    values={**content.values, **self.script.figures.stored(part, how)},
                    remarks={**content.remarks, **remarks},
                )  # fmt: skip
                kept = self.dossier = self._at(act.at)
            case Act.COMPLETE_PART, Part() as part, _:
                self._change(part, PartState.COMPLETE)
                state = after_completion(each.state for other, each in self.dossier.parts.items() if other is not part)
            case Act.REOPEN_PART, Part() as part, _:
                self._change(part, PartState.IN_PROGRESS)
            case ((Act.SEND_BACK_PART | Act.RETURN | Act.REOPEN), Part() as part, _):
                self._change(part, PartState.SENT_BACK)
            case Act.APPROVE, _, _:
                kept = self._at(act.at)
            case Act.ACCEPT, _, _:
                self._accept(act.at)
        self.state = state
        self.acts.append(Done(act, email, name, before, state, len(self.acts) + 2, values, remarks, kept))

    def _change(self, part: Part, state: PartState, **changes: Any) -> None:
        content = self.dossier.parts[part]
        changed = replace(content, state=state, version=content.version + 1, **changes)
        self.dossier = replace(self.dossier, parts={**self.dossier.parts, part: changed})

    def _at(self, moment: datetime) -> Dossier:
        return replace(self.dossier, facts=self._facts(moment))

    def _facts(self, moment: datetime) -> Facts:
        """What was known at a moment: of each other declaration what it had sent last."""
        last: dict[int, Sent] = {}
        for at, declaration, sent in self.sendings:
            if at < moment and declaration != self.script.row["id"]:
                last.pop(declaration, None)
                last[declaration] = sent
        year = self.script.figures.year.year
        return replace(
            self.script.known,
            sent={(each.kind, each.year): each for each in last.values() if each.year in (year, year - 1)},
            accepted={key: psu for at, key, psu in sorted(self.accepted) if at < moment and key[1] == year},
        )

    def _remarks(self, place: int, part: Part) -> dict[str, str]:
        """A remark on every warning of this part that will be met before the part is typed again."""
        following = self.script.acts[place + 1 :]
        typed_again = next((each for each in following if (each.act, each.leg.part) == (Act.SAVE, part)), None)
        met = [act.at for act in following if act.act in (Act.COMPLETE_PART, Act.APPROVE)]
        moments = [at for at in met if typed_again is None or at < typed_again.at]
        whole = self._whole(place) if moments else None
        found: dict[str, str] = {}
        for facts in _different(self._facts(at) for at in moments):
            for obstacle in obstacles(KIND, replace(whole, facts=facts), {}) if whole else ():
                if obstacle.blocking:
                    raise Unplayable(obstacle.problem.message)
                if obstacle.control and obstacle.part is part:
                    code = obstacle.control.code
                    found[code] = REMARKS.get(code, OTHER_REMARK)
        return found

    def _whole(self, place: int) -> Case:
        """Both parts as they will be once they are typed."""
        leg = self.script.acts[place].leg
        fills = dict.fromkeys(self.dossier.parts, Fill.WHOLE) | ({leg.part: leg.fill} if leg.part and leg.fill else {})
        year = self.script.figures.year
        values = typed(year.form, self.script.figures.whole(fills))
        return Case(year.form, year.year, values, self.script.known, self.script.figures.fictional_allowed)

    def _has_amount(self) -> bool:
        sent = self._sent()
        return sent is not None and sent.estimate.right is not None

    def _accept(self, moment: datetime) -> None:
        sent, year = self._sent(), self.script.figures.year
        if sent is not None and sent.estimate.psu is not None:
            self.accepted.append((moment, (year.kind, year.year), sent.estimate.psu))

    def _sent(self) -> Dossier | None:
        return next((done.dossier for done in reversed(self.acts) if done.planned.act is Act.APPROVE), None)


def _different(each_facts: Iterable[Facts]) -> list[Facts]:
    found: list[Facts] = []
    for facts in each_facts:
        if not found or facts.sent.keys() != found[-1].sent.keys() or any(
            facts.sent[key] is not found[-1].sent[key] for key in facts.sent
        ):  # fmt: skip
            found.append(facts)
    return found
