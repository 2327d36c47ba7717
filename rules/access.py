"""« Qui voit mes données ? »: what each role reads of a structure, in French, as the permission table has it."""

from functools import cache

from rules.policy import Role, allowed

WHAT = (
    ("structure.read", "", "la fiche de la structure"),
    ("role_grant.read", "", "les habilitations"),
    ("declaration.read", "", "l'avancement des déclarations"),
    ("activity.figures", "activity.read", "les données d'activité"),
    ("totals.figures", "finance.totals", "les totaux financiers"),
    ("finance.figures", "finance.read", "les comptes"),
    ("estimate.figures", "estimate.read", "l'estimation du droit"),
    ("right.read", "", "le droit"),
    ("ratio.read", "", "les ratios"),
)  # fmt: skip
"""What may be read once transmitted, by which action before (none where it makes no difference), and how it is called."""


@cache
def reads(role: Role) -> str:
    """What a role reads of a structure, in one sentence."""
    held = frozenset({role})
    seen = [(draft, words) for action, draft, words in WHAT if allowed(action, held)]
    now = [words for draft, words in seen if not draft or allowed(draft, held)]
    later = [words for draft, words in seen if draft and not allowed(draft, held)]
    sentence = f"Lit {_listed(now)}"
    return f"{sentence} ; après la transmission, {_listed(later)}." if later else f"{sentence}."


def _listed(words: list[str]) -> str:
    return " et ".join(filter(None, (", ".join(words[:-1]), words[-1])))
