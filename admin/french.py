"""Piccolo admin's own words in French, where its translation is odd or leaves English."""

from piccolo_admin.translations.data import FRENCH
from piccolo_admin.translations.models import Translation

BETTER = {
    "About": "À propos de",
    "Add Row": "Ajouter",
    "Dark Mode": "Mode sombre",
    "Days": "Jours",
    "Delete": "Supprimer",
    "Edit": "Modifier :",
    "Add": "Ajouter :",
    "Export CSV": "Exporter",
    "Filter": "Filtrer",
    "Hide referencing tables": "Masquer les listes liées",
    "Light Mode": "Mode clair",
    "Links": "Pages",
    "Log Out": "Se déconnecter",
    "MFA Code": "Code du second facteur",
    "MFA Setup": "Second facteur",
    "Save": "Enregistrer",
    "Select a Column": "Choisissez une colonne",
    "Select a column to update": "Colonne à modifier",
    "Select a table in the sidebar to get started.": "Choisissez une liste ou une page dans le menu.",
    "selected result(s) on": "ligne(s) cochée(s),",
    "Show Filters": "Filtrer",
    "Hide Filters": "Masquer les filtres",
    "Show referencing tables": "Afficher les listes liées",
    "Showing": "Affichage de",
    "of": "sur",
    "Submit": "Envoyer",
    "Tables": "Listes",
    "Thanks for using Piccolo Admin.": "Cette administration s'appuie sur Piccolo Admin, un logiciel libre.",
    "Update": "Modifier",
    "Username": "Adresse électronique",
    "Welcome to": "Bienvenue :",
}
TRANSLATION = Translation(
    language_name="Français", language_code="fr", translations={**FRENCH.translations, **BETTER}
)  # fmt: skip
