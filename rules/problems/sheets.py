"""What can be wrong with a file or a paste."""

from rules.codes import Code
from rules.problems.entry import Entry

SHEETS = {
    Code.SHEET_NOT_READ: Entry(
        "The file is none that is read (CSV, XLSX, ODS), whatever its name says.",
        "Ce fichier n'est pas un tableau lisible ici : {detail}.",
        "Envoyez un fichier XLSX (Excel), ODS (LibreOffice) ou CSV ; le modèle à remplir se télécharge sur la déclaration.",
    ),
    Code.SHEET_BROKEN: Entry(
        "The file is damaged, or cut short.",
        "Le fichier est abîmé ou incomplet : il ne peut pas être ouvert.",
        "Ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis renvoyez-le.",
    ),
    Code.SHEET_ENCRYPTED: Entry(
        "The workbook is protected by a password.",
        "Le classeur est protégé par un mot de passe.",
        "Enregistrez-en une copie sans mot de passe, puis renvoyez-la.",
    ),
    Code.SHEET_TOO_LARGE: Entry(
        "The table has more sheets, rows, columns or content than is read.",
        "Le tableau est trop grand : {detail}.",
        "Ne gardez que les rubriques de la déclaration, ou partez du modèle.",
    ),
    Code.SHEET_NO_TABLE: Entry(
        "No row of titles was found, and the lines cannot be read without.",
        "Aucune ligne de titres n'a été trouvée : il faut au moins « Rubrique » ou « Code », et « Valeur ».",
        "Reprenez les titres du modèle.",
    ),
    Code.SHEET_UNKNOWN_COLUMN: Entry(
        "A column is not one of the template.",
        "La colonne « {name} » n'est pas attendue.",
        "Supprimez cette colonne, ou donnez-lui un titre du modèle.",
    ),
    Code.SHEET_UNKNOWN_LINE: Entry(
        "A line with a value names no item of this part.",
        "« {name} » n'est pas une rubrique de ce volet.",
        "Reprenez le libellé ou le code du modèle, ou videz la valeur de cette ligne.",
    ),
    Code.SHEET_AMBIGUOUS_LINE: Entry(
        "The code and the label of a line name two different items.",
        "Le code « {given} » et le libellé « {name} » désignent deux rubriques différentes.",
        "Corrigez l'un des deux.",
    ),
    Code.SHEET_TWICE: Entry(
        "The same item, or the same column, stands twice.",
        "« {label} » figure déjà dans la cellule {first}.",
        "Ne gardez que la bonne valeur.",
    ),
    Code.SHEET_COMPUTED: Entry(
        "A figure was typed for an item that is computed.",
        "« {label} » : le portail calcule cette valeur, elle ne se saisit pas.",
        "Videz cette cellule, ou supprimez la ligne.",
    ),
    Code.SHEET_OTHER_COLUMN: Entry(
        "The value stands in a column that this item does not have.",
        "« {label} » se saisit dans la colonne « {column} ».",
        "Déplacez la valeur.",
    ),
    Code.SHEET_OTHER_UNIT: Entry(
        "The unit beside the value is not the item's.",
        "« {label} » se saisit dans l'unité « {unit} », et non « {given} ».",
        "Convertissez la valeur et reprenez l'unité du modèle.",
    ),
    Code.SHEET_FORMULA: Entry(
        "The cell holds a formula and no result.",
        "La cellule contient une formule sans résultat enregistré.",
        "Remplacez la formule par sa valeur (copier, puis collage spécial « valeurs »).",
    ),
    Code.SHEET_ERROR_CELL: Entry(
        "The cell holds an error of the spreadsheet.",
        "La cellule contient une erreur du tableur.",
        "Corrigez la formule, ou saisissez la valeur.",
    ),
    Code.SHEET_MERGED: Entry(
        "Merged cells cover a value.",
        "Des cellules fusionnées recouvrent la valeur de « {label} ».",
        "Annulez la fusion : une cellule pour chaque valeur.",
    ),
    Code.SHEET_PERIOD_INCOMPLETE: Entry(
        "A period of places lacks its first day, its last day or its places.",
        "Une période demande un début, une fin et un nombre de places.",
        "Complétez la ligne, ou videz-la.",
    ),
    Code.SHEET_MEDIA_TYPE: Entry(
        "The body is announced as something else than a spreadsheet.",
        "Ce type de contenu n'est pas lu ici.",
        "Envoyez le fichier seul, avec l'en-tête Content-Type: text/csv, celui du format XLSX ou ODS, ou application/octet-stream.",
        415,
    ),
    Code.SHEET_REQUEST: Entry(
        "The address of a sheet lacks its version, or says `apply` otherwise than true or false.",
        "L'adresse de l'envoi n'est pas lisible : {detail}.",
        "Indiquez ?version= (celle du volet que vous avez lu) et, pour enregistrer, &apply=true.",
        400,
    ),
}
