"""The pages that stand beside the lists, and the roles that see each: the links of the menu."""

from dataclasses import dataclass

from models.scope import Held
from rules.policy import allowed


@dataclass(frozen=True, slots=True)
class Link:
    """One page: where, called what, for whom."""

    path: str
    label: str
    action: str = ""


LINKS = (
    Link("/admin/tableau", "Tableau de bord"),
    Link("/admin/habiliter", "Habiliter une personne", "role_grant.grant"),
    Link("/admin/ouvrir-un-compte", "Ouvrir un compte", "account.open"),
    Link("/admin/ouvrir-une-structure", "Ouvrir une structure", "structure.keep"),
    Link("/admin/ouvrir-une-periode", "Ouvrir une période", "period.keep"),
    Link("/admin/nommer", "Nommer un agent", "staff_role.keep"),
)


def links_of(held: Held) -> dict[str, str]:
    """The links that these roles see, label first."""
    return {link.label: link.path for link in LINKS if not link.action or allowed(link.action, held)}
