"""What somebody reads of a declaration, in the words in which a story tells it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rules import french
from rules.forms import Item, Part, Unit
from rules.kinds import KINDS
from rules.workflow import STATE_LABELS, State

FORM = KINDS["EAJE"].form


def _items(part: Part) -> str:
    return f"... on Eaje{part.title()} {{ {' '.join(item.name for item in FORM.part(part))} }}"


_OBSTACLES = "{ hiddenCount problems { code control path } }"
_ESTIMATE = "estimate { psu amount reason }"
_PARTS = " ".join(f"{part.lower()} {{ values {{ {_items(part)} }} }}" for part in Part)
_SENT = " ".join(f"{part.lower()} {{ {_items(part)} }}" for part in Part)
_FIELDS = {
    "état": "state",
    "estimation": _ESTIMATE,
    "psu": _ESTIMATE,
    "droit": "right { amount }",
    "estimation transmise": "submissions(first: 1) { nodes { estimate { amount reason } } }",
    "total des charges": "finance { totals { totalCharges } }",
    "chiffres": f"{_PARTS} submissions(first: 1) {{ nodes {{ {_SENT} }} }}",
    "bloquants": f"blockers {_OBSTACLES}",
    "bloquants cachés": f"blockers {_OBSTACLES}",
    "à expliquer": f"warnings {_OBSTACLES}",
}
"""What is asked of a declaration to be told each thing."""
ALL = frozenset(_FIELDS)
VERSIONS = "query Versions($id: ID!) { declaration(id: $id) { version activity { version } finance { version } } }"


def document(keys: Iterable[str]) -> str:
    """The query that is told these things."""
    fields = " ".join(dict.fromkeys(_FIELDS[key] for key in sorted(keys) if key in _FIELDS))
    return f"query Lire($id: ID!) {{ declaration(id: $id) {{ id {fields} }} }}"


STRUCTURES = "{ structures(first: 100) { nodes { name } } }"

Told = dict[str, Any]


def told_of(body: Mapping[str, Any]) -> Told:
    """The answer to a `document` as stories tell it: what is hidden is left out, and named in `caché`."""
    declared = body["data"]["declaration"]
    hidden = {"caché": sorted({error["extensions"]["action"] for error in body.get("errors", ())})}
    if declared is None:
        return {"introuvable": "oui", **hidden}
    read: dict[str, Any] = {name: each or {} for name, each in declared.items()}
    estimate = read.get("estimate")
    sent: dict[str, Any] = next(iter(read.get("submissions", {}).get("nodes", ())), {})
    told = {
        "introuvable": "non",
        "état": read.get("state") and STATE_LABELS[State(read["state"])],
        "estimation": estimate and _amount(estimate, "amount"),
        "psu": estimate and _amount(estimate, "psu"),
        "estimation transmise": sent.get("estimate") and _amount(sent["estimate"], "amount"),
        "droit": _euros(read.get("right", {}).get("amount")),
        "total des charges": _euros((read.get("finance", {}).get("totals") or {}).get("totalCharges")),
        "chiffres": _figures(read, sent),
        "bloquants": _named(read.get("blockers")),
        "bloquants cachés": str(read.get("blockers", {}).get("hiddenCount")),
        "à expliquer": _named(read.get("warnings")),
    }
    return {key: each for key, each in told.items() if each is not None} | hidden


def _named(obstacles: Mapping[str, Any] | None) -> list[str] | None:
    """Each obstacle by its control, or by its code and item."""
    if not obstacles:
        return None
    return [each["control"] or " ".join((each["code"], *each["path"])) for each in obstacles["problems"]]


def _amount(estimate: Mapping[str, Any], name: str) -> str:
    return _euros(estimate[name]) or f"aucune ({estimate['reason']})"


def _euros(amount: str | None) -> str | None:
    return None if amount is None else french.euros(Decimal(amount))


def _figures(read: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, str]:
    """Every figure that the reader sees, by the label of its item: those of the parts, else those sent."""
    seen: dict[str, Any] = {}
    for part in ("activity", "finance"):
        for values in (sent.get(part), read.get(part, {}).get("values")):
            seen.update({name: each for name, each in (values or {}).items() if each is not None})
    return {FORM.by_name[name].label: french.shown(FORM.by_name[name], _value(each)) for name, each in seen.items()}


def _value(given: Any) -> Decimal | bool:
    return given if isinstance(given, bool) else Decimal(str(given))


def typed(item: Item, text: str) -> Any:
    """What goes into the request when somebody types this text: the portal itself reads amounts and hours."""
    if item.unit is Unit.YES_NO and text in {"oui", "non"}:
        return text == "oui"
    if item.unit in {Unit.COUNT, Unit.DAYS} and text.isdigit():
        return int(text)
    return text
