"""What can stand in the way of an account: signing in, its steps, its links, staff named by the Cnaf."""

from rules.codes import Code
from rules.problems.entry import Entry

ACCOUNTS = {
    Code.SIGN_IN_INCOMPLETE: Entry(
        "The session waits for the steps in `steps` before it opens anything.",
        "Votre connexion n'est pas terminée. Il reste à {steps}.",
        "Terminez ces étapes, puis recommencez.",
        403,
    ),
    Code.BAD_CODE: Entry(
        "The code of the second factor is wrong, too old or used already.",
        "Ce code n'est pas le bon, ou il a déjà servi.",
        "Attendez le code suivant de votre application, ou utilisez un code de secours.",
    ),
    Code.LINK_NOT_VALID: Entry(
        "The one-time link is unknown, used or too old; the same answer for all three.",
        "Ce lien n'est plus valable : il a déjà servi, ou il a expiré.",
        "Demandez un nouveau lien par « Mot de passe oublié ? ».",
    ),
    Code.WEAK_PASSWORD: Entry(
        "The new password is too short, too long, guessable, or the one in use.",
        "Ce mot de passe ne convient pas : {why}.",
        "Choisissez une phrase de plusieurs mots que vous seul connaissez.",
    ),
    Code.NOTICE_WANTED: Entry(
        "The legal notice has to be accepted.",
        "L'avertissement légal n'est pas accepté.",
        "Lisez l'avertissement et acceptez-le pour accéder au portail.",
    ),
    Code.ALREADY_PROTECTED: Entry(
        "A second factor is in service already.",
        "Un second facteur est déjà en service sur ce compte.",
        "Retirez-le d'abord, avec l'un de ses codes, pour le remplacer.",
    ),
    Code.NO_SECOND_FACTOR: Entry(
        "There is no second factor to confirm or to remove.",
        "Aucun second facteur n'est en place sur ce compte.",
        "Mettez-en un en place depuis « Mon compte ».",
    ),
    Code.NO_SUCH_ACCOUNT: Entry(
        "Nobody has an account at that address; told at the command line only.",
        "Aucun compte n'a l'adresse {given}.",
        "Corrigez l'adresse.",
    ),
    Code.NATIONAL_EXISTS: Entry(
        "An account of the Cnaf is in service already; told at the command line only.",
        "Un compte de la Cnaf est déjà en service : {email}.",
        "Ouvrez les autres comptes depuis celui-ci. S'il ne sert plus à personne, ajoutez --again.",
    ),
    Code.PARTNER_ACCOUNT: Entry(
        "The account holds partner roles: it cannot have a staff role as well.",
        "Ce compte a des habilitations de partenaire : il ne peut pas être aussi celui d'un agent.",
        "Donnez l'adresse professionnelle d'une personne qui n'en a pas, ou mettez-y d'abord fin.",
    ),
}
