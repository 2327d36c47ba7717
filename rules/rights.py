"""Which right stands for a year: an update replaces the forecast and the updates before it, an actual replaces all."""

from rules.periods import Call

STANDS = "Ce droit vaut pour {year}."
REPLACED = "Remplacé par le droit de la déclaration « {title} » ; il reste dans l'historique."
CANCELLED = "La déclaration est annulée : ce droit ne vaut plus."


def standing(year: int, by: Call | None, *, cancelled: bool) -> str:
    """Does an accepted right stand, in French; `by` is the declaration whose right replaces it, if one does."""
    if cancelled:
        return CANCELLED
    return STANDS.format(year=year) if by is None else REPLACED.format(title=by.title)
