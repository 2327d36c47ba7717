"""The items of the financial part of an Eaje: the accounts of classes 6, 7 and 8, and their totals."""

from rules.forms import EVERY_KIND, DeclarationKind, Item, Part, Unit
from rules.kinds.eaje.editions import FIRST, SECOND

_IN_THE_FIRST = {"account60", "account61", "account62", "account64", "account70641"}
_NOBODY = frozenset[DeclarationKind]()

_CHARGES = {
    # name: label, tooltip; all of them are required, and add up
    "account60": (
        "60 Achats",
        "Alimentation, couches, eau et énergie, fournitures, matériel pédagogique.",
    ),
    "account61": (
        "61 Services extérieurs",
        "Loyers et charges locatives, entretien et réparations, assurances.",
    ),
    "account62": (
        "62 Autres services extérieurs",
        "Personnel extérieur, honoraires, déplacements, télécommunications, frais bancaires.",
    ),
    "account63a": (
        "63A Impôts et taxes sur salaires",
        "Taxe sur les salaires, participation à la formation continue et autres versements liés aux rémunérations.",
    ),
    "account63b": (
        "63B Autres impôts et taxes",
        "Impôts locaux et autres taxes, hors impôt sur les bénéfices.",
    ),
    "account64": (
        "64 Charges de personnel",
        "Rémunérations et cotisations sociales du personnel de la structure, remboursements déduits.",
    ),
    "account65": (
        "65 Autres charges de gestion courante",
        "Redevances, pertes sur créances irrécouvrables, charges diverses de gestion.",
    ),
    "account66": (
        "66 Charges financières",
        "Intérêts des emprunts et autres charges financières.",
    ),
    "account67": (
        "67 Charges exceptionnelles",
        "Charges qui ne relèvent pas de la gestion courante ou qui concernent un exercice précédent.",
    ),
    "account68": (
        "68 Dotations aux amortissements et provisions",
        "Dotations de l'exercice aux amortissements, dépréciations et provisions.",
    ),
}
_CHARGES_BESIDE = {
    "account69": (
        "69 Impôt sur les bénéfices",
        "Impôt sur les bénéfices de l'exercice. Il ne compte pas dans le total des charges.",
    ),
    "account86": (
        "86 Emploi des contributions volontaires",
        "Valeur justifiée des mises à disposition et du bénévolat. Égale au compte 87 ; hors du total des charges.",
    ),
}
_INCOME = {
    "account70623": (
        "70623 Prestation de service de la Caf",
        "Psu de l'année, bonus mixité sociale et inclusion handicap compris. Il est comparé au droit estimé.",
    ),
    "account70624": (
        "70624 Fonds d'accompagnement",
        "Fonds d'accompagnement reçus de la Caf au titre de l'année.",
    ),
    "account70641": (
        "70641 Participations familiales déductibles de la Psu",
        "Montant payé par les familles, déduit de la Psu. Il est égal aux participations familiales du volet activité.",
    ),
    "account70642": (
        "70642 Participations familiales non déductibles",
        "Montants payés par les familles qui ne se déduisent pas de la Psu, par exemple une adhésion.",
    ),
    "account708": (
        "708 Produits des activités annexes",
        "Repas du personnel, locations, remboursements de frais et autres produits annexes.",
    ),
    "account741": (
        "741 Subventions de l'État",
        "Subventions de fonctionnement et aides à l'emploi versées par l'État.",
    ),
    "account742": (
        "742 Subventions de la région",
        "Subventions de fonctionnement versées par le conseil régional.",
    ),
    "account743": (
        "743 Subventions du département",
        "Subventions de fonctionnement versées par le conseil départemental.",
    ),
    "account744": (
        "744 Subventions de la commune",
        "Participation de la commune, y compris la prise en charge du déficit d'une structure municipale.",
    ),
    "account7451": (
        "7451 Organismes nationaux",
        "Subventions des organismes nationaux de protection sociale, dont la Msa.",
    ),
    "account7452": (
        "7452 Subventions de la Caf, hors prestation de service",
        "Bonus territoire, fonds publics et territoires, fonds locaux de la Caf.",
    ),
    "account746": (
        "746 Subventions de l'intercommunalité",
        "Participation de l'établissement public de coopération intercommunale (Epci).",
    ),
    "account747": (
        "747 Participations des entreprises",
        "Places réservées par des entreprises ou d'autres employeurs.",
    ),
    "account748": (
        "748 Autres subventions",
        "Subventions et participations qui n'ont pas leur place aux lignes précédentes.",
    ),
    "account75": (
        "75 Autres produits de gestion courante",
        "Cotisations, dons et autres produits de gestion.",
    ),
    "account76": (
        "76 Produits financiers",
        "Intérêts et autres produits financiers.",
    ),
    "account77": (
        "77 Produits exceptionnels",
        "Produits exceptionnels, dont la part des subventions d'investissement reprise dans l'année.",
    ),
    "account78": (
        "78 Reprises sur amortissements et provisions",
        "Reprises de l'exercice sur amortissements, dépréciations et provisions.",
    ),
    "account79": (
        "79 Transferts de charges",
        "Remboursements d'assurance et autres charges transférées.",
    ),
}
_INCOME_BESIDE = {
    "account87": (
        "87 Contributions volontaires en nature",
        "Valeur justifiée des mises à disposition et du bénévolat. Égale au compte 86 ; hors du total des produits.",
    ),
}
_REQUIRED_INCOME = {"account70623", "account70641"}

CHARGES = tuple(_CHARGES)
"""The accounts whose sum is the total of charges."""
INCOME = tuple(_INCOME)
"""The accounts whose sum is the total of income."""
LINES = (*CHARGES, *_CHARGES_BESIDE, *INCOME, *_INCOME_BESIDE)


def _account(name: str, label: str, tooltip: str) -> Item:
    required = EVERY_KIND if name in _CHARGES or name in _REQUIRED_INCOME else _NOBODY
    since = FIRST if name in _IN_THE_FIRST else SECOND
    return Item(name, Part.FINANCE, label, Unit.EUROS, tooltip, required=required, since=since)


def _total(name: str, label: str, tooltip: str) -> Item:
    return Item(name, Part.FINANCE, label, Unit.EUROS, tooltip, required=_NOBODY, minimum=None, computed=True)


ITEMS = (
    *(_account(name, *words) for name, words in (_CHARGES | _CHARGES_BESIDE).items()),
    _total("totalCharges", "Total des charges", "Calculé : comptes 60 à 68, sans les comptes 69 et 86."),
    *(_account(name, *words) for name, words in (_INCOME | _INCOME_BESIDE).items()),
    _total("totalIncome", "Total des produits", "Calculé : comptes 70 à 79, sans le compte 87."),
    _total("result", "Résultat", "Calculé : total des produits moins total des charges ; négatif, c'est un déficit."),
)
