"""What can stand in the way of a declaration, a period or a release."""

from rules.codes import Code
from rules.problems.entry import Entry

DECLARATIONS = {
    Code.WRONG_STATE: Entry(
        "The act is not possible in the present state of the declaration, part or grant.",
        "Cet acte ({act}) n'est pas possible : {what} est à l'état « {state} ».",
        "Relisez son état actuel avant d'aller plus loin.",
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
    Code.PERIOD_EXISTS: Entry(
        "The Caf has a period for this kind of declaration, year and last day observed already.",
        "La période « {name} » existe déjà.",
        "Changez ses dates ou publiez-la.",
    ),
    Code.NOTHING_TO_OPEN: Entry(
        "The period is published, and every structure that it is about has, or had, its declaration.",
        "La période « {name} » est déjà publiée, et aucune déclaration n'y reste à ouvrir.",
        "Aucune action n'est nécessaire. Une déclaration annulée se rouvre en cochant sa structure.",
    ),
    Code.ITEM_MISSING: Entry(
        "A required item has no value; absent is not zero.",
        "La rubrique « {label} » n'est pas renseignée.",
        "{todo}",
    ),
    Code.INVALID_VALUE: Entry(
        "The value cannot be read as what the item asks.",
        "« {label} » : {given} n'est pas {expected}.",
        "Saisissez un nombre en chiffres, avec une virgule pour les décimales.",
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
        "{todo}",
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
    Code.REASON_WANTED: Entry(
        "The act wants a reason, read by those whom it concerns.",
        "Le motif n'est pas indiqué.",
        "Dites en quelques mots ce qui est attendu : le motif est lu par ceux que cet acte concerne.",
    ),
    Code.PART_WANTED: Entry(
        "The act has to name at least one part of the declaration.",
        "Aucun volet n'est désigné.",
        "Désignez le volet à corriger, ou les deux.",
    ),
    Code.DELAY_WANTED: Entry(
        "The period is closed, or the delay does not go beyond what stands already.",
        "Sans nouveau délai, rien ne pourrait être corrigé : la période est close depuis le {closed}.",
        "Indiquez jusqu'à quel jour la correction est attendue.",
    ),
    Code.OTHER_FORM: Entry(
        "The figures are those of the form of another kind of structure.",
        "Ce formulaire n'est pas celui de cette structure.",
        "Utilisez le formulaire que la déclaration annonce.",
    ),
    Code.NOT_A_GROUP: Entry(
        "The declarations do not belong together: several structures of one organisation, one kind, one year.",
        "Ces déclarations ne forment pas un ensemble : {detail}.",
        "Désignez les déclarations d'au moins deux structures du même gestionnaire, du même type (prévisionnel ou réel) et de la même année.",
    ),
    Code.ALREADY_STATED: Entry(
        "The total of this organisation, kind and year is kept by somebody who answers for more structures.",
        "Le total analytique de ce gestionnaire est déjà indiqué pour cet exercice.",
        "Adressez-vous à la personne qui répond des comptes de toutes les structures concernées.",
    ),
    Code.NO_AMOUNT: Entry(
        "The last submission has no amount that could be accepted as the right.",
        "La transmission ne donne pas de montant à valider : {reason}.",
        "Complétez les paramètres du barème, ou faites corriger la déclaration.",
    ),
    Code.ALREADY_RELEASED: Entry(
        "The statistics of that kind and year were released; there is never a second release, that could be subtracted.",
        "Les moyennes {year} ({kind}) sont déjà publiées, le {released}.",
        "Une diffusion est définitive : une seconde pourrait être soustraite de la première, et révéler une structure.",
    ),
    Code.RELEASE_RUNNING: Entry(
        "Another process is releasing the statistics of that kind and year.",
        "Une autre diffusion des moyennes {year} ({kind}) est en cours.",
        "Attendez qu'elle se termine : il n'y en a qu'une par année.",
    ),
    Code.NOTHING_TO_RELEASE: Entry(
        "No structure of that kind and year has all its ratios for the whole year.",
        "Aucune structure n'entre dans les moyennes {year} ({kind}).",
        "Attendez que des déclarations du réel de cette année soient validées.",
    ),
}
