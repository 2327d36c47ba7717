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
    Code.STAFF_ONLY: Entry(
        "The admin is for staff of a Caf or of the Cnaf; a partner enters by the API.",
        "L'administration est réservée aux agents des Caf et de la Cnaf : votre compte n'y entre pas.",
        "Connectez-vous à l'espace des partenaires, avec la même adresse et le même mot de passe.",
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
    Code.PASSWORDS_DIFFER: Entry(
        "On a page that asks the new password twice, the two are not the same.",
        "Les deux saisies du nouveau mot de passe ne sont pas les mêmes.",
        "Saisissez-le de nouveau, deux fois.",
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
    Code.OWN_ACCOUNT: Entry(
        "Nobody opens, closes, forces or names himself.",
        "Vous ne pouvez pas le faire pour votre propre compte.",
        "Adressez-vous à une autre personne qui en a le droit.",
    ),
    Code.PARTNER_ACCOUNT: Entry(
        "The account of a partner holds no staff role on the same days.",
        "Ce compte est celui d'un partenaire : il ne peut pas recevoir un rôle d'agent.",
        "Indiquez l'adresse professionnelle de l'agent, ou faites d'abord mettre fin à ses habilitations.",
    ),
    Code.NO_GRANT_HERE: Entry(
        "Only a Caf in which the person holds a grant that has not ended may want a new password of her.",
        "Cette personne n'a plus, ou pas encore, d'habilitation dans votre Caf.",
        "Si son compte vous paraît en danger, prévenez-la ; si elle doit saisir pour une de vos structures, habilitez-la d'abord.",
    ),
    Code.NOT_A_STAFF_ROLE: Entry(
        "Only staff roles are given to staff.",
        "Le rôle « {role} » s'attribue sur une structure, pas à un agent.",
        "Choisissez un rôle d'agent.",
    ),
    Code.CAF_WANTED: Entry(
        "The role belongs to a Caf and none was named, or it is national and one was.",
        "Le rôle « {role} » s'exerce {where}.",
        "Corrigez la Caf ou le rôle.",
    ),
    Code.ALREADY_NAMED: Entry(
        "The person already holds this staff role, here or in another Caf, during these days.",
        "Cette personne a déjà ce rôle à ces dates, dans cette Caf ou dans une autre.",
        "Choisissez d'autres dates, ou mettez d'abord fin au rôle en cours.",
    ),
    Code.CAF_EXISTS: Entry(
        "A Caf with this code exists already.",
        "Une Caf a déjà le code « {given} ».",
        "Utilisez celle qui existe, ou corrigez le code.",
    ),
    Code.BAD_CAF_CODE: Entry(
        "The code of a Caf has three letters or digits.",
        "« {given} » n'est pas un code de Caf : trois chiffres ou lettres.",
        "Corrigez le code.",
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
}
