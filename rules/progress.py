"""What is going on with a declaration, in French: where it stands, who must act by name, since when, until when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules import deadlines
from rules.deadlines import Calendar, Deadline
from rules.forms import PART_LABELS, Part
from rules.french import moment
from rules.policy import PARTNERS, ROLE_LABELS, Role
from rules.timing import WITH_THE_PARTNER, Timing
from rules.turns import Standing, Turn, awaited, still_needed, told
from rules.workflow import Act, PartState, State


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who holds a role today; `you` is whoever asks."""

    name: str
    you: bool = False


@dataclass(frozen=True, slots=True)
class PartStanding:
    """Where a part stands. While it is to be corrected: who gave it back and why, as far as the reader may know."""

    state: PartState
    sent_back_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """The act that led to the present state: which, whose, why."""

    act: Act
    by: str
    reason: str | None = None


People = Mapping[Role, Sequence[Colleague]]


@dataclass(frozen=True, slots=True)
class Situation:
    """All that one reader may know of a declaration's progress.

    `parts` is empty for whoever does not read them, `people` none for whoever does not know who holds the roles.
    """

    state: State
    since: datetime
    calendar: Calendar
    asked: tuple[Part, ...]
    parts: Mapping[Part, PartStanding]
    lead: Lead | None = None
    people: People | None = None

    @property
    def standing(self) -> Standing:
        """The same as the table of turns wants to see it."""
        parts = told(self.state, self.asked, {part: each.state for part, each in self.parts.items()})
        return Standing(self.state, self.calendar.timing, self.asked, parts)


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody's turn. `people` are known by name or not told; `vacant` is none where that cannot be known."""

    turn: Turn
    people: tuple[Colleague, ...]
    vacant: bool | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What is going on, who is awaited, which roles nobody holds, and the day that counts."""

    sentence: str
    awaits: tuple[Awaited, ...]
    vacancies: tuple[str, ...]
    until: Deadline | None


def progress(situation: Situation) -> Progress:
    """The whole of it, for one reader."""
    awaits = tuple(_awaited(turn, situation) for turn in awaited(situation.standing))
    return Progress(
        " ".join(_sentences(situation, awaits)),
        awaits,
        tuple(_vacancies(situation)),
        deadlines.deadline(situation.state, situation.calendar),
    )


def _awaited(turn: Turn, situation: Situation) -> Awaited:
    if turn.role not in PARTNERS:
        taken = situation.state is State.PROCESSING and situation.lead is not None
        return Awaited(turn, (Colleague(situation.lead.by),) if taken and situation.lead else (), None)
    if situation.people is None:
        return Awaited(turn, (), None)
    people = tuple(situation.people.get(turn.role, ()))
    return Awaited(turn, people, not people)


def _vacancies(situation: Situation) -> Iterable[str]:
    people = situation.people
    if people is not None:
        for role in dict.fromkeys(still_needed(situation.standing)):
            if not people.get(role):
                yield f"Aucun {ROLE_LABELS[role]} n'est habilité sur cette structure : adressez-vous à votre Caf."


# ── Sentences ──────────────────────────────────────────────────────────────────────────────────────────────────────

_OVER = {
    State.TRANSMITTED: "Transmise à la Caf le {since}{by} ; elle attend d'être prise en charge.",
    State.PROCESSING: "Prise en charge par la Caf{name} le {since} ; elle est en cours de traitement.",
    State.ACCEPTED: "Validée par la Caf{name} le {since} ; plus rien n'est attendu.",
    State.CANCELLED: "Annulée par la Caf{name} le {since} ; plus rien n'est attendu.",
}
"""What is said once nothing is awaited from the partner."""

_PART_SAID = {
    PartState.EMPTY: "le {part} est à saisir",
    PartState.IN_PROGRESS: "le {part} est à terminer",
    PartState.SENT_BACK: "le {part} est à corriger",
    PartState.COMPLETE: "le {part} est saisi",
}
_UNTOLD = {
    State.IN_PROGRESS: "la saisie est en cours dans la structure",
    State.RETURNED: "la correction est attendue de la structure",
}
"""What is said to whoever is not told where the parts stand."""

_RETURNED = {Act.RETURN: "Retournée par la Caf", Act.REOPEN: "Rouverte par la Caf"}


def _sentences(situation: Situation, awaits: Sequence[Awaited]) -> Iterable[str]:
    if situation.state not in WITH_THE_PARTNER:
        yield _over(situation)
        yield from _reasons(situation)
        return
    if situation.calendar.timing is not Timing.UPCOMING:
        yield _open(situation, awaits)
        yield from _reasons(situation)
    yield deadlines.sentence(situation.calendar)


def _over(situation: Situation) -> str:
    name = situation.lead.by if situation.lead else ""
    return _OVER[situation.state].format(
        since=moment(situation.since), by=f" par {name}" if name else "", name=f" ({name})" if name else ""
    )


def _open(situation: Situation, awaits: Sequence[Awaited]) -> str:
    said = " ; ".join(_clauses(situation, awaits))
    if situation.state is not State.RETURNED:
        return f"{said[0].upper()}{said[1:]}."
    lead = situation.lead
    how = _RETURNED.get(lead.act, _RETURNED[Act.RETURN]) if lead else _RETURNED[Act.RETURN]
    return f"{how}{f' ({lead.by})' if lead else ''} le {moment(situation.since)} : {said}."


def _clauses(situation: Situation, awaits: Sequence[Awaited]) -> Iterable[str]:
    parts = situation.standing.parts
    if parts is None:
        yield _UNTOLD[situation.state]
        return
    of_part = {each.turn.part: each for each in awaits}
    if len(parts) > 1 and set(parts.values()) == {PartState.COMPLETE}:
        yield f"{' et '.join(f'le {PART_LABELS[part]}' for part in parts)} sont saisis"
    else:
        for part in parts:
            yield _PART_SAID[parts[part]].format(part=PART_LABELS[part]) + _by(of_part.get(part), situation)
    if situation.state is State.READY:
        yield f"la déclaration est à approuver et à transmettre{_by(of_part.get(None), situation)}"


def _by(each: Awaited | None, situation: Situation) -> str:
    """Who has to do it: by name, by role for whoever does not know the people, nobody once it is closed."""
    if each is None:
        return ""
    if each.vacant is None:
        label = ROLE_LABELS[each.turn.role]
        return f" par l'{label}" if label[0] in "aeiou" else f" par le {label}"
    return ", mais personne n'est habilité à le faire" if each.vacant else f" par {_one_of(each.people)}"


_NAMED = 4
"""The most people that a sentence names."""


def _one_of(people: Sequence[Colleague]) -> str:
    names = list(
        dict.fromkeys("vous" if each.you else each.name for each in sorted(people, key=lambda each: not each.you))
    )
    if len(names) > _NAMED:
        return f"{', '.join(names[:_NAMED])} ou une autre personne habilitée"
    return f"{', '.join(names[:-1])} ou {names[-1]}" if len(names) > 1 else names[0]


def _reasons(situation: Situation) -> Iterable[str]:
    """Why it was returned or cancelled, and why a part was given back, each reason once."""
    lead = situation.lead
    if lead is not None and lead.reason:
        yield f"Motif : « {_quoted(lead.reason)} »."
        return
    said = {
        (each.reason, each.sent_back_by): None
        for each in situation.parts.values()
        if each.state is PartState.SENT_BACK and each.reason
    }
    for reason, by in said:
        yield f"Motif donné par {by} : « {_quoted(reason or '')} »."


def _quoted(reason: str) -> str:
    """Somebody's words inside a sentence: on one line, without a full stop of their own."""
    return " ".join(reason.split()).removesuffix(".")
