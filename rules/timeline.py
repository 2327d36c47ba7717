"""How the timeline tells an act."""

from rules.forms import PART_LABELS, Part
from rules.workflow import ACTS_DONE, Act


def sentence(actor: str, act: Act, part: Part | None) -> str:
    """Who did what: « Léa Martin a terminé la saisie du volet activité. »"""
    return f"{actor} {ACTS_DONE[act].format(part=part and PART_LABELS[part])}."
