"""The columns of the audit trail."""

from rules.columns.word import Word

AUDIT_ENTRY = {
    "at": Word("Date et heure", "Moment de l'acte.", "When."),
    "day": Word("Jour", "Jour de l'acte.", "On which day."),
    "time": Word("Heure", "Heure de l'acte, à Paris.", "At what time, in Paris."),
    "actor_name": Word(
        "Auteur", "Qui l'a fait ou voulu faire ; vide si personne n'était connecté.",
        "Who did it, or tried to; empty when nobody was signed in.",
    ),
    "roles": Word("Rôle", "Le rôle qui le permettait.", "The roles that let it be done; none of a refusal for want of one."),
    "act": Word("Acte", "Ce qui a été fait ou demandé.", "The act: the name of its mutation."),
    "outcome": Word("Suite", "Fait ou refusé.", "Done or refused."),
    "codes": Word("Refus", "Les codes du refus.", "Why it was refused."),
    "door": Word("Porte", "Portail, administration ou ligne de commande.", "Through which door; null where it was not noted."),
    "object_type": Word("Objet", "Ce sur quoi porte l'acte.", "The type of what it was about."),
    "structure": Word("Structure", "La structure concernée.", "The structure concerned."),
    "person": Word("Personne concernée", "La personne concernée, comme votre Caf la connaît.", "The person concerned."),
}  # fmt: skip
