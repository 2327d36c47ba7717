"""The lists of people: for a Caf's managers those whom it knows, for the Cnaf the staff that it names."""

from admin.tables.table import AdminColumn, AdminTable
from rules.columns.people import GRANT_STATE_LABELS, MAIL_LABELS, MAIL_STATE_LABELS, SPAN_LABELS
from rules.policy import PARTNERS, ROLE_LABELS, STAFF

GROUP = "Habilitations"

PERSONNES = AdminTable(
    "personnes", "Personnes", GROUP, "role_grant.read",
    "Les personnes habilitées par votre Caf, ou pour qui elle a demandé l'ouverture d'un compte.",
    (
        AdminColumn("personne", "person", "known_name"),
        AdminColumn("adresse", "person", "known_email"),
        AdminColumn("habilitations", "person", "active_grants", "number"),
        AdminColumn("connue_depuis", "person", "known_since", "day"),
    ),
    order=("personne",), readable="personne", page="/admin/personnes/", add="/admin/ouvrir-un-compte",
    making="account.open", of="person",
)  # fmt: skip

HABILITATIONS = AdminTable(
    "habilitations", "Habilitations", GROUP, "role_grant.read",
    "Qui tient quel rôle sur quelle structure. Une habilitation se termine, elle ne s'efface pas.",
    (
        AdminColumn("personne", "role_grant", "person_name"),
        AdminColumn("adresse", "role_grant", "person_email"),
        AdminColumn("structure", "role_grant", "structure"),
        AdminColumn("gestionnaire", "role_grant", "organisation"),
        AdminColumn("role", "role_grant", "role", choices=tuple(ROLE_LABELS[r] for r in ROLE_LABELS if r in PARTNERS)),
        AdminColumn("du", "role_grant", "starts_on", "day"),
        AdminColumn("au", "role_grant", "ends_on", "day"),
        AdminColumn("etat", "role_grant", "state", choices=tuple(GRANT_STATE_LABELS.values())),
        AdminColumn("accordee_par", "role_grant", "granted_by", listed=False),
        AdminColumn("accordee_le", "role_grant", "granted_at", "day", listed=False),
    ),
    order=("personne", "structure"), readable="personne", page="/admin/habilitations/", add="/admin/habiliter",
    making="role_grant.grant", of="role_grant",
)  # fmt: skip

COURRIELS = AdminTable(
    "courriels", "Courriels", "Suivi", "mail.read",
    "Les courriels demandés et ce qu'ils sont devenus. Leur texte n'est pas conservé.",
    (
        AdminColumn("objet", "outgoing_mail", "template", choices=tuple(MAIL_LABELS.values())),
        AdminColumn("destinataire", "outgoing_mail", "person"),
        AdminColumn("adresse", "outgoing_mail", "email"),
        AdminColumn("demande_le", "outgoing_mail", "created_at", "day"),
        AdminColumn("essais", "outgoing_mail", "attempts", "number"),
        AdminColumn("etat", "outgoing_mail", "state", choices=tuple(MAIL_STATE_LABELS.values())),
        AdminColumn("derniere_erreur", "outgoing_mail", "last_error"),
    ),
    order=("-demande_le",), readable="objet", of="outgoing_mail",
)  # fmt: skip

AGENTS = AdminTable(
    "agents", "Agents", "Caf", "staff_role.read",
    "Les gestionnaires des habilitations et les agents de traitement des Caf, et les agents de la Cnaf.",
    (
        AdminColumn("agent", "staff_role", "person_name"),
        AdminColumn("adresse", "staff_role", "person_email"),
        AdminColumn("role", "staff_role", "role", choices=tuple(ROLE_LABELS[r] for r in ROLE_LABELS if r in STAFF)),
        AdminColumn("caf", "staff_role", "caf"),
        AdminColumn("du", "staff_role", "starts_on", "day"),
        AdminColumn("au", "staff_role", "ends_on", "day"),
        AdminColumn("etat", "staff_role", "state", choices=tuple(SPAN_LABELS.values())),
    ),
    order=("caf", "agent"), readable="agent", add="/admin/nommer", making="staff_role.keep", of="staff_role",
)  # fmt: skip

CAFS = AdminTable(
    "cafs", "Caf", "Caf", "caf.keep",
    "Les Caf ouvertes sur le portail.",
    (
        AdminColumn("nom", "caf", "name"),
        AdminColumn("code", "caf", "code"),
        AdminColumn("gestionnaires", "caf", "managers", "number"),
        AdminColumn("agents", "caf", "officers", "number"),
    ),
    order=("code",), readable="nom",
)  # fmt: skip
