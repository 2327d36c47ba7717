"""The columns of organisations, structures, tenures, authorisations and agreements."""

from rules.columns.word import Word

_ID = Word("Identifiant", "Identifiant technique, sans signification.", "Opaque id.")
_CAF = Word("Caf", "Caf qui tient cette ligne.", "The Caf that keeps it.")

ORGANISATION = {
    "id": _ID,
    "siret": Word("Siret", "Siret, quatorze chiffres.", "Fourteen digits."),
    "name": Word("Raison sociale", "Raison sociale du gestionnaire.", "Its name (raison sociale)."),
    "caf": Word("Caf", "Caf avec laquelle ce gestionnaire a signé.", "The Caf that it signed with."),
    "structures": Word(
        "Structures", "Nombre de structures gérées aujourd'hui.", "How many structures it runs today."
    ),
}  # fmt: skip

STRUCTURE = {
    "id": _ID,
    "id_equ": Word(
        "Idequ", "Identifiant de l'équipement (IDEQU).", "The Caf's number of the place (IDEQU), unique in a Caf."
    ),
    "name": Word("Nom", "Nom de la structure.", "Its name."),
    "kind": Word("Type", "Type de structure : EAJE.", "Code of the kind of structure, e.g. EAJE."),
    "kind_label": Word("Type", "Type de structure, en clair.", "The kind, in French."),
    "nature": Word(
        "Nature", "Nature d'activité.", "Code of the activity (nature d'activité), e.g. MULTI_ACCUEIL."
    ),
    "nature_label": Word("Nature", "Nature d'activité, en clair.", "The activity, in French."),
    "commune": Word("Commune", "Commune d'implantation.", "The town."),
    "opened_on": Word("Ouverte le", "Jour d'ouverture.", "First day of activity."),
    "closed_on": Word("Fermée le", "Dernier jour d'activité, s'il est connu.", "Last day of activity, if known."),
    "ctg_since": Word(
        "Ctg depuis le", "Convention territoriale globale : premier jour, s'il y en a une.",
        "Since when a Ctg (convention territoriale globale) covers it.",
    ),
    "caf": Word("Caf", "Caf qui finance la structure.", "The Caf that funds it."),
    "licensed_places": Word(
        "Places", "Places de l'autorisation en vigueur aujourd'hui.",
        "Places of the authorisation in force today (places agréées).",
    ),
    "organisation": Word(
        "Gestionnaire", "Gestionnaire de la structure aujourd'hui.", "The organisation that runs it today."
    ),
    "approver": Word(
        "Approbateur", "Une structure sans approbateur ne peut rien transmettre à la Caf.",
        "Whether somebody may approve its declarations today.",
    ),
}  # fmt: skip

TENURE = {
    "id": _ID,
    "organisation": Word("Gestionnaire", "Gestionnaire de la structure pendant cette gestion.", "The organisation."),
    "structure": Word("Structure", "Structure gérée.", "The structure."),
    "starts_on": Word("Du", "Premier jour de la gestion.", "First day."),
    "ends_on": Word("Au", "Dernier jour de la gestion, s'il est connu.", "Last day, if known."),
    "current": Word("État", "La gestion est à venir, en cours ou terminée.", "Is it in force today?"),
    "caf": _CAF,
}  # fmt: skip

LICENCE = {
    "id": _ID,
    "structure": Word("Structure", "Structure autorisée.", "The structure."),
    "starts_on": Word("À partir du", "Premier jour de l'autorisation.", "First day."),
    "places": Word("Places", "Places de l'autorisation d'ouverture.", "Places authorised."),
    "caf": _CAF,
}  # fmt: skip

AGREEMENT = {
    "id": _ID,
    "structure": Word("Structure", "Structure concernée.", "The structure."),
    "bonus": Word("Bonus", "Bonus que l'accord ouvre.", "What it opens."),
    "label": Word("Bonus", "Bonus que l'accord ouvre, en clair.", "The bonus, in French."),
    "starts_on": Word("Du", "Premier jour de l'accord.", "First day."),
    "ends_on": Word(
        "Au", "Dernier jour de l'accord ; vide, il vaut aussi longtemps que la gestion.",
        "Last day; null as long as the tenure runs.",
    ),
    "places": Word(
        "Places cofinancées", "Places que le signataire de la convention cofinance.",
        "Places co-funded by who has signed, where its bonus asks them.",
    ),
    "amount": Word(
        "Montant par place", "Montant par place et par an, en euros, que dit la convention.",
        "Euros per place and year that it tells, where its bonus asks them.",
    ),
    "growth": Word(
        "Progression", "Progression des places cofinancées du territoire depuis 2023, en pour cent.",
        "Growth of the places that the territory co-funds since 2023, where its bonus asks it.",
    ),
    "caf": _CAF,
}  # fmt: skip
