"""What can be wrong with a request, whatever it asks."""

from rules.codes import Code
from rules.problems.entry import Entry

REQUESTS = {
    Code.UNAUTHENTICATED: Entry(
        "Nobody is signed in, or the session ended.",
        "Vous n'êtes pas connecté, ou votre session a pris fin.",
        "Connectez-vous avec votre adresse électronique et votre mot de passe.",
        401,
    ),
    Code.BAD_CREDENTIALS: Entry(
        "The e-mail and the password do not go together; the same answer for an unknown account.",
        "L'adresse électronique ou le mot de passe n'est pas le bon.",
        "Vérifiez votre saisie. S'il est oublié, demandez-en un nouveau par « Mot de passe oublié ? ».",
    ),
    Code.RATE_LIMITED: Entry(
        "Too many tries for this account or from this address, or too many password checks are waiting.",
        "Trop d'essais de connexion. Le prochain sera possible dans {wait}.",
        "Patientez, ou demandez un nouveau mot de passe par « Mot de passe oublié ? ».",
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
        "The object changed since it was read: the version sent is stale; or the idempotency key stands for another request.",
        "Cette donnée a été modifiée depuis que vous l'avez lue (version actuelle : {current}).",
        "Relisez-la, puis recommencez avec la version actuelle.",
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
    Code.ASKED_TOO_OFTEN: Entry(
        "One list or object is asked more often in one place than allowed, under several names.",
        "La requête demande trop de fois la même chose au même endroit ({detail} fois au plus).",
        "Posez la question en plusieurs fois, ou demandez une page plus longue.",
        400,
    ),
    Code.BAD_IDEMPOTENCY_KEY: Entry(
        "The header `Idempotency-Key` comes twice, or is not 1 to 128 visible ASCII characters without blanks or quotes.",
        "La clé d'idempotence n'a pas la forme attendue.",
        "Envoyez un seul en-tête Idempotency-Key : 1 à {limit} lettres, chiffres ou signes sans espace, un UUID par exemple.",
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
        "{what} dépasse {limit}.",
        "{todo}",
        413,
    ),
    Code.CSRF: Entry(
        "The request comes from another site.",
        "La requête vient d'un autre site.",
        "Recommencez depuis le portail.",
        403,
    ),
    Code.PDF_UNAVAILABLE: Entry(
        "This server cannot lay out PDF: the Pango library is missing.",
        "Ce serveur ne peut pas produire de Pdf : la bibliothèque Pango y manque.",
        "Signalez-le à l'exploitant, qui installe Pango (sous Debian : apt install libpangoft2-1.0-0 libharfbuzz-subset0) et"
        " redémarre le portail. En attendant, imprimez la page de la déclaration.",
        503,
    ),
    Code.PDF_BUSY: Entry(
        "Too many PDF are waiting to be laid out.",
        "Trop de récépissés sont demandés en même temps.",
        "Réessayez dans quelques instants.",
        503,
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
