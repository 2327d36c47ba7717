"""The columns of people, their roles, their mails, and of the Cafs."""

from rules import grants
from rules.columns.word import Word
from rules.grants import TO_COME
from rules.mails import MAILS

_ID = Word("Identifiant", "Identifiant technique, sans signification.", "Opaque id.")

GRANT_STATE_LABELS = {"UPCOMING": TO_COME, **{state.value: label for state, label in grants.GRANT_STATE_LABELS.items()}}
"""A grant as it stands on a day: the state that is stored, and what its days make of it."""

SPAN_LABELS = {"UPCOMING": "à venir", "CURRENT": "en cours", "ENDED": "terminée"}
"""Where a day falls between a first and a last day."""

APPROVER_LABELS = {"NONE": "aucun", "PRESENT": "en place"}

MAIL_LABELS = {mail.value: sending.label for mail, sending in MAILS.items()}
"""What a mail is about, by its template."""

MAIL_STATE_LABELS = {"WAITING": "en attente", "SENT": "envoyé", "GIVEN_UP": "abandonné"}

PERSON = {
    "id": _ID,
    "display_name": Word("Nom", "Prénom et nom.", "First and last name."),
    "email": Word("Adresse", "Adresse électronique.", "E-mail address."),
    "roles": Word("Rôles", "Rôles tenus aujourd'hui.", "The roles held today."),
    "known_name": Word(
        "Personne", "Nom donné par votre Caf, lors de la dernière habilitation ou ouverture de compte.",
        "The name that was typed last in this Caf.",
    ),
    "known_email": Word(
        "Adresse", "Adresse électronique donnée par votre Caf.",
        "The address that was typed, one spelling for each mailbox.",
    ),
    "active_grants": Word(
        "Habilitations en cours", "Nombre d'habilitations en vigueur aujourd'hui dans votre Caf.",
        "How many grants are in force today, in the manager's Caf.",
    ),
    "known_since": Word(
        "Connue depuis le", "Première habilitation ou ouverture de compte dans votre Caf.",
        "First day on which the Caf knew this person.",
    ),
}  # fmt: skip

ROLE_GRANT = {
    "id": _ID,
    "person_name": Word("Personne", "Nom donné lors de l'habilitation.", "The person's name."),
    "person_email": Word("Adresse", "Adresse électronique.", "The person's e-mail."),
    "role": Word("Rôle", "Rôle accordé.", "The role."),
    "role_label": Word("Rôle", "Rôle accordé, en clair.", "The role, in French."),
    "starts_on": Word("Du", "Premier jour de l'habilitation.", "First day."),
    "ends_on": Word("Au", "Dernier jour de l'habilitation, s'il est connu.", "Last day, if known."),
    "granted_at": Word("Accordée le", "Jour où l'habilitation a été accordée.", "When it was granted."),
    "granted_by": Word("Accordée par", "Agent de la Caf qui a accordé l'habilitation.", "Who granted it."),
    "active": Word("En vigueur", "L'habilitation est en vigueur aujourd'hui.", "Is it in force today?"),
    "state": Word(
        "État", "Demandée, active ou suspendue ; sa fin est une date.", "Asked for, active, suspended, or ended today."
    ),
    "state_label": Word(
        "État", "Demandée, active, suspendue, terminée ou à venir.",
        "The state, in French; an active grant may still be to come.",
    ),
    "structure": Word("Structure", "Structure sur laquelle porte l'habilitation.", "The structure."),
    "organisation": Word("Gestionnaire", "Gestionnaire de la structure pour cette habilitation.", "The organisation."),
    "tenure": Word("Gestion", "Gestion à laquelle appartient l'habilitation.", "The tenure."),
}  # fmt: skip

STAFF_ROLE = {
    "id": _ID,
    "person_name": Word("Agent", "Prénom et nom de l'agent.", "The person's name."),
    "person_email": Word("Adresse", "Adresse électronique de l'agent.", "The person's e-mail."),
    "role": Word("Rôle", "Rôle de l'agent.", "The role."),
    "caf": Word("Caf", "Caf de l'agent ; aucune pour la Cnaf.", "The Caf; null for a national role."),
    "starts_on": Word("Du", "Premier jour du rôle.", "First day."),
    "ends_on": Word("Au", "Dernier jour du rôle, s'il est connu.", "Last day, if known."),
    "state": Word("État", "Le rôle est à venir, en cours ou terminé.", "Whether it is in force today."),
}  # fmt: skip

CAF = {
    "id": _ID,
    "code": Word("Code", "Code organisme, trois chiffres.", "Three digits (code organisme)."),
    "name": Word("Nom", "Nom de la Caf.", "Its name, in French."),
    "managers": Word(
        "Gestionnaires des habilitations", "Nombre de gestionnaires des habilitations en fonction aujourd'hui.",
        "How many habilitation managers it has today.",
    ),
    "officers": Word(
        "Agents de traitement", "Nombre d'agents de traitement en fonction aujourd'hui.",
        "How many declaration officers it has today.",
    ),
}  # fmt: skip

OUTGOING_MAIL = {
    "id": _ID,
    "template": Word("Objet", "Ce que dit ce courriel.", "What it is about."),
    "person": Word("Destinataire", "Personne à qui le courriel est adressé.", "To whom it goes."),
    "email": Word("Adresse", "Adresse électronique du destinataire.", "The address it goes to."),
    "created_at": Word("Demandé le", "Jour où le courriel a été demandé.", "When it was asked for."),
    "attempts": Word("Essais", "Essais faits.", "How often it was tried."),
    "state": Word("État", "En attente d'envoi, envoyé, ou abandonné après plusieurs essais.", "Where it stands."),
    "last_error": Word("Dernière erreur", "Ce que le serveur a répondu.", "What the mail server answered last."),
}  # fmt: skip
