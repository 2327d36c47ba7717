"""Who reads what, written again by hand from design §5 and domain §2.2, for the oracle alone.

Nothing here is imported from the house: when the two disagree, one of them is wrong, and somebody has to say which.
"""

ACTIVITY, FINANCE, APPROVER = "ACTIVITY_DATA_PROVIDER", "FINANCIAL_DATA_PROVIDER", "APPROVER"
MANAGER, OFFICER, NATIONAL = "HABILITATION_MANAGER", "DECLARATION_OFFICER", "NATIONAL"
ROLES = (ACTIVITY, FINANCE, APPROVER, MANAGER, OFFICER, NATIONAL)
PARTNERS = (ACTIVITY, FINANCE, APPROVER)
ACCOUNTS = (FINANCE, APPROVER)
CONCERNED = (*PARTNERS, OFFICER)
EVERYBODY = ROLES

OPEN = ""
"""What whoever is signed in reads."""

READERS: dict[str, tuple[str, ...]] = {
    "organisation.read": EVERYBODY,
    "structure.read": EVERYBODY,
    "tenure.read": EVERYBODY,
    "agreement.read": (*CONCERNED, MANAGER),
    "role_grant.read": (*PARTNERS, MANAGER),
    "access.read": (*PARTNERS, MANAGER),
    "person.read": (MANAGER, NATIONAL),
    "staff_role.read": (NATIONAL,),
    "declaration.read": CONCERNED,
    "history.read": EVERYBODY,
    "timeline.read": CONCERNED,
    "submission.read": CONCERNED,
    "right.read": CONCERNED,
    "ratio.read": CONCERNED,
    # A draft is read by partners alone, and its accounts by those who answer for them.
    "activity.read": PARTNERS,
    "finance.totals": PARTNERS,
    "finance.read": ACCOUNTS,
    "estimate.read": PARTNERS,
    "controls.read": PARTNERS,
    # Of what nobody has declared: who has to do with declarations anywhere.
    "simulation.project": CONCERNED,
    "controls.accounts": ACCOUNTS,
    "group_accounts.read": ACCOUNTS,
    # What a figure is, once somebody has come to it: the officer comes to it through a transmission only.
    "activity.figures": CONCERNED,
    "totals.figures": CONCERNED,
    "estimate.figures": CONCERNED,
    "finance.figures": (*ACCOUNTS, OFFICER),
}
"""The roles that read each group of fields, under the code that a refusal quotes."""

Held = frozenset[str]


def may(action: str, held: Held) -> bool:
    """Does somebody who holds these roles towards a row read this group of its fields?"""
    return action == OPEN or any(role in held for role in READERS[action])
