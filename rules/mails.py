"""The mails that the portal sends: the one closed list. Who receives each, when, and whether it carries a link.

A mail says what happened and where to read on: never a figure of a declaration, never a reason that somebody gave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.forms import Part
from rules.policy import APPROVER, Role, required_roles
from rules.sign_in import LinkPurpose
from rules.workflow import STEPS, Act, State


class Mail(StrEnum):
    """What a mail is about: the name of its template, too."""

    ACCOUNT_OPENED = "ACCOUNT_OPENED"
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105 - the name of a mail
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - the name of a mail
    ACCOUNT_BLOCKED = "ACCOUNT_BLOCKED"
    SECOND_FACTOR_CHANGED = "SECOND_FACTOR_CHANGED"
    CHANGE_WANTED = "CHANGE_WANTED"
    PART_READY = "PART_READY"
    PART_SENT_BACK = "PART_SENT_BACK"
    RETURNED = "RETURNED"
    TRANSMITTED = "TRANSMITTED"
    ACCEPTED = "ACCEPTED"
    DEADLINE_NEAR = "DEADLINE_NEAR"
    GRANT_ENDING = "GRANT_ENDING"


@dataclass(frozen=True, slots=True)
class Sending:
    """One kind of mail. Without roles it goes to the one person whom it concerns.

    `providers` are those of the part that the mail names, or of all parts when it names none. Whoever did the act is
    never told of it. `when` is for the docs.
    """

    label: str
    when: str
    providers: bool = False
    approver: bool = False
    link: LinkPurpose | None = None

    def roles(self, part: Part | None) -> tuple[Role, ...]:
        """The partner roles that receive it."""
        parts = (tuple(Part) if part is None else (part,)) if self.providers else ()
        providers = (role for each in parts for role in required_roles(STEPS[Act.COMPLETE_PART].actions[each]))
        return (*providers, *((APPROVER,) if self.approver else ()))


MAILS: Mapping[Mail, Sending] = {
    Mail.ACCOUNT_OPENED: Sending("ouverture du compte", "an account is opened, or opened already", link=LinkPurpose.OPENING),
    Mail.PASSWORD_RESET: Sending("mot de passe oublié", "a new password is asked for", link=LinkPurpose.RESET),
    Mail.PASSWORD_CHANGED: Sending("mot de passe changé", "the password was changed"),
    Mail.ACCOUNT_BLOCKED: Sending("connexion suspendue", "too many wrong passwords were tried"),
    Mail.SECOND_FACTOR_CHANGED: Sending("second facteur modifié", "a second factor was set up or removed"),
    Mail.CHANGE_WANTED: Sending("mot de passe à renouveler", "a manager wants a new password"),
    Mail.PART_READY: Sending("déclaration à approuver", "the last part asked was completed", approver=True),
    Mail.PART_SENT_BACK: Sending("volet renvoyé", "the approver sent a part back", providers=True),
    Mail.RETURNED: Sending("déclaration retournée", "the Caf returned or reopened it", providers=True, approver=True),
    Mail.TRANSMITTED: Sending("déclaration transmise", "it was approved and sent", providers=True, approver=True),
    Mail.ACCEPTED: Sending("déclaration validée", "the Caf accepted it", providers=True, approver=True),
    Mail.DEADLINE_NEAR: Sending("échéance proche", "some days before a deadline, to those whose turn it is"),
    Mail.GRANT_ENDING: Sending("fin d'habilitation proche", "some days before the last day of a grant"),
}  # fmt: skip

POSTED: Mapping[tuple[Act, State], Mail] = {
    (Act.COMPLETE_PART, State.READY): Mail.PART_READY,
    (Act.SEND_BACK_PART, State.IN_PROGRESS): Mail.PART_SENT_BACK,
    (Act.APPROVE, State.TRANSMITTED): Mail.TRANSMITTED,
    (Act.RETURN, State.RETURNED): Mail.RETURNED,
    (Act.REOPEN, State.RETURNED): Mail.RETURNED,
    (Act.ACCEPT, State.ACCEPTED): Mail.ACCEPTED,
}
"""What an act on a declaration posts, by the state to which it led. All other acts post nothing."""
