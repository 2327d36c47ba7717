"""What can stand in the way of a manager: grants, structures, organisations, agreements."""

from rules.codes import Code
from rules.problems.entry import Entry

HABILITATIONS = {
    Code.SELF_GRANT: Entry(
        "A manager neither grants a role to himself nor acts on a grant of his own.",
        "Vous ne pouvez pas agir sur vos propres habilitations.",
        "Adressez-vous à un autre gestionnaire des habilitations.",
    ),
    Code.NOT_A_PARTNER_ROLE: Entry(
        "Only partner roles can be granted on a structure.",
        "Le rôle « {role} » ne s'attribue pas sur une structure.",
        "Choisissez un rôle de partenaire.",
    ),
    Code.STAFF_ACCOUNT: Entry(
        "Staff accounts hold no partner role.",
        "Ce compte est celui d'un agent : il ne peut pas recevoir un rôle de partenaire.",
        "Indiquez l'adresse professionnelle d'une personne du gestionnaire.",
    ),
    Code.ALREADY_GRANTED: Entry(
        "The person already holds this role on this tenure during these days.",
        "Cette personne a déjà ce rôle sur cette structure à ces dates.",
        "Choisissez d'autres dates, ou mettez d'abord fin à l'habilitation en cours.",
    ),
    Code.ALREADY_ENDED: Entry(
        "The grant has already ended.",
        "Cette habilitation a déjà pris fin le {ended}.",
        "Aucune action n'est nécessaire.",
    ),
    Code.BAD_DATES: Entry(
        "The days are out of order, outside the tenure, or not possible for this period.",
        "Les dates ne conviennent pas : {detail}.",
        "Corrigez les dates.",
    ),
    Code.BAD_EMAIL: Entry(
        "The e-mail address cannot be one.",
        "« {given} » n'est pas une adresse électronique.",
        "Corrigez l'adresse.",
    ),
    Code.BAD_NAME: Entry(
        "The display name is empty, too long or not in one line.",
        "Le nom n'est pas valable : une ligne de {limit} caractères au plus.",
        "Indiquez le prénom et le nom de la personne.",
    ),
    Code.BAD_SIRET: Entry(
        "The text is not a SIRET: fourteen digits with a right key.",
        "« {given} » n'est pas un numéro Siret.",
        "Vérifiez les quatorze chiffres : ils figurent sur l'avis de situation de l'Insee.",
    ),
    Code.BAD_TEXT: Entry(
        "A text is empty, too long or not in one line.",
        "« {label} » n'est pas valable : une ligne de {limit} caractères au plus.",
        "Corrigez ce texte.",
    ),
    Code.UNKNOWN_CHOICE: Entry(
        "The code is none of those that are possible here.",
        "« {label} » : « {given} » n'est pas un code connu.",
        "Choisissez l'un de ceux-ci : {known}.",
    ),
    Code.NOTHING_CHOSEN: Entry(
        "Nothing was chosen where at least one is wanted.",
        "{what}.",
        "Choisissez-en au moins un.",
    ),
    Code.ALREADY_KNOWN: Entry(
        "The Caf knows the SIRET or the IDEQU already.",
        "« {given} » est déjà connu de votre Caf.",
        "Utilisez celui qui existe, ou corrigez le numéro.",
    ),
    Code.SAME_ORGANISATION: Entry(
        "The structure is already run by the organisation that would take it over.",
        "Ce gestionnaire gère déjà cette structure.",
        "Choisissez le nouveau gestionnaire.",
    ),
    Code.TENURE_OVERLAP: Entry(
        "Two organisations would run the structure on the same days.",
        "Une autre gestion de cette structure couvre déjà une partie de ces dates.",
        "Relisez les gestions de la structure, puis choisissez d'autres dates.",
    ),
    Code.BONUS_NOT_YET: Entry(
        "The agreement begins before its bonus exists.",
        "« {bonus} » n'existe que depuis le {since}.",
        "Indiquez le premier jour de l'accord, à partir de cette date.",
    ),
    Code.FIGURE_NOT_ASKED: Entry(
        "An agreement tells a figure that its bonus does not ask.",
        "« {label} » ne se dit pas de « {bonus} ».",
        "Laissez ce champ vide.",
    ),
    Code.AGREEMENT_OVERLAP: Entry(
        "Two agreements would open the same bonus for a tenure on the same days.",
        "Un autre accord ouvre déjà ce bonus à cette gestion sur une partie de ces dates.",
        "Mettez d'abord fin à cet accord, ou choisissez d'autres dates.",
    ),
    Code.AGREEMENT_USED: Entry(
        "Figures of a year of the agreement were sent: it is ended, not struck out.",
        "Des données d'une année de cet accord ont été transmises : il ne peut plus être effacé.",
        "Corrigez l'accord, ou mettez-y fin à une date.",
    ),
    Code.STRUCTURE_CLOSED: Entry(
        "The structure is closed, or will be on that day.",
        "La dernière journée d'activité de cette structure est le {closed}.",
        "Choisissez une date antérieure, ou annulez d'abord la fermeture.",
    ),
    Code.NOT_CLOSED: Entry(
        "There is no closing to undo.",
        "Aucune fermeture n'est enregistrée pour cette structure.",
        "Aucune action n'est nécessaire.",
    ),
    Code.DECLARATIONS_BEGUN: Entry(
        "Declarations that the act would have to undo are begun or sent.",
        "{why} : {declarations}.",
        "Choisissez une autre date, ou adressez-vous à un agent de traitement de votre Caf.",
    ),
}
