"""The columns of declaration periods and declarations."""

from rules.columns.word import Word

_ID = Word("Identifiant", "Identifiant technique, sans signification.", "Opaque id.")
LATE_LABELS = {"YES": "oui", "NO": "non"}

PERIOD = {
    "id": _ID,
    "title": Word(
        "Intitulé", "Nom de la période de déclaration.", "Its name in French, e.g. « Actualisé janvier à juin 2025 »."
    ),
    "structure_kind": Word("Type", "Type de structure : EAJE.", "Code of the kind of structure, e.g. EAJE."),
    "structure_kind_label": Word("Type", "Type de structure, en clair.", "The same in French."),
    "kind": Word("Nature", "Prévisionnel, actualisé ou réel.", "Forecast, update or actual."),
    "kind_label": Word("Nature", "Prévisionnel, actualisé ou réel, en clair.", "The same in French."),
    "year": Word("Année", "Année déclarée.", "The year declared."),
    "observed_until": Word(
        "Données jusqu'au", "Actualisé : dernier jour des données réelles.",
        "Of an update: the last day of what happened already.",
    ),
    "opens_on": Word("Ouverture", "Ouverture.", "First day, included."),
    "due_on": Word("Échéance", "Échéance.", "Last day to be in time, included; later is late."),
    "closes_on": Word(
        "Clôture", "Clôture.", "Last day at all, included; later is refused, unless the Caf grants a delay."
    ),
    "timing": Word("Moment", "Où tombe aujourd'hui dans la période.", "Where today falls in it."),
    "timing_label": Word("Moment", "Où tombe aujourd'hui, en clair.", "The same in French."),
    "published": Word(
        "Publiée", "Une fois publiée, la période ouvre les déclarations.",
        "Are its declarations open? A draft may still change in every way.",
    ),
    "published_at": Word("Publiée le", "Publication.", "When it was first published."),
    "published_by": Word("Publiée par", "Agent qui a publié.", "The officer who published it."),
    "caf": Word("Caf", "Caf qui appelle les données.", "The Caf whose period it is."),
    "progress": Word(
        "Avancement", "Où en sont ses déclarations.",
        "How far its declarations have come, of those that the caller sees.",
    ),
}  # fmt: skip

DECLARATION = {
    "id": _ID,
    "structure": Word("Structure", "Structure qui déclare.", "The structure."),
    "organisation": Word("Gestionnaire", "Gestionnaire qui déclare.", "The organisation."),
    "kind": Word("Nature", "Prévisionnel, actualisé ou réel.", "Forecast, update or actual."),
    "year": Word("Année", "Année déclarée.", "The year declared."),
    "state": Word("État", "Où en est la déclaration.", "Where it stands."),
    "state_since": Word("Depuis le", "Jour où la déclaration est entrée dans cet état.", "Since when."),
    "due_on": Word("Échéance", "Dernier jour pour transmettre à temps, délai compris.", "Due day, delay included."),
    "late": Word("En retard", "L'échéance est passée et la Caf attend encore.", "Whether it is late."),
}  # fmt: skip
