"""The acts of the audit trail: what each is called in French, and which staff read that it was done or refused.

Partners read whatever was done or tried on their own tenures. Of a draft an officer reads only its state and dates, so
that what partners do among themselves is not told to him; a manager reads of grants, people and structures, never of
declarations; the Cnaf of the staff and the Cafs.
"""

from dataclasses import dataclass
from enum import StrEnum

from rules.policy import MANAGER, NATIONAL, OFFICER, Role
from rules.workflow import ACT_LABELS, STEPS


class Outcome(StrEnum):
    """What became of an act."""

    DONE = "DONE"
    REFUSED = "REFUSED"


OUTCOME_LABELS = {Outcome.DONE: "fait", Outcome.REFUSED: "refusé"}


class Door(StrEnum):
    """Through which door it came."""

    API = "API"
    ADMIN = "ADMIN"
    TOKEN = "TOKEN"  # noqa: S105 - the name of a door
    COMMAND_LINE = "COMMAND_LINE"


DOOR_LABELS = {
    Door.API: "portail", Door.ADMIN: "administration", Door.TOKEN: "jeton d'accès", Door.COMMAND_LINE: "ligne de commande",
}  # fmt: skip

OBJECT_LABELS = {
    "Caf": "Caf", "Organisation": "gestionnaire", "Structure": "structure", "Tenure": "gestion",
    "Agreement": "accord", "Person": "personne",
    "RoleGrant": "habilitation", "AccountOpening": "compte demandé", "StaffRole": "rôle d'agent", "Period": "période",
    "Declaration": "déclaration", "GroupAccounts": "total analytique", "Session": "session",
    "Release": "publication des moyennes",
}  # fmt: skip
"""What an act is about, by the name of its type."""

Told = frozenset[Role]
_OWN: Told = frozenset()
_OF_CAF, _OF_LIFE, _OF_CNAF = frozenset({MANAGER}), frozenset({MANAGER, OFFICER}), frozenset({NATIONAL})
_OF_PERIOD = frozenset({OFFICER})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of act: its name in French, and the staff who read of it."""

    label: str
    told: Told = _OWN


TRAIL: dict[str, Kind] = {
    **{act.value: Kind(label, _OF_PERIOD if STEPS[act].told_to_caf else _OWN) for act, label in ACT_LABELS.items()},
    "stateGroupAccounts": Kind("indiquer le total analytique de plusieurs structures"),
    "openPeriod": Kind("préparer une période", _OF_PERIOD),
    "changePeriod": Kind("changer les jours d'une période", _OF_PERIOD),
    "publishPeriod": Kind("publier une période", _OF_PERIOD),
    "addOrganisation": Kind("enregistrer un gestionnaire", _OF_LIFE),
    "renameOrganisation": Kind("corriger le nom d'un gestionnaire", _OF_LIFE),
    "addStructure": Kind("enregistrer une structure", _OF_LIFE),
    "changeStructure": Kind("corriger une structure", _OF_LIFE),
    "changeLicence": Kind("enregistrer les places autorisées", _OF_LIFE),
    "recordAgreement": Kind("enregistrer un accord qui ouvre un bonus", _OF_LIFE),
    "endAgreement": Kind("mettre fin à un accord qui ouvre un bonus", _OF_LIFE),
    "transferStructure": Kind("changer le gestionnaire d'une structure", _OF_LIFE),
    "closeStructure": Kind("fermer une structure", _OF_LIFE),
    "reopenStructure": Kind("rouvrir une structure", _OF_LIFE),
    "grantRole": Kind("habiliter une personne", _OF_CAF),
    "grantRoles": Kind("habiliter une personne sur plusieurs structures", _OF_CAF),
    "activateRoleGrant": Kind("mettre une habilitation en service", _OF_CAF),
    "suspendRoleGrant": Kind("suspendre une habilitation", _OF_CAF),
    "endRoleGrant": Kind("mettre fin à une habilitation", _OF_CAF),
    "openAccount": Kind("demander l'ouverture d'un compte", _OF_CAF | _OF_CNAF),
    "sendOpeningAgain": Kind("renvoyer le lien d'ouverture d'un compte", _OF_CAF | _OF_CNAF),
    "forcePasswordChange": Kind("exiger un nouveau mot de passe", _OF_CAF | _OF_CNAF),
    "nameStaff": Kind("nommer un agent", _OF_CNAF),
    "endStaffRole": Kind("mettre fin au rôle d'un agent", _OF_CNAF),
    "deactivateAccount": Kind("désactiver un compte", _OF_CNAF),
    "reactivateAccount": Kind("réactiver un compte", _OF_CNAF),
    "openCaf": Kind("ouvrir une Caf", _OF_CNAF),
    "renameCaf": Kind("corriger le nom d'une Caf", _OF_CNAF),
    "signIn": Kind("se connecter"),
    "signOut": Kind("se déconnecter"),
    "changePassword": Kind("changer son mot de passe"),
    "acceptNotice": Kind("accepter les mentions légales"),
    "beginSecondFactor": Kind("préparer un second facteur"),
    "enableSecondFactor": Kind("mettre un second facteur en service"),
    "confirmSecondFactor": Kind("donner le code du second facteur"),
    "removeSecondFactor": Kind("retirer un second facteur"),
    "requestPasswordReset": Kind("demander un nouveau mot de passe"),
    "useLink": Kind("choisir son mot de passe par un lien"),
    "endSession": Kind("fermer une de ses sessions"),
    "endOtherSessions": Kind("fermer ses autres sessions"),
    "init": Kind("ouvrir le premier compte de la Cnaf", _OF_CNAF),
    "import": Kind("importer des données", _OF_CNAF),
    "release": Kind("publier les moyennes d'une année", _OF_CNAF),
    "recompute": Kind("recalculer les estimations des brouillons", _OF_CNAF),
    "sealAgain": Kind("sceller de nouveau les seconds facteurs", _OF_CNAF),
    "purgeReads": Kind("effacer les lectures anciennes du journal", _OF_CNAF),
}
"""Every act that leaves a row, by the name of its mutation or of what was done at the command line."""


def label(act: str) -> str:
    """What an act is called in French; one that is no longer done keeps its name."""
    return TRAIL[act].label if act in TRAIL else act


def told(act: str, outcome: Outcome, caf: int | None, *, by_officer: bool = False) -> Told:
    """Which staff read of it: of a Caf's matters those of that Caf, of what falls in none the Cnaf.

    What partners tried in vain on a declaration is not for its officers; what officers did is.
    """
    of_kind = TRAIL[act].told
    if act in ACT_LABELS:
        return _OF_PERIOD if by_officer or (outcome is Outcome.DONE and of_kind) else _OWN
    if of_kind == _OF_CAF | _OF_CNAF:
        return _OF_CNAF if caf is None else _OF_CAF
    return of_kind
