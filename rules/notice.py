"""The legal notice that everybody accepts before the first session opens. Source: the founding document, sign-in page."""

VERSION = "2015-04"

NOTICE = (
    "Ce service professionnel est réservé aux seules personnes habilitées. Si vous n'êtes pas l'une d'entre elles, l'accès"
    " et le maintien dans ce site pourront être poursuivis au titre de la loi n° 88-19 du 5 janvier 1988 (dite loi Godfrain),"
    " de même que les tentatives pour fausser ou entraver son fonctionnement.",
    "En accédant à ce service, vous vous engagez à limiter l'utilisation des informations auxquelles vous avez accès aux"
    " missions et finalités définies dans la convention signée entre la Caf et votre organisme.",
    "Votre hiérarchie vous a communiqué des droits d'accès qui vous sont personnellement affectés, et qui ont été notifiés"
    " au gestionnaire des habilitations de la Caf. Afin de garantir la confidentialité des données, et d'éviter toute"
    " intrusion, vous ne devez jamais communiquer ni partager votre identifiant et votre mot de passe. En cas de"
    " non-respect, votre responsabilité personnelle pourra être recherchée et la convention dénoncée.",
)
"""Its paragraphs, as the Caf publishes them."""
