"""The closed list of error codes: what each means, the French sentence, what to do.

A refusal is data: `Problem`. `Refused` carries one or more of them out of a resolver before anything is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.codes import Code

__all__ = ["PROBLEMS", "Code", "Entry", "Problem", "Refused", "problem"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means (English, for the docs), its French sentence and its remedy."""

    meaning: str
    sentence: str
    remedy: str
    status: int = 200


PROBLEMS: dict[Code, Entry] = {
    Code.UNAUTHENTICATED: Entry(
        "Nobody is signed in, or the session ended.",
        "Vous n'êtes pas connecté, ou votre session a pris fin.",
        "Connectez-vous avec votre adresse électronique et votre mot de passe.",
        401,
    ),
    Code.BAD_CREDENTIALS: Entry(
        "The e-mail and the password do not go together; the same answer for an unknown account.",
        "L'adresse électronique ou le mot de passe n'est pas le bon.",
        "Vérifiez votre saisie. Si le mot de passe est oublié, adressez-vous au gestionnaire des habilitations de votre Caf.",
    ),
    Code.RATE_LIMITED: Entry(
        "Too many password checks are waiting.",
        "Trop de connexions sont demandées en même temps.",
        "Réessayez dans quelques instants.",
        429,
    ),
    Code.FORBIDDEN: Entry(
        "The roles held towards this row do not allow this action.",
        "Vos habilitations ne le permettent pas. {why}",
        "Adressez-vous à une personne habilitée : {who}.",
    ),
    Code.NOT_FOUND: Entry(
        "The id names nothing that the caller can see.",
        "Cet élément n'existe pas, ou il ne vous est pas accessible.",
        "Vérifiez l'identifiant, ou demandez une habilitation à votre Caf.",
    ),
    Code.CONFLICT: Entry(
        "The object changed since it was read: the version sent is stale.",
        "Cette donnée a été modifiée depuis que vous l'avez lue (version actuelle : {current}).",
        "Relisez-la, puis recommencez avec la version actuelle.",
    ),
    Code.WRONG_STATE: Entry(
        "The act is not possible in the present state of the declaration or part.",
        "Cet acte ({act}) n'est pas possible : {what} est « {state} ».",
        "Consultez l'avancement de la déclaration.",
    ),
    Code.PERIOD_NOT_OPEN: Entry(
        "The declaration period opens later.",
        "La période de déclaration ouvre le {opens}.",
        "Revenez à partir de cette date.",
    ),
    Code.PERIOD_CLOSED: Entry(
        "The declaration period is closed.",
        "La période de déclaration est close depuis le {closed}.",
        "Adressez-vous à votre Caf : elle peut accorder un délai.",
    ),
    Code.ITEM_MISSING: Entry(
        "A required item has no value; absent is not zero.",
        "La rubrique « {label} » n'est pas renseignée.",
        "Saisissez une valeur ; s'il n'y en a pas eu, saisissez 0.",
    ),
    Code.INVALID_VALUE: Entry(
        "The value cannot be read as what the item asks.",
        "« {label} » : {given} n'est pas {expected}.",
        "Saisissez des chiffres, avec un point pour les décimales.",
    ),
    Code.OUT_OF_RANGE: Entry(
        "The value lies outside what the item can hold.",
        "« {label} » : {given} est hors des limites ({limits}).",
        "Corrigez la valeur.",
    ),
    Code.UNKNOWN_ITEM: Entry(
        "The item does not exist in this form.",
        "« {name} » n'existe pas dans ce formulaire.",
        "Consultez la liste des rubriques du formulaire.",
    ),
    Code.UNKNOWN_CONTROL: Entry(
        "A remark names a control that does not exist in this part.",
        "« {name} » n'est pas un contrôle de ce volet.",
        "Utilisez le code du contrôle affiché.",
    ),
    Code.CONTROL_BLOCKS: Entry(
        "A blocking control is not satisfied; `control` says which.",
        "{sentence}",
        "{todo}",
    ),
    Code.REMARK_WANTED: Entry(
        "A warning wants a remark before the part can be completed; `control` says which.",
        "{sentence}",
        "Corrigez la valeur ou expliquez-la par une remarque.",
    ),
    Code.TEXT_TOO_LONG: Entry(
        "A text is longer than allowed.",
        "Le texte compte {length} caractères ; {limit} au plus sont possibles.",
        "Raccourcissez le texte.",
    ),
    Code.ATTESTATION_WANTED: Entry(
        "The approver has to accept the attestation.",
        "L'attestation n'est pas acceptée.",
        "Lisez l'attestation et acceptez-la pour transmettre la déclaration.",
    ),
    Code.SELF_GRANT: Entry(
        "A manager cannot grant a role to himself.",
        "Vous ne pouvez pas vous habiliter vous-même.",
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
        "The days are out of order or outside the tenure.",
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
    Code.NO_AMOUNT: Entry(
        "The last submission has no amount that could be accepted as the right.",
        "La transmission ne donne pas de montant à valider : {reason}.",
        "Complétez les paramètres du barème, ou faites corriger la déclaration.",
    ),
    Code.BAD_REQUEST: Entry(
        "The body is not a GraphQL request.",
        "La requête n'est pas une requête GraphQL lisible : {detail}.",
        "Envoyez un objet JSON qui contient « query ».",
        400,
    ),
    Code.BAD_USER_INPUT: Entry(
        "A variable does not have the type that the schema asks.",
        "« {name} » n'a pas la forme attendue.",
        "Consultez le type attendu dans le schéma.",
        400,
    ),
    Code.BAD_CURSOR: Entry(
        "The cursor was not made by this list.",
        "Ce curseur n'est pas valable pour cette liste.",
        "Reprenez un curseur rendu par cette liste, ou repartez du début.",
    ),
    Code.PAGE_TOO_LONG: Entry(
        "`first` lies outside 1 to the longest page.",
        "« first » vaut {given} ; il doit être compris entre 1 et {limit}.",
        "Demandez des pages plus courtes et suivez le curseur.",
    ),
    Code.GRAPHQL_PARSE_FAILED: Entry(
        "The document is not GraphQL.",
        "Le document n'est pas du GraphQL : {detail}.",
        "Corrigez le document à l'endroit indiqué.",
        400,
    ),
    Code.GRAPHQL_VALIDATION_FAILED: Entry(
        "The document does not fit the schema.",
        "Le document ne correspond pas au schéma : {detail}.",
        "Consultez le schéma publié sous /schema.graphql.",
        400,
    ),
    Code.OPERATION_RESOLUTION_FAILURE: Entry(
        "The document holds several operations, or none of that name.",
        "L'opération à exécuter n'est pas désignée sans ambiguïté.",
        "Indiquez « operationName ».",
        400,
    ),
    Code.ONE_ACT_AT_A_TIME: Entry(
        "A request holds more than one mutation field.",
        "Une requête ne peut contenir qu'un seul acte.",
        "Envoyez les actes l'un après l'autre.",
        400,
    ),
    Code.QUERY_TOO_DEEP: Entry(
        "The document is nested deeper than allowed.",
        "La requête compte trop de niveaux ({detail} au plus).",
        "Posez la question en plusieurs fois.",
        400,
    ),
    Code.UNSUPPORTED_MEDIA_TYPE: Entry(
        "Only application/json is read.",
        "Seul le type application/json est lu.",
        "Envoyez l'en-tête Content-Type: application/json.",
        415,
    ),
    Code.METHOD_NOT_ALLOWED: Entry(
        "The HTTP method is not answered here; the header `Allow` names those that are.",
        "Cette méthode HTTP n'est pas possible ici.",
        "Utilisez une méthode que nomme l'en-tête Allow ; une requête GraphQL s'envoie par POST.",
        405,
    ),
    Code.PAYLOAD_TOO_LARGE: Entry(
        "The body is too large.",
        "La requête est trop volumineuse ({limit} octets au plus).",
        "Réduisez la requête.",
        413,
    ),
    Code.CSRF: Entry(
        "The request comes from another site.",
        "La requête vient d'un autre site.",
        "Recommencez depuis le portail.",
        403,
    ),
    Code.SERVICE_UNAVAILABLE: Entry(
        "The database does not answer for the moment.",
        "Le service est momentanément indisponible.",
        "Réessayez dans quelques instants. Si vous veniez d'enregistrer, relisez d'abord la donnée.",
        503,
    ),
    Code.INTERNAL_ERROR: Entry(
        "An accident on our side; the incident id finds it in the log.",
        "Une erreur est survenue de notre côté (incident {incident}).",
        "Réessayez ; si l'erreur persiste, communiquez le numéro d'incident à votre Caf.",
        500,
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: its code, where it lies, French words and what to do."""

    code: Code
    message: str
    remedy: str
    path: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


def problem(code: Code, *path: str, details: Mapping[str, object] | None = None, **words: object) -> Problem:
    """Make a problem: `words` fill its sentences, `details` go to the machine."""
    entry = PROBLEMS[code]
    return Problem(code, entry.sentence.format(**words), entry.remedy.format(**words), path, details or {})


class Refused(Exception):
    """An act that cannot be done, with every reason at once. Nothing is written."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems
