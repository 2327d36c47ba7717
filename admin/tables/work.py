"""The lists of a Caf's declaration officers."""

from admin.tables.table import AdminColumn, AdminTable
from rules.columns.work import LATE_LABELS
from rules.forms import KIND_LABELS
from rules.kinds import KINDS
from rules.workflow import STATE_LABELS

GROUP = "Déclarations"
NATURES = tuple(KIND_LABELS.values())

PERIODES = AdminTable(
    "periodes", "Périodes", GROUP, "period.keep",
    "Les appels de données de votre Caf. Une période se publie depuis sa page : elle ouvre alors les déclarations.",
    (
        AdminColumn("nature", "period", "kind", choices=NATURES),
        AdminColumn("annee", "period", "year", "number"),
        AdminColumn("type", "period", "structure_kind_label", choices=tuple(kind.label for kind in KINDS.values())),
        AdminColumn("ouverture", "period", "opens_on", "day"),
        AdminColumn("echeance", "period", "due_on", "day"),
        AdminColumn("cloture", "period", "closes_on", "day"),
        AdminColumn("donnees_jusqu_au", "period", "observed_until", "day"),
        AdminColumn("publiee_le", "period", "published_at", "day"),
        AdminColumn("publiee_par", "period", "published_by"),
    ),
    order=("-ouverture",), readable="nature", page="/admin/periodes/", add="/admin/ouvrir-une-periode",
)  # fmt: skip

DECLARATIONS = AdminTable(
    "declarations", "Déclarations", GROUP, "declaration.read",
    "Où en sont les déclarations de votre Caf. Elles se traitent par l'API.",
    (
        AdminColumn("structure", "declaration", "structure"),
        AdminColumn("gestionnaire", "declaration", "organisation"),
        AdminColumn("nature", "declaration", "kind", choices=NATURES),
        AdminColumn("annee", "declaration", "year", "number"),
        AdminColumn("etat", "declaration", "state", choices=tuple(STATE_LABELS.values())),
        AdminColumn("depuis_le", "declaration", "state_since", "day"),
        AdminColumn("echeance", "declaration", "due_on", "day"),
        AdminColumn("en_retard", "declaration", "late", choices=tuple(LATE_LABELS.values())),
    ),
    order=("echeance", "structure"), readable="structure",
)  # fmt: skip
