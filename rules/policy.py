"""Who may do what: THE permission table, and the only place where a right is written.

A verdict depends on the action and on the roles a person holds *towards one row* (on its tenure for a
partner, on its Caf for staff), never on what the row contains. Acts also obey `workflow`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be towards a structure (partner roles) or a Caf (staff roles)."""

    ACTIVITY_DATA_PROVIDER = "ACTIVITY_DATA_PROVIDER"
    FINANCIAL_DATA_PROVIDER = "FINANCIAL_DATA_PROVIDER"
    APPROVER = "APPROVER"
    HABILITATION_MANAGER = "HABILITATION_MANAGER"
    DECLARATION_OFFICER = "DECLARATION_OFFICER"
    NATIONAL = "NATIONAL"


class Reach(StrEnum):
    """How far a right goes: which rows a role is held towards."""

    OWN_TENURES = "OWN_TENURES"
    OWN_CAF = "OWN_CAF"
    NATIONAL = "NATIONAL"
    SELF = "SELF"
    PUBLIC = "PUBLIC"


ACTIVITY, FINANCE, APPROVER = Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER
MANAGER, OFFICER, NATIONAL = Role.HABILITATION_MANAGER, Role.DECLARATION_OFFICER, Role.NATIONAL
PARTNERS = frozenset({ACTIVITY, FINANCE, APPROVER})
STAFF = frozenset({MANAGER, OFFICER, NATIONAL})

REACH = {
    ACTIVITY: Reach.OWN_TENURES,
    FINANCE: Reach.OWN_TENURES,
    APPROVER: Reach.OWN_TENURES,
    MANAGER: Reach.OWN_CAF,
    OFFICER: Reach.OWN_CAF,
    NATIONAL: Reach.NATIONAL,
}

ROLE_LABELS = {
    ACTIVITY: "fournisseur de données d'activité",
    FINANCE: "fournisseur de données financières",
    APPROVER: "approbateur",
    MANAGER: "gestionnaire des habilitations de la Caf",
    OFFICER: "agent de traitement de la Caf",
    NATIONAL: "Cnaf",
}

REACH_LABELS = {
    Reach.OWN_TENURES: "les gestions pour lesquelles la personne est habilitée",
    Reach.OWN_CAF: "sa Caf",
    Reach.NATIONAL: "toutes les Caf",
    Reach.SELF: "soi-même",
    Reach.PUBLIC: "tous",
}


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the table: the roles that may do an action, or the reach that needs no role."""

    action: str
    roles: frozenset[Role]
    why: str
    reach: Reach | None = None


def _table(*rows: Right) -> dict[str, Right]:
    table = {row.action: row for row in rows}
    if len(table) != len(rows):
        raise ValueError("an action stands twice in the permission table")
    return table


def _may(action: str, roles: Iterable[Role], why: str) -> Right:
    return Right(action, frozenset(roles), why)


POLICY = _table(
    Right("session.open", frozenset(), "Chacun peut se connecter.", Reach.PUBLIC),
    Right("caf.read", frozenset(), "Le nom et le code d'une Caf sont publics.", Reach.PUBLIC),
    Right("period.read", frozenset(), "Le calendrier des appels de données est connu de tous.", Reach.PUBLIC),
    Right("receipt.verify", frozenset(), "Quiconque tient un récépissé peut vérifier qu'il est authentique.", Reach.PUBLIC),
    Right("statistics.read", frozenset(), "Les moyennes publiées sont les mêmes pour tous.", Reach.PUBLIC),
    Right("parameter.read", frozenset(), "Les valeurs de la loi sont publiques.", Reach.PUBLIC),
    Right("viewer.read", frozenset(), "Chacun lit son propre compte.", Reach.SELF),
    Right("account.own", frozenset(), "Chacun tient son propre compte.", Reach.SELF),
    _may("organisation.read", PARTNERS | STAFF, "Un gestionnaire est connu de ses habilités et de sa Caf."),
    _may("structure.read", PARTNERS | STAFF, "Une structure est connue de ses habilités et de sa Caf."),
    _may("tenure.read", PARTNERS | STAFF, "Une gestion est connue de ses habilités et de sa Caf."),
    _may("organisation.keep", {MANAGER}, "Les gestionnaires sont tenus à jour par le gestionnaire des habilitations de leur Caf."),
    _may("structure.keep", {MANAGER}, "Les structures sont tenues à jour par le gestionnaire des habilitations de leur Caf."),
    _may("tenure.keep", {MANAGER}, "Les changements de gestionnaire sont enregistrés par le gestionnaire des habilitations de la Caf de la structure."),
    _may("agreement.read", PARTNERS | {MANAGER, OFFICER}, "Les accords qui ouvrent un bonus sont connus des habilités de la gestion concernée et des agents de sa Caf."),
    _may("agreement.keep", {MANAGER}, "Les accords qui ouvrent un bonus sont tenus à jour par le gestionnaire des habilitations de la Caf de la structure."),
    _may("role_grant.read", PARTNERS | {MANAGER}, "Les habilitations d'une structure sont connues de ses habilités et du gestionnaire des habilitations de sa Caf."),
    _may("role_grant.grant", {MANAGER}, "Seul le gestionnaire des habilitations de la Caf de la structure habilite une personne."),
    _may("role_grant.end", {MANAGER}, "Seul le gestionnaire des habilitations de la Caf de la structure met fin à une habilitation."),
    _may("role_grant.activate", {MANAGER}, "Seul le gestionnaire des habilitations de la Caf de la structure met une habilitation en service."),
    _may("role_grant.suspend", {MANAGER}, "Seul le gestionnaire des habilitations de la Caf de la structure suspend une habilitation."),
    _may("access.read", PARTNERS | {MANAGER}, "Qui voit les données d'une structure est dit à ses habilités et au gestionnaire des habilitations de sa Caf."),
    _may("person.read", {MANAGER, NATIONAL}, "Une personne est connue de la Caf qui lui a ouvert un compte ou l'a habilitée ; un agent, de la Cnaf."),
    _may("account.open", {MANAGER, NATIONAL}, "Un compte est ouvert par un gestionnaire des habilitations ou par la Cnaf ; son titulaire seul en choisit le mot de passe."),
    _may("account.force_change", {MANAGER, NATIONAL}, "Un nouveau mot de passe est exigé par qui répond de la personne : une Caf qui l'habilite ou, pour un agent, la Cnaf."),
    _may("account.activate", {NATIONAL}, "La Cnaf désactive un compte et le réactive."),
    _may("staff_role.read", {NATIONAL}, "Les rôles des agents sont connus de la Cnaf, qui les donne."),
    _may("staff_role.keep", {NATIONAL}, "La Cnaf nomme les gestionnaires des habilitations et les agents de traitement."),
    _may("caf.keep", {NATIONAL}, "La Cnaf ouvre les Caf et tient leur nom à jour."),
    _may("mail.read", {MANAGER, NATIONAL}, "Le sort d'un courriel est connu du gestionnaire des habilitations de la Caf concernée, ou de la Cnaf."),
    _may("declaration.read", PARTNERS | {OFFICER}, "L'avancement d'une déclaration est suivi par ses habilités et par les agents de traitement de sa Caf."),
    _may("activity.read", PARTNERS, "Les données d'activité sont lues par ceux qui préparent la déclaration ; la Caf les lit une fois transmises."),
    _may("activity.write", {ACTIVITY}, "Les données d'activité sont saisies par leur fournisseur."),
    _may("activity.complete", {ACTIVITY}, "La saisie de l'activité est terminée par son fournisseur."),
    _may("activity.reopen", {ACTIVITY}, "Le volet activité est rouvert par son fournisseur, avant l'approbation."),
    _may("finance.read", {FINANCE, APPROVER}, "Les comptes sont lus par ceux qui en répondent ; la Caf les lit une fois transmis."),
    _may("finance.totals", PARTNERS, "Les totaux financiers sont lus par ceux qui préparent la déclaration."),
    _may("finance.write", {FINANCE}, "Les données financières sont saisies par leur fournisseur."),
    _may("finance.complete", {FINANCE}, "La saisie financière est terminée par son fournisseur."),
    _may("finance.reopen", {FINANCE}, "Le volet financier est rouvert par son fournisseur, avant l'approbation."),
    _may("group_accounts.read", {FINANCE, APPROVER}, "Le total analytique de plusieurs structures est lu par ceux qui répondent des comptes de chacune."),
    _may("group_accounts.state", {FINANCE}, "Le total analytique de plusieurs structures est indiqué par le fournisseur des données financières de chacune."),
    _may("estimate.read", PARTNERS, "L'estimation du droit est lue par ceux qui préparent la déclaration."),
    _may("simulation.project", PARTNERS | {OFFICER}, "Un projet est simulé par les habilités d'une structure et par les agents de traitement d'une Caf ; rien n'en est enregistré."),
    _may("controls.read", PARTNERS, "Les contrôles sont lus par ceux qui préparent la déclaration."),
    _may("controls.accounts", {FINANCE, APPROVER}, "Les contrôles qui citent les comptes sont lus par ceux qui en répondent."),
    _may("declaration.approve", {APPROVER}, "L'approbateur vérifie la déclaration et engage la responsabilité du partenaire."),
    _may("declaration.send_back", {APPROVER}, "L'approbateur renvoie un volet à son fournisseur, avec un motif."),
    _may("declaration.withdraw", {APPROVER}, "L'approbateur peut retirer sa transmission tant que la Caf ne l'a pas prise en charge."),
    _may("declaration.take", {OFFICER}, "Un agent de traitement de la Caf prend la déclaration en charge."),
    _may("declaration.return", {OFFICER}, "Un agent de traitement de la Caf retourne la déclaration, avec un motif ; il ne la corrige pas."),
    _may("declaration.accept", {OFFICER}, "Un agent de traitement de la Caf valide la déclaration."),
    _may("declaration.reopen", {OFFICER}, "Un agent de traitement de la Caf rouvre une déclaration validée, avec un motif."),
    _may("declaration.cancel", {OFFICER}, "Un agent de traitement de la Caf annule une déclaration, avec un motif."),
    _may("declaration.delay", {OFFICER}, "Un agent de traitement de la Caf accorde un délai à une structure."),
    _may("period.keep", {OFFICER}, "Les agents de traitement de la Caf fixent et publient ses périodes de déclaration."),
    _may("timeline.read", PARTNERS | {OFFICER}, "Le suivi d'une déclaration est lu par ses habilités et, depuis la transmission, par les agents de traitement de sa Caf."),
    _may("history.read", PARTNERS | STAFF, "L'historique est lu par les habilités d'une structure et, pour ce qui les regarde, par les agents de sa Caf ou de la Cnaf."),
    _may("submission.read", PARTNERS | {OFFICER}, "Une transmission est lue par ses habilités et par les agents de traitement de sa Caf."),
    _may("receipt.read", PARTNERS | {OFFICER}, "Le récépissé d'une transmission est délivré à ses habilités et aux agents de traitement de sa Caf."),
    _may("activity.figures", PARTNERS | {OFFICER}, "Les chiffres d'activité sont lus par les habilités et, une fois transmis, par les agents de traitement de la Caf."),
    _may("finance.figures", {FINANCE, APPROVER, OFFICER}, "Les comptes sont lus par ceux qui en répondent et, une fois transmis, par les agents de traitement de la Caf."),
    _may("totals.figures", PARTNERS | {OFFICER}, "Les totaux financiers sont lus par les habilités et, une fois transmis, par les agents de traitement de la Caf."),
    _may("estimate.figures", PARTNERS | {OFFICER}, "Une estimation et son détail sont lus par les habilités et, une fois transmise, par les agents de traitement de la Caf."),
    _may("ratio.read", PARTNERS | {OFFICER}, "Les ratios d'une structure sont lus par ses habilités et par les agents de traitement de sa Caf."),
    _may("right.read", PARTNERS | {OFFICER}, "Le droit est lu par les habilités et par les agents de traitement de la Caf."),
)  # fmt: skip


class UnknownAction(LookupError):
    """An action that the table does not name: always an error, never a yes."""


def right(action: str) -> Right:
    """The row of an action; an unknown one is an error."""
    try:
        return POLICY[action]
    except KeyError:
        raise UnknownAction(action) from None


def allowed(action: str, held: frozenset[Role]) -> bool:
    """May somebody who holds these roles towards a row do this action on it?"""
    row = right(action)
    return row.reach in (Reach.PUBLIC, Reach.SELF) or not row.roles.isdisjoint(held)


def required_roles(action: str) -> tuple[Role, ...]:
    """The roles that may do an action, in the order of the `Role` list."""
    return tuple(role for role in Role if role in right(action).roles)


def who_may(action: str) -> str:
    """The roles that may do an action, in French, as a sentence names them."""
    return ", ".join(ROLE_LABELS[role] for role in required_roles(action))


def entitled(action: str) -> dict[str, str]:
    """Why only some may do an action, and who: the words of its refusal and, beforehand, of the schema and the docs."""
    return {"why": right(action).why, "who": who_may(action)}


def told(action: str) -> str:
    """The same as one text; short where everybody may."""
    row = right(action)
    if row.reach is Reach.PUBLIC:
        return "Public."
    return row.why if row.reach is not None else "{why} Habilités : {who}.".format(**entitled(action))
