"""The life of a grant: its states and acts as they were decided, and its words."""

from datetime import date, timedelta

import pytest

from rules.access import reads
from rules.grants import GRANT_ACTS, GrantState, opens_on, state_label, state_on
from rules.policy import Role

R, A, S, E = GrantState
DAY = date(2025, 1, 20)


def test_each_act_leaves_and_leads_where_it_was_decided() -> None:
    assert {act.name: (set(act.leaves), act.leads_to) for act in GRANT_ACTS} == {
        "activateRoleGrant": ({R, S}, A),
        "suspendRoleGrant": ({A}, S),
        "endRoleGrant": ({R, A, S}, E),
    }


@pytest.mark.parametrize(
    ("stored", "starts", "ends", "ended", "state", "label", "opens"),
    [
        ("ACTIVE", -1, None, False, A, "active", True),
        ("ACTIVE", 0, 0, False, A, "active", True),
        ("ACTIVE", 1, None, False, A, "à venir", False),
        ("ACTIVE", -9, -1, False, E, "terminée", False),
        ("ACTIVE", -9, 0, True, E, "terminée", False),
        ("REQUESTED", -1, None, False, R, "demandée", False),
        ("REQUESTED", 1, None, False, R, "demandée", False),
        ("SUSPENDED", -1, None, False, S, "suspendue", False),
        ("SUSPENDED", -9, -1, False, E, "terminée", False),
    ],
)  # fmt: skip
def test_the_state_of_a_day_is_told_in_french(
    stored: str, starts: int, ends: int | None, ended: bool, state: GrantState, label: str, opens: bool
) -> None:
    starts_on, ends_on = DAY + timedelta(starts), None if ends is None else DAY + timedelta(ends)
    found = state_on(DAY, stored, ends_on, ended)
    assert (found, state_label(DAY, found, starts_on), opens_on(DAY, found, starts_on)) == (state, label, opens)


def test_who_reads_what_follows_the_permission_table() -> None:
    assert reads(Role.ACTIVITY_DATA_PROVIDER) == (
        "Lit la fiche de la structure, les habilitations, l'avancement des déclarations, les données d'activité,"
        " les totaux financiers, l'estimation du droit, le droit et les ratios."
    )
    assert "les comptes" in reads(Role.APPROVER)
    assert reads(Role.HABILITATION_MANAGER) == "Lit la fiche de la structure et les habilitations."
    assert reads(Role.NATIONAL) == "Lit la fiche de la structure."
    assert reads(Role.DECLARATION_OFFICER) == (
        "Lit la fiche de la structure, l'avancement des déclarations, le droit et les ratios ; après la transmission,"
        " les données d'activité, les totaux financiers, les comptes et l'estimation du droit."
    )
