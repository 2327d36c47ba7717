"""The lists that all staff may read: organisations, structures, their tenures and authorisations."""

from admin.tables.table import AdminColumn, AdminTable
from rules.columns.people import APPROVER_LABELS, SPAN_LABELS
from rules.kinds import KINDS

GROUP = "Référentiel"
NATURES = tuple(dict.fromkeys(label for kind in KINDS.values() for label in kind.natures.values()))
OF_CAF = {"caf": "caf.keep"}
"""Whoever belongs to one Caf need not be told which."""

GESTIONNAIRES = AdminTable(
    "gestionnaires", "Gestionnaires", GROUP, "organisation.read",
    "Les organismes qui gèrent des structures : communes, associations, entreprises."
    " La raison sociale mène à la page du gestionnaire.",
    (
        AdminColumn("raison_sociale", "organisation", "name"),
        AdminColumn("siret", "organisation", "siret"),
        AdminColumn("structures", "organisation", "structures", "number"),
        AdminColumn("caf", "organisation", "caf"),
    ),
    order=("raison_sociale",), readable="raison_sociale", hidden=OF_CAF,
    page="/admin/gestionnaires/", add="/admin/ajouter-un-gestionnaire", making="organisation.keep",
)  # fmt: skip

STRUCTURES = AdminTable(
    "structures", "Structures", GROUP, "structure.read",
    "Les structures financées par la Caf, avec leur gestionnaire et leurs places d'aujourd'hui."
    " Le nom mène à la page de la structure : gestions, agréments, habilitations, et ce qui s'y change.",
    (
        AdminColumn("nom", "structure", "name"),
        AdminColumn("idequ", "structure", "id_equ"),
        AdminColumn("nature", "structure", "nature_label", choices=NATURES),
        AdminColumn("commune", "structure", "commune"),
        AdminColumn("gestionnaire", "structure", "organisation"),
        AdminColumn("places", "structure", "licensed_places", "number"),
        AdminColumn("ouverte_le", "structure", "opened_on", "day"),
        AdminColumn("fermee_le", "structure", "closed_on", "day"),
        AdminColumn("approbateur", "structure", "approver", choices=tuple(APPROVER_LABELS.values())),
        AdminColumn("caf", "structure", "caf"),
    ),
    order=("nom",), readable="nom", hidden=OF_CAF | {"approbateur": "role_grant.read"},
    page="/admin/structures/", add="/admin/ouvrir-une-structure", making="structure.keep",
)  # fmt: skip

GESTIONS = AdminTable(
    "gestions", "Gestions", GROUP, "tenure.read",
    "Quel gestionnaire gère quelle structure, de quel jour à quel jour."
    " Un changement de gestionnaire s'enregistre sur la page de la structure.",
    (
        AdminColumn("structure", "tenure", "structure"),
        AdminColumn("gestionnaire", "tenure", "organisation"),
        AdminColumn("du", "tenure", "starts_on", "day"),
        AdminColumn("au", "tenure", "ends_on", "day"),
        AdminColumn("etat", "tenure", "current", choices=tuple(SPAN_LABELS.values())),
        AdminColumn("caf", "tenure", "caf"),
    ),
    order=("structure", "-du"), readable="structure", hidden=OF_CAF,
)  # fmt: skip

AGREMENTS = AdminTable(
    "agrements", "Agréments", GROUP, "structure.read",
    "Les places autorisées de chaque structure, à partir d'un jour et jusqu'à l'autorisation suivante."
    " Elles se changent sur la page de la structure.",
    (
        AdminColumn("structure", "licence", "structure"),
        AdminColumn("a_partir_du", "licence", "starts_on", "day"),
        AdminColumn("places", "licence", "places", "number"),
        AdminColumn("caf", "licence", "caf"),
    ),
    order=("structure", "-a_partir_du"), readable="structure", hidden=OF_CAF,
)  # fmt: skip
