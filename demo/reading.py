"""What somebody reads of a declaration, in the words in which a story tells it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from rules import french
from rules.forms import Item, Part, PlacesPeriod, Unit, Value
from rules.kinds import KINDS
from rules.workflow import STATE_LABELS, State
from schema.forms import typed_items

ITEMS: Mapping[Part, Mapping[str, Item]] = {
    part: {item.name: item for item in typed_items(KINDS["EAJE"], part)} for part in Part
}
"""Every item that any form lets type, and the two columns of those that an update splits."""
LABELS = {part: {item.label: item for item in items.values()} for part, items in ITEMS.items()}
_BELOW = {Unit.PLACES_BY_PERIOD: " { startsOn endsOn places }"}


def _items(part: Part) -> str:
    names = " ".join(f"{item.name}{_BELOW.get(item.unit, '')}" for item in ITEMS[part].values())
    return f"... on Eaje{part.title()} {{ {names} }}"


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
_MORE = {
    "résultat": "finance { totals { result } }",
    "avancement": "progress { sentence }",
    "échéance": "dueOn",
    "suivi": "timeline(first: 50) { nodes { sentence } }",
    "transmissions": "sent: submissions(first: 9) { totalCount }",
    "motif du volet activité": "activity { sentBack { reason } }",
    "motif du volet financier": "finance { sentBack { reason } }",
    "remarques du volet activité": "activity { remarks { control text } }",
    "remarques du volet financier": "finance { remarks { control text } }",
    "ratios": "ratios { label value reason }",
}
"""What is only asked by those who are told it."""
VERSIONS = "query Versions($id: ID!) { declaration(id: $id) { version activity { version } finance { version } } }"


def document(keys: Iterable[str]) -> str:
    """The query that is told these things."""
    known = _FIELDS | _MORE
    fields = " ".join(dict.fromkeys(known[key] for key in sorted(keys) if key in known))
    return f"query Lire($id: ID!) {{ declaration(id: $id) {{ id {fields} }} }}"


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
    totals = read.get("finance", {}).get("totals") or {}
    told = {
        "introuvable": "non",
        "état": read.get("state") and STATE_LABELS[State(read["state"])],
        "estimation": estimate and _amount(estimate, "amount"),
        "psu": estimate and _amount(estimate, "psu"),
        "estimation transmise": sent.get("estimate") and _amount(sent["estimate"], "amount"),
        "droit": _euros(read.get("right", {}).get("amount")),
        "total des charges": _euros(totals.get("totalCharges")),
        "résultat": _euros(totals.get("result")),
        "chiffres": _figures(read, sent),
        "bloquants": _named(read.get("blockers")),
        "bloquants cachés": str(read.get("blockers", {}).get("hiddenCount")),
        "à expliquer": _named(read.get("warnings")),
        **_followed(read),
    }
    return {key: each for key, each in told.items() if each is not None} | hidden


def _followed(read: Mapping[str, Any]) -> Told:
    """What is told of the way of a declaration."""
    told: Told = {
        "avancement": read.get("progress", {}).get("sentence"),
        "échéance": read.get("dueOn") and french.day(date.fromisoformat(read["dueOn"])),
        "suivi": [each["sentence"] for each in read["timeline"]["nodes"]] if read.get("timeline") else None,
        "transmissions": str(read["sent"]["totalCount"]) if read.get("sent") else None,
        "ratios": {each["label"]: each["value"] or each["reason"] for each in read.get("ratios") or ()},
    }
    for part, label in ((Part.ACTIVITY, "volet activité"), (Part.FINANCE, "volet financier")):
        held = read.get(part.lower(), {})
        told[f"motif du {label}"] = (held.get("sentBack") or {}).get("reason")
        told[f"remarques du {label}"] = {each["control"]: each["text"] for each in held.get("remarks") or ()}
    return told


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
    seen: dict[str, str] = {}
    for part in Part:
        for values in (sent.get(part.lower()), read.get(part.lower(), {}).get("values")):
            for name, each in (values or {}).items():
                if each is not None:
                    item = ITEMS[part][name]
                    seen[item.label] = french.shown(item, _value(each))
    return seen


def _value(given: Any) -> Value:
    if isinstance(given, list):
        return tuple(
            PlacesPeriod(date.fromisoformat(row["startsOn"]), date.fromisoformat(row["endsOn"]), row["places"])
            for row in given
        )
    return given if isinstance(given, bool) else Decimal(str(given))
