"""Until when: the day that counts, how far it is and how that is said, below, on and above each day of a period."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.deadlines import Calendar, Limit, deadline
from rules.deadlines import sentence as said
from rules.timing import WITH_THE_PARTNER
from rules.workflow import State

CALENDAR = Calendar(date(2025, 3, 28), date(2025, 1, 10), date(2025, 3, 31), date(2025, 6, 30))

DEADLINES = [
    (date(2025, 1, 7), Limit.OPENING, 3, False, "ouvre dans 3 jours", "La saisie ouvrira le 10/01/2025, dans 3 jours."),
    (date(2025, 1, 9), Limit.OPENING, 1, False, "ouvre demain", "La saisie ouvrira demain, le 10/01/2025."),
    (date(2025, 1, 10), Limit.DUE, 80, False, "dans 80 jours", "L'échéance est le 31/03/2025, dans 80 jours."),
    (date(2025, 3, 29), Limit.DUE, 2, False, "dans 2 jours", "L'échéance est le 31/03/2025, dans 2 jours."),
    (date(2025, 3, 30), Limit.DUE, 1, False, "demain", "L'échéance est demain, le 31/03/2025."),
    (date(2025, 3, 31), Limit.DUE, 0, False, "aujourd'hui", "L'échéance est aujourd'hui, le 31/03/2025."),
    (date(2025, 4, 1), Limit.CLOSING, 90, True, "en retard d'un jour, dernier jour dans 90 jours",
     "L'échéance du 31/03/2025 est dépassée d'un jour ; la transmission reste possible jusqu'au 30/06/2025."),
    (date(2025, 4, 2), Limit.CLOSING, 89, True, "en retard de 2 jours, dernier jour dans 89 jours",
     "L'échéance du 31/03/2025 est dépassée de 2 jours ; la transmission reste possible jusqu'au 30/06/2025."),
    (date(2025, 6, 29), Limit.CLOSING, 1, True, "en retard de 90 jours, dernier jour demain",
     "L'échéance du 31/03/2025 est dépassée de 90 jours ; la transmission reste possible jusqu'au 30/06/2025."),
    (date(2025, 6, 30), Limit.CLOSING, 0, True, "en retard de 91 jours, dernier jour aujourd'hui",
     "L'échéance du 31/03/2025 est dépassée de 91 jours ; la transmission reste possible aujourd'hui encore."),
    (date(2025, 7, 1), Limit.CLOSING, -1, True, "close depuis le 30/06/2025",
     "La période est close depuis le 30/06/2025 : seule la Caf peut accorder un délai."),
]  # fmt: skip


@pytest.mark.parametrize(("today", "limit", "left", "late", "words", "sentence"), DEADLINES)
def test_until_when_is_told_below_on_and_above_each_day(
    today: date, limit: Limit, left: int, late: bool, words: str, sentence: str
) -> None:
    calendar = replace(CALENDAR, today=today)
    found = deadline(State.OPEN, calendar)
    assert found is not None
    assert (found.limit, found.days_left, found.late, found.words) == (limit, left, late, words)
    assert found.day == today + timedelta(days=left)
    assert said(calendar) == sentence


def test_a_delay_granted_by_the_caf_is_said() -> None:
    calendar = replace(CALENDAR, today=date(2025, 7, 10), due_on=date(2025, 7, 15), closes_on=date(2025, 7, 15), extended_to=date(2025, 7, 15))  # fmt: skip
    assert said(calendar) == "L'échéance est le 15/07/2025, dans 5 jours (délai accordé par la Caf)."


@pytest.mark.parametrize("state", State)
def test_a_day_counts_only_while_the_partner_is_awaited(state: State) -> None:
    assert (deadline(state, CALENDAR) is not None) is (state in WITH_THE_PARTNER)
