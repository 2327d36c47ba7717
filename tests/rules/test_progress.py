"""What is said of a declaration: whose turn it is agrees with the workflow, and each sentence reads well in French."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from rules.deadlines import Calendar
from rules.forms import Part
from rules.policy import PARTNERS, Role, allowed
from rules.progress import Colleague, Lead, PartStanding, Situation, progress
from rules.timing import WITH_THE_PARTNER, Timing
from rules.turns import RUNNING, Standing, awaited
from rules.workflow import STEPS, Act, PartState, State

E, T, C, S = PartState.EMPTY, PartState.IN_PROGRESS, PartState.COMPLETE, PartState.SENT_BACK
A, F = Part.ACTIVITY, Part.FINANCE
DAYS = {
    Timing.UPCOMING: date(2025, 1, 7), Timing.OPEN: date(2025, 3, 28),
    Timing.LATE: date(2025, 4, 2), Timing.CLOSED: date(2025, 7, 1),
}  # fmt: skip
CALENDAR = Calendar(DAYS[Timing.OPEN], date(2025, 1, 10), date(2025, 3, 31), date(2025, 6, 30))
SINCE = datetime(2025, 3, 12, 13, 5, tzinfo=UTC)
LEA, KARIM, ANNE = Colleague("Léa Martin"), Colleague("Karim Haddad"), Colleague("Anne Morel")
ZOE = Colleague("Zoé Petit")
PEOPLE = {
    Role.ACTIVITY_DATA_PROVIDER: (LEA,),
    Role.FINANCIAL_DATA_PROVIDER: (KARIM,),
    Role.APPROVER: (ANNE,),
}
LEADS = {
    State.TRANSMITTED: Lead(Act.APPROVE, "Anne Morel"),
    State.PROCESSING: Lead(Act.TAKE, "Sophie Bernard"),
    State.RETURNED: Lead(Act.RETURN, "Sophie Bernard", "Les heures d'avril manquent."),
    State.ACCEPTED: Lead(Act.ACCEPT, "Sophie Bernard"),
    State.CANCELLED: Lead(Act.CANCEL, "Sophie Bernard", "Ouverte par erreur."),
}


def situation(state: State, *parts: PartState, on: Timing = Timing.OPEN, said: bool = True) -> Situation:
    """As a colleague reads it; `said` tells who led it there and why."""
    standing = {
        part: PartStanding(each, "Anne Morel" if each is S and said else None, "Un total est faux." if each is S and said else None)
        for part, each in zip(Part, parts, strict=False)
    }  # fmt: skip
    return Situation(
        state, SINCE, replace(CALENDAR, today=DAYS[on]), tuple(standing), standing, LEADS.get(state) if said else None, PEOPLE
    )  # fmt: skip


def untold(state: State, on: Timing = Timing.OPEN) -> Situation:
    """As an officer of the Caf reads it: neither parts nor people."""
    return replace(situation(state, C, C, on=on), parts={}, people=None)


def occurring(state: State, parts: tuple[PartState, ...]) -> bool:
    """Can the parts stand so in that state? What the acts make of them, and no more."""
    match state:
        case State.OPEN:
            return set(parts) == {E}
        case State.IN_PROGRESS:
            return set(parts) not in ({E}, {C})
        case State.RETURNED:
            return S in parts and set(parts) <= {S, C}
        case State.CANCELLED:
            return True
        case _:
            return set(parts) == {C}


def combinations() -> Iterator[tuple[State, tuple[PartState, ...]]]:
    """Each state with each standing of one part, and of both."""
    every = [*((each,) for each in PartState), *product(PartState, repeat=2)]
    return ((state, parts) for state in State for parts in every if occurring(state, parts))


COMBINATIONS = list(combinations())
IDS = [f"{state}-{'-'.join(parts)}" for state, parts in COMBINATIONS]


def test_the_table_of_what_can_occur_is_not_empty() -> None:
    assert {state for state, _ in COMBINATIONS} == set(State)
    assert len(COMBINATIONS) > 40


@pytest.mark.parametrize("on", Timing)
@pytest.mark.parametrize(("state", "parts"), COMBINATIONS, ids=IDS)
def test_whoever_is_awaited_can_do_an_act_that_leads_on(state: State, parts: tuple[PartState, ...], on: Timing) -> None:
    told = situation(state, *parts, on=on)
    awaits = progress(told).awaits
    for each in awaits:
        step = STEPS[each.turn.act]
        assert state in step.leaves
        assert step.leads_to not in {None, State.CANCELLED, State.RETURNED}
        assert allowed(step.actions[each.turn.part], frozenset({each.turn.role}))
        if each.turn.part is not None:
            assert told.parts[each.turn.part].state in step.part_from
        assert on in RUNNING or not step.needs_open_period
    over = state in {State.ACCEPTED, State.CANCELLED} or (state in WITH_THE_PARTNER and on not in RUNNING)
    assert bool(awaits) is not over


@pytest.mark.parametrize(("state", "parts"), COMBINATIONS, ids=IDS)
def test_every_part_that_is_not_complete_awaits_its_provider_and_no_other(state: State, parts: tuple[PartState, ...]) -> None:  # fmt: skip
    if state not in {State.OPEN, State.IN_PROGRESS, State.RETURNED}:
        return
    open_parts = [part for part, each in zip(Part, parts, strict=False) if each is not C]
    assert [each.turn.part for each in progress(situation(state, *parts)).awaits] == open_parts


ENGLISH = re.compile(r"\b(the|is|by|of|to|None|part|state|ACTIVITY|FINANCE|[A-Z]{3,})\b")


@pytest.mark.parametrize("on", Timing)
@pytest.mark.parametrize("said", [True, False])
@pytest.mark.parametrize(("state", "parts"), COMBINATIONS, ids=IDS)
def test_every_sentence_is_french_and_whole(state: State, parts: tuple[PartState, ...], said: bool, on: Timing) -> None:
    for reader in (situation(state, *parts, on=on, said=said), untold(state, on)):
        told = progress(reader).sentence
        assert told[0].isupper()
        assert told.endswith(".")
        assert not ENGLISH.search(told), told
        assert not re.search(r"  |\{|\}|\(\)| \.|\.\.|« »|\b1 jours\b|\b(de|que|le|la) [aeiouy]", told), told


TOLD = [
    (situation(State.OPEN, E, E),
     "Le volet activité est à saisir par Léa Martin ; le volet financier est à saisir par Karim Haddad."
     " L'échéance est le 31/03/2025, dans 3 jours."),
    (situation(State.OPEN, E), "Le volet activité est à saisir par Léa Martin. L'échéance est le 31/03/2025, dans 3 jours."),
    (situation(State.OPEN, E, E, on=Timing.UPCOMING), "La saisie ouvrira le 10/01/2025, dans 3 jours."),
    (situation(State.IN_PROGRESS, C, E),
     "Le volet activité est saisi ; le volet financier est à saisir par Karim Haddad."
     " L'échéance est le 31/03/2025, dans 3 jours."),
    (situation(State.IN_PROGRESS, T, C, on=Timing.LATE),
     "Le volet activité est à terminer par Léa Martin ; le volet financier est saisi."
     " L'échéance du 31/03/2025 est dépassée de 2 jours ; la transmission reste possible jusqu'au 30/06/2025."),
    (situation(State.IN_PROGRESS, C, S),
     "Le volet activité est saisi ; le volet financier est à corriger par Karim Haddad."
     " Motif donné par Anne Morel : « Un total est faux »."
     " L'échéance est le 31/03/2025, dans 3 jours."),
    (situation(State.IN_PROGRESS, C, T, on=Timing.CLOSED),
     "Le volet activité est saisi ; le volet financier est à terminer."
     " La période est close depuis le 30/06/2025 : seule la Caf peut accorder un délai."),
    (situation(State.READY, C, C),
     "Le volet activité et le volet financier sont saisis ; la déclaration est à approuver et à transmettre par Anne Morel."
     " L'échéance est le 31/03/2025, dans 3 jours."),
    (situation(State.READY, C),
     "Le volet activité est saisi ; la déclaration est à approuver et à transmettre par Anne Morel."
     " L'échéance est le 31/03/2025, dans 3 jours."),
    (situation(State.TRANSMITTED, C, C, on=Timing.LATE),
     "Transmise à la Caf le 12/03/2025 à 14 h 05 par Anne Morel ; elle attend d'être prise en charge."),
    (situation(State.PROCESSING, C, C),
     "Prise en charge par la Caf (Sophie Bernard) le 12/03/2025 à 14 h 05 ; elle est en cours de traitement."),
    (situation(State.PROCESSING, C, C, said=False),
     "Prise en charge par la Caf le 12/03/2025 à 14 h 05 ; elle est en cours de traitement."),
    (situation(State.RETURNED, C, S),
     "Retournée par la Caf (Sophie Bernard) le 12/03/2025 à 14 h 05 : le volet activité est saisi ; le volet financier"
     " est à corriger par Karim Haddad. Motif : « Les heures d'avril manquent »."
     " L'échéance est le 31/03/2025, dans 3 jours."),
    (replace(situation(State.RETURNED, S, C), lead=Lead(Act.REOPEN, "Sophie Bernard", "Contrôle\n sur place.")),
     "Rouverte par la Caf (Sophie Bernard) le 12/03/2025 à 14 h 05 : le volet activité est à corriger par Léa Martin ;"
     " le volet financier est saisi. Motif : « Contrôle sur place »."
     " L'échéance est le 31/03/2025, dans 3 jours."),
    (situation(State.ACCEPTED, C, C),
     "Validée par la Caf (Sophie Bernard) le 12/03/2025 à 14 h 05 ; plus rien n'est attendu."),
    (situation(State.CANCELLED, T, E),
     "Annulée par la Caf (Sophie Bernard) le 12/03/2025 à 14 h 05 ; plus rien n'est attendu."
     " Motif : « Ouverte par erreur »."),
    (untold(State.OPEN),
     "Le volet activité est à saisir par le fournisseur de données d'activité ; le volet financier est à saisir par le"
     " fournisseur de données financières. L'échéance est le 31/03/2025, dans 3 jours."),
    (untold(State.IN_PROGRESS), "La saisie est en cours dans la structure. L'échéance est le 31/03/2025, dans 3 jours."),
    (untold(State.READY),
     "Le volet activité et le volet financier sont saisis ; la déclaration est à approuver et à transmettre par"
     " l'approbateur. L'échéance est le 31/03/2025, dans 3 jours."),
    (untold(State.RETURNED),
     "Retournée par la Caf (Sophie Bernard) le 12/03/2025 à 14 h 05 : la correction est attendue de la structure."
     " Motif : « Les heures d'avril manquent ». L'échéance est le 31/03/2025, dans 3 jours."),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "sentence"), TOLD, ids=[each[1][:60] for each in TOLD])
def test_what_is_going_on_is_said_in_full(reader: Situation, sentence: str) -> None:
    assert progress(reader).sentence.replace("\N{NO-BREAK SPACE}", " ") == sentence


# ── People ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def holding(*people: Colleague) -> Situation:
    """These people provide the activity."""
    return replace(situation(State.OPEN, E), people={**PEOPLE, Role.ACTIVITY_DATA_PROVIDER: people})


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((LEA,), "par Léa Martin"),
        ((LEA, KARIM), "par Léa Martin ou Karim Haddad"),
        ((LEA, KARIM, ANNE), "par Léa Martin, Karim Haddad ou Anne Morel"),
        ((LEA, KARIM, ANNE, ZOE), "par Léa Martin, Karim Haddad, Anne Morel ou Zoé Petit"),
        ((LEA, KARIM, ANNE, ZOE, Colleague("Paul Roy")), "par Léa Martin, Karim Haddad, Anne Morel, Zoé Petit ou une autre personne habilitée"),
        ((Colleague("Léa Martin", you=True),), "par vous"),
        ((KARIM, Colleague("Léa Martin", you=True)), "par vous ou Karim Haddad"),
        ((LEA, LEA), "par Léa Martin"),
    ],
)  # fmt: skip
def test_people_are_named_and_whoever_reads_is_you(people: tuple[Colleague, ...], said: str) -> None:
    assert f"le volet activité est à saisir {said}." in progress(holding(*people)).sentence.replace(
        "Le volet", "le volet"
    )


def test_a_role_that_nobody_holds_is_said_and_warned_of() -> None:
    told = progress(holding())
    assert told.sentence.startswith("Le volet activité est à saisir, mais personne n'est habilité à le faire.")
    assert [(each.people, each.vacant) for each in told.awaits] == [((), True)]
    assert told.vacancies == (
        "Aucun fournisseur de données d'activité n'est habilité sur cette structure : adressez-vous à votre Caf.",
    )


@pytest.mark.parametrize(("state", "parts"), COMBINATIONS, ids=IDS)
def test_a_missing_approver_is_warned_of_before_his_turn_and_never_after(
    state: State, parts: tuple[PartState, ...]
) -> None:
    told = replace(
        situation(state, *parts), people={role: held for role, held in PEOPLE.items() if role != Role.APPROVER}
    )
    warned = (
        ("Aucun approbateur n'est habilité sur cette structure : adressez-vous à votre Caf.",)
        if state in WITH_THE_PARTNER
        else ()
    )
    assert progress(told).vacancies == warned


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("on", Timing)
def test_an_officer_reads_roles_and_neither_people_nor_vacancies(state: State, on: Timing) -> None:
    told = progress(untold(state, on))
    partners = [each for each in told.awaits if each.turn.role in PARTNERS]
    assert all(each.people == () and each.vacant is None for each in partners)
    assert told.vacancies == ()
    for name in ("Léa", "Karim"):
        assert name not in told.sentence
    parts = {each.turn.part for each in partners}
    if state is State.IN_PROGRESS and on in RUNNING:
        assert (parts, {each.turn.what for each in partners}) == (
            {A, F},
            {"Préparer le volet activité", "Préparer le volet financier"},
        )


def test_at_the_cafs_turn_an_officer_is_awaited_by_name_once_he_took_it() -> None:
    taken = progress(situation(State.PROCESSING, C, C)).awaits
    assert [(each.turn.role, each.people, each.vacant) for each in taken] == [
        (Role.DECLARATION_OFFICER, (Colleague("Sophie Bernard"),), None)
    ]
    waiting = progress(situation(State.TRANSMITTED, C, C)).awaits
    assert [(each.turn.what, each.people) for each in waiting] == [("Prendre en charge", ())]


def test_a_reason_that_the_reader_may_not_know_is_not_said() -> None:
    parts = {A: PartStanding(C), F: PartStanding(S)}
    assert "Motif" not in progress(replace(situation(State.IN_PROGRESS, C, S), parts=parts)).sentence


@pytest.mark.parametrize(
    ("state", "part", "what"),
    [
        (State.OPEN, E, "Saisir le volet activité"), (State.IN_PROGRESS, T, "Terminer le volet activité"),
        (State.RETURNED, S, "Corriger le volet activité"), (State.READY, C, "Approuver et transmettre"),
        (State.TRANSMITTED, C, "Prendre en charge"), (State.PROCESSING, C, "Valider ou retourner"),
    ],
)  # fmt: skip
def test_what_to_do_has_a_name(state: State, part: PartState, what: str) -> None:
    assert [turn.what for turn in awaited(Standing(state, Timing.OPEN, (A,), {A: part}))] == [what]
