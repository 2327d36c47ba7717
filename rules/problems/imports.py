"""What can be wrong with the files that a portal starts from. Told at the command line, by file, line and column."""

from rules.codes import Code
from rules.problems.entry import Entry

IMPORTS = {
    Code.IMPORT_CAF_CODE: Entry(
        "The code of a Caf is not three digits.",
        "« {given} » n'est pas un code de Caf : trois chiffres.",
        "Écrivez aussi les zéros du début (dans un tableur, mettez la colonne au format texte).",
    ),
    Code.IMPORT_NO_FILE: Entry(
        "The folder cannot be read, or holds none of the files.",
        "Aucun fichier à importer dans {folder}.",
        "Donnez un dossier qui contient l'un de ceux-ci : {known}.",
    ),
    Code.IMPORT_STRANGE_FILE: Entry(
        "A CSV file of the folder has none of the names that are read, or cannot be read.",
        "« {name} » n'est pas un fichier que l'import lit.",
        "Renommez-le comme l'un de ceux-ci : {known} ; ou retirez-le du dossier.",
    ),
    Code.IMPORT_NOT_UTF8: Entry(
        "The file is not written in UTF-8.",
        "Ce fichier n'est pas en UTF-8 : cette ligne ne peut pas être lue.",
        "Enregistrez-le de nouveau en « CSV UTF-8 ».",
    ),
    Code.IMPORT_BAD_QUOTES: Entry(
        "Quotation marks open and do not close; nothing is read below.",
        "Des guillemets ouverts sur cette ligne ne se referment pas ; la suite du fichier n'est pas lue.",
        "Doublez les guillemets qui font partie du texte, ou laissez votre tableur écrire le fichier.",
    ),
    Code.IMPORT_COLUMN_MISSING: Entry(
        "A required column is missing.",
        "La colonne « {label} » manque.",
        "Reprenez les titres du modèle (portal import --template DOSSIER).",
    ),
    Code.IMPORT_CELL_EMPTY: Entry(
        "A required cell is empty.",
        "« {label} » est vide.",
        "Complétez cette cellule, ou supprimez la ligne.",
    ),
    Code.IMPORT_TWICE: Entry(
        "Two lines of the file are about the same thing.",
        "{key} figure déjà ligne {first}.",
        "Ne gardez que la bonne ligne.",
    ),
    Code.IMPORT_UNKNOWN: Entry(
        "A line leans on something that neither the files nor the portal know.",
        "{key} ne figure ni dans {file} ni dans le portail.",
        "Ajoutez cette ligne à {file}, ou corrigez celle-ci.",
    ),
    Code.IMPORT_FIXED: Entry(
        "What is known already cannot become something else.",
        "« {label} » ne change plus une fois connu : {known}, et non {given}.",
        "Corrigez cette ligne ; un autre gestionnaire est une nouvelle gestion, un autre type une nouvelle structure.",
    ),
    Code.IMPORT_REFUSED: Entry(
        "The database refuses the line by one of its constraints.",
        "La base de données refuse cette ligne ({why}).",
        "Relisez ce que le portail sait déjà de cette structure, puis corrigez la ligne.",
    ),
    Code.IMPORT_RUNNING: Entry(
        "Another import is running.",
        "Un autre import est en cours.",
        "Attendez qu'il se termine, puis recommencez.",
    ),
}
