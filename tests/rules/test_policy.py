"""The golden copy of the permission table, written by hand. No command writes it: whoever widens a right changes it here too."""

import pytest

from rules.policy import POLICY, REACH, Reach, Role, UnknownAction, allowed, required_roles, right

A, F, P = Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER
M, O, N = Role.HABILITATION_MANAGER, Role.DECLARATION_OFFICER, Role.NATIONAL  # noqa: E741

GOLDEN: dict[str, set[Role] | Reach] = {
    "session.open": Reach.PUBLIC,
    "caf.read": Reach.PUBLIC,
    "period.read": Reach.PUBLIC,
    "receipt.verify": Reach.PUBLIC,
    "statistics.read": Reach.PUBLIC,
    "parameter.read": Reach.PUBLIC,
    "viewer.read": Reach.SELF,
    "account.own": Reach.SELF,
    "organisation.read": {A, F, P, M, O, N},
    "structure.read": {A, F, P, M, O, N},
    "tenure.read": {A, F, P, M, O, N},
    "organisation.keep": {M},
    "structure.keep": {M},
    "tenure.keep": {M},
    "agreement.read": {A, F, P, M, O},
    "agreement.keep": {M},
    "role_grant.read": {A, F, P, M},
    "role_grant.grant": {M},
    "role_grant.end": {M},
    "role_grant.activate": {M},
    "role_grant.suspend": {M},
    "access.read": {A, F, P, M},
    "person.read": {M, N},
    "account.open": {M, N},
    "account.force_change": {M, N},
    "account.activate": {N},
    "staff_role.read": {N},
    "staff_role.keep": {N},
    "caf.keep": {N},
    "mail.read": {M, N},
    "declaration.read": {A, F, P, O},
    "activity.read": {A, F, P},
    "activity.write": {A},
    "activity.complete": {A},
    "activity.reopen": {A},
    "finance.read": {F, P},
    "finance.totals": {A, F, P},
    "finance.write": {F},
    "finance.complete": {F},
    "finance.reopen": {F},
    "group_accounts.read": {F, P},
    "group_accounts.state": {F},
    "estimate.read": {A, F, P},
    "simulation.project": {A, F, P, O},
    "controls.read": {A, F, P},
    "controls.accounts": {F, P},
    "declaration.approve": {P},
    "declaration.send_back": {P},
    "declaration.withdraw": {P},
    "declaration.take": {O},
    "declaration.return": {O},
    "declaration.accept": {O},
    "declaration.reopen": {O},
    "declaration.cancel": {O},
    "declaration.delay": {O},
    "period.keep": {O},
    "timeline.read": {A, F, P, O},
    "history.read": {A, F, P, M, O, N},
    "submission.read": {A, F, P, O},
    "receipt.read": {A, F, P, O},
    "activity.figures": {A, F, P, O},
    "finance.figures": {F, P, O},
    "totals.figures": {A, F, P, O},
    "estimate.figures": {A, F, P, O},
    "ratio.read": {A, F, P, O},
    "right.read": {A, F, P, O},
}


def test_the_table_grants_what_the_golden_copy_says_and_nothing_else() -> None:
    assert {action: row.reach or set(row.roles) for action, row in POLICY.items()} == GOLDEN


def test_partners_reach_their_tenures_staff_their_caf_and_the_cnaf_the_nation() -> None:
    assert REACH == {
        A: Reach.OWN_TENURES, F: Reach.OWN_TENURES, P: Reach.OWN_TENURES,
        M: Reach.OWN_CAF, O: Reach.OWN_CAF, N: Reach.NATIONAL,
    }  # fmt: skip


@pytest.mark.parametrize("action", GOLDEN)
def test_a_verdict_follows_the_row_for_every_role_and_for_nobody(action: str) -> None:
    golden = GOLDEN[action]
    for role in Role:
        assert allowed(action, frozenset({role})) is (isinstance(golden, Reach) or role in golden)
    assert allowed(action, frozenset()) is isinstance(golden, Reach)
    assert allowed(action, frozenset(Role))


def test_every_right_says_why_in_a_french_sentence() -> None:
    assert all(row.why[0].isupper() and row.why.endswith(".") for row in POLICY.values())


@pytest.mark.parametrize("action", ["", "finance", "finance.Read", "declaration.erase"])
def test_an_unknown_action_is_an_error_and_never_a_yes(action: str) -> None:
    for ask in (lambda: right(action), lambda: required_roles(action), lambda: allowed(action, frozenset(Role))):
        with pytest.raises(UnknownAction):
            ask()
