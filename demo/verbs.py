"""The verbs of the stories: with which details each act is told, and what its answer may be expected to say."""

from collections.abc import Mapping

COMMON = {"le", "qui", "fait", "récit", "réponse"}
_PART = {"déclaration", "volet"}
_BACK = {"déclaration", "volets", "rubriques", "motif", "jusqu'au"}
DETAILS: Mapping[str, set[str]] = {
    "habilite": {"personne", "rôles", "structures"},
    "ouvre une période": {"période", "ouvre", "échéance", "clôture"},
    "publie": {"période"},
    "enregistre": {*_PART, "saisie", "remarques", "version"},
    "colle": {*_PART, "lignes", "applique"},
    "lit l'infobulle": {*_PART, "rubrique"},
    "termine": _PART,
    "rouvre le volet": _PART,
    "renvoie le volet": {*_PART, "motif"},
    "indique le total commun": {"structures", "période", "total"},
    "approuve": {"déclaration", "atteste"},
    "retire": {"déclaration"},
    "vérifie le reçu": {"déclaration"},
    "prend en charge": {"déclaration"},
    "retourne": _BACK,
    "valide": {"déclaration"},
    "rouvre": _BACK,
    "annule": {"déclaration", "motif"},
    "accorde un délai": {"déclaration", "motif", "jusqu'au"},
    "consulte": {"déclaration"},
    "regarde ses structures": set(),
    "regarde ce qui l'attend": set(),
    "suit la liste": {"période"},
}
"""What each act is told with, all of it but what is `OPTIONAL`."""

OPTIONAL = {"saisie", "remarques", "version", "rubriques", "jusqu'au"}

TOLD = {
    "refus", "état", "introuvable", "caché", "estimation", "psu", "droit", "estimation transmise", "total des charges",
    "résultat", "chiffres", "bloquants", "bloquants cachés", "à expliquer", "structures", "avancement", "échéance",
    "suivi", "transmissions", "motif du volet activité", "motif du volet financier", "remarques du volet activité",
    "remarques du volet financier", "ratios", "infobulle", "année précédente", "écart", "ouvertes", "authentique",
    "attend", "liste",
}  # fmt: skip
"""What an answer may be expected to say."""
