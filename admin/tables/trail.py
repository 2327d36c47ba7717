"""The audit trail, as each of the staff reads it: what an act tells him."""

from admin.tables.table import AdminColumn, AdminTable
from rules.policy import ROLE_LABELS
from rules.trail import DOOR_LABELS, OBJECT_LABELS, OUTCOME_LABELS, TRAIL

JOURNAL = AdminTable(
    "journal", "Journal", "Suivi", "history.read",
    "Qui a fait quoi, et ce qui a été refusé. Rien ne s'y modifie ni ne s'y efface.",
    (
        AdminColumn("jour", "audit_entry", "day", "day"),
        AdminColumn("heure", "audit_entry", "time"),
        AdminColumn("auteur", "audit_entry", "actor_name"),
        AdminColumn("acte", "audit_entry", "act", choices=tuple(dict.fromkeys(kind.label for kind in TRAIL.values()))),
        AdminColumn("suite", "audit_entry", "outcome", choices=tuple(OUTCOME_LABELS.values())),
        AdminColumn("refus", "audit_entry", "codes"),
        AdminColumn("objet", "audit_entry", "object_type", choices=tuple(OBJECT_LABELS.values())),
        AdminColumn("structure", "audit_entry", "structure"),
        AdminColumn("personne", "audit_entry", "person"),
        AdminColumn("role", "audit_entry", "roles", choices=tuple(ROLE_LABELS.values()), listed=False),
        AdminColumn("porte", "audit_entry", "door", choices=tuple(DOOR_LABELS.values()), listed=False),
    ),
    order=("-jour", "-heure"), readable="acte",
)  # fmt: skip
