"""The requests of the stories: for each act on a declaration its mutation and its input, and a few questions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from demo.story import BadStory, Day, Step
from demo.text import PARTS, call_of
from demo.typing_in import item_of, typed
from rules.forms import Part
from rules.workflow import STATE_LABELS, State

_ERRORS = "errors { code path control currentVersion }"
Input = dict[str, Any]


def _mutation(name: str, noun: str, below: str = "") -> str:
    return f"mutation ($input: {noun}Input!) {{ {name}(input: $input) {{ {below} {_ERRORS} }} }}"


def part_named(step: Step) -> Part:
    """The part that an act is about."""
    return _part(step.details["volet"])


def _part(words: str) -> Part:
    if words not in PARTS:
        raise BadStory(f"« {words} » est inconnu ; possibles : {', '.join(PARTS)}")
    return PARTS[words]


def _values(step: Step, _: date) -> Input:
    part = part_named(step)
    given = {item_of(part, label): text for label, text in step.details.get("saisie", {}).items()}
    remarks = [{"control": code, "text": text} for code, text in step.details.get("remarques", {}).items()]
    values = {item.name: typed(item, text) for item, text in given.items()}
    return {"values": {f"eaje{part.title()}": values}, "remarks": remarks}


def _lines(step: Step, _: date) -> Input:
    """What the clipboard holds: cells between bars become cells between tabs."""
    rows = [[cell.strip() for cell in line.split("|")] for line in step.details["lignes"]]
    text = "\n".join("\t".join(cells) for cells in rows)
    return {"part": part_named(step).value, "text": text, "apply": step.details["applique"] == "oui"}


def _of_part(step: Step, _: date) -> Input:
    return {"part": part_named(step).value}


def _sent_back(step: Step, start: date) -> Input:
    return {**_of_part(step, start), **_why(step, start)}


def _why(step: Step, _: date) -> Input:
    return {"reason": step.details["motif"]}


def _given_back(step: Step, start: date) -> Input:
    parts = [_part(each) for each in step.details["volets"]]
    items = [_item_among(parts, label) for label in step.details.get("rubriques", ())]
    return {"parts": [part.value for part in parts], "items": items, **_why(step, start), **_until(step, start)}


def _item_among(parts: list[Part], label: str) -> str:
    for part in parts:
        try:
            return item_of(part, label).name
        except BadStory:
            continue
    raise BadStory(f"« {label} » n'est pas une rubrique de ces volets")


def _delay(step: Step, start: date) -> Input:
    return {**_until(step, start), **_why(step, start)}


def _until(step: Step, start: date) -> Input:
    until = step.details.get("jusqu'au")
    return {"until": Day.read(until).on(start).isoformat()} if until else {}


def _attested(step: Step, _: date) -> Input:
    return {"attested": step.details["atteste"] == "oui"}


def _nothing(_: Step, __: date) -> Input:
    return {}


@dataclass(frozen=True, slots=True)
class Request:
    """An act on a declaration: its mutation, its own input, whether it names the version of a part."""

    document: str
    more: Callable[[Step, date], Input] = _nothing
    of_part: bool = False


ACTS: Mapping[str, Request] = {
    "enregistre": Request(_mutation("save", "Save"), _values, of_part=True),
    "colle": Request(_mutation("paste", "Paste"), _lines, of_part=True),
    "termine": Request(_mutation("completePart", "CompletePart"), _of_part, of_part=True),
    "rouvre le volet": Request(_mutation("reopenPart", "ReopenPart"), _of_part, of_part=True),
    "renvoie le volet": Request(_mutation("sendBackPart", "SendBackPart"), _sent_back),
    "approuve": Request(_mutation("approve", "Approve"), _attested),
    "retire": Request(_mutation("withdraw", "Withdraw")),
    "prend en charge": Request(_mutation("take", "Take")),
    "retourne": Request(_mutation("return", "Return"), _given_back),
    "valide": Request(_mutation("accept", "Accept")),
    "rouvre": Request(_mutation("reopen", "Reopen"), _given_back),
    "annule": Request(_mutation("cancel", "Cancel"), _why),
    "accorde un délai": Request(_mutation("grantDelay", "Delay"), _delay),
}
"""The acts on one declaration, by the verb of the stories."""

GRANT = _mutation("grantRole", "GrantRole")
OPEN_PERIOD = _mutation("openPeriod", "OpenPeriod", "period { id }")
PUBLISH = _mutation("publishPeriod", "PublishPeriod", "publication { opened }")
STATE_TOTAL = _mutation("stateGroupAccounts", "StateGroupAccounts")
OPENED = "query ($period: ID!) { declarations(first: 100, period: $period) { nodes { id structure { name } } } }"
STRUCTURES = "{ structures(first: 100) { nodes { name } } }"
TASKS = "{ awaitingMe(first: 100) { nodes { tasks { what } declaration { title structure { name } } } } }"
BY_DUE_DAY = (
    "query ($period: ID!) { declarations(first: 100, period: $period, order: DUE)"
    " { nodes { state late structure { name } } } }"
)
RECEIPT = "query ($id: ID!) { declaration(id: $id) { submissions(first: 1) { nodes { reference contentHash } } } }"
VERIFY = (
    "query ($reference: String!, $hash: String!) { verifyReceipt(reference: $reference, hash: $hash) { authentic } }"
)


def form_document(part: Part) -> str:
    """The form of a part, line by line."""
    return (
        f"query ($id: ID!) {{ declaration(id: $id) {{ {part.lower()}"
        " { form { name tooltip previousShown gapShown } } } }"
    )


def period_input(step: Step, start: date) -> Input:
    """A period laid down."""
    call = call_of(*step.details["période"])
    opens, due, closes = (Day.read(step.details[each]).on(start) for each in ("ouvre", "échéance", "clôture"))
    days = {"opensOn": opens.isoformat(), "dueOn": due.isoformat(), "closesOn": closes.isoformat()}
    observed = {"observedUntil": call.observed_until.isoformat()} if call.observed_until else {}
    return {"structureKind": "EAJE", "kind": call.kind.value, "year": call.year, **days, **observed}


def task_told(each: Mapping[str, Any]) -> str:
    """« Les Hirondelles, réel 2024 : saisir le volet activité »."""
    declared = each["declaration"]
    whats = ", ".join(task["what"] for task in each["tasks"])
    return f"{declared['structure']['name']}, {declared['title']} : {whats}"


def row_told(each: Mapping[str, Any]) -> str:
    """« Les Hirondelles : à compléter, en retard »."""
    late = ", en retard" if each["late"] else ""
    return f"{each['structure']['name']} : {STATE_LABELS[State(each['state'])]}{late}"


def refusals(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The refusals of an act, with what each names; a story that leaves out one of these does not match."""
    found = []
    for error in next(iter(body["data"].values()))["errors"]:
        named = {
            "code": error["code"],
            "où": error["path"] or None,
            "contrôle": error["control"],
            "version": error["currentVersion"] and str(error["currentVersion"]),
        }
        found.append({key: each for key, each in named.items() if each is not None})
    return found
