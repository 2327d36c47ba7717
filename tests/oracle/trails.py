"""Rows of the audit trail drawn by lot: on a declaration, a structure or a person, in a Caf or in none."""

from typing import Any

from tests.oracle.lots import Lots
from tests.oracle.rows import Entry
from tests.oracle.world import World

ACTS = {"Declaration": "take", "Structure": "changeStructure", "Person": "openAccount", "": "openCaf"}
DOORS = ("API", "ADMIN", None)
ROLES = ("", "APPROVER", "HABILITATION_MANAGER,DECLARATION_OFFICER")
CODES = ("FORBIDDEN", "CONFLICT,REASON_WANTED", "GONE_FOR_GOOD")


def add_entries(world: World, lots: Lots) -> None:
    """Whom an act is told is drawn apart from the act: the row says it."""
    for key in range(1, 1 + lots.below(6)):
        done = lots.once_in(2)
        kind, (caf, structure, tenure, declaration) = _place(world, lots)
        manager, officer, national = (lots.once_in(2) for _ in range(3))
        before, after = ("TRANSMITTED", "PROCESSING") if kind == "Declaration" and done else (None, None)
        world.entries.append(
            Entry(
                key, key, caf, structure, tenure, declaration, 1 + lots.below(len(world.people)), f"Doer{key}", ACTS[kind], "DONE" if done else "REFUSED",
                "" if done else lots.of(CODES), lots.of(ROLES), lots.of(DOORS), kind or None, {"Declaration": declaration, "Structure": structure, "Person": key}.get(kind),
                1 + lots.below(len(world.people)) if kind == "Person" else None, before, after, manager, officer, national,
            )
        )  # fmt: skip


def _place(world: World, lots: Lots) -> tuple[str, tuple[Any, Any, Any, Any]]:
    how = lots.below(6)
    if how < 3 and world.declarations:
        on = lots.of(world.declarations)
        return "Declaration", (on.caf_id, on.structure_id, on.tenure_id, on.id)
    if how < 5:
        structure = lots.of(world.structures)
        return "Structure", (structure.caf_id, structure.id, None, None)
    return lots.of(("Person", "")), (lots.of((1, 2, None)), None, None, None)
