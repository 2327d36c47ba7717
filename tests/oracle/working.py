"""An estimate opened up: every line, but the accounts only to those who read accounts."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.oracle.fields import ANY, SOME, Check, Fields, Seen, entries, leads, such
from tests.oracle.figures import ACCOUNT_NAMES
from tests.oracle.rights import Held, may

E = "estimate.figures"
SYMBOL = re.compile(r"(\w+)")


def estimate(detail: Mapping[str, Any], at: datetime, held: Held) -> Seen:
    """A stored working as somebody with these roles reads it."""
    reads = may("finance.figures", held)
    missing = [each for each in detail["missing"] if reads or each not in ACCOUNT_NAMES]
    quiet = Check("words that name no account", lambda text: "account" not in text)
    text = detail["reason_text"] and (SOME if reads else quiet)
    told = {
        "prestation": detail["prestation"], "psu": detail["psu"], "amount": detail["right"], "day": detail["day"],
        "reason": detail["reason"], "reasonText": text, "missingItems": missing, "fictional": detail["fictional"],
        "toVerify": detail["to_verify"], "computedAt": at, "lines": [_line(each, held, reads) for each in detail["lines"]],
        "leftOut": [Seen("EstimateLeftOut", each, held) for each in detail["left_out"]],
    }  # fmt: skip
    return Seen("Estimate", told, held)


def _line(line: Mapping[str, Any], held: Held, reads: bool) -> Seen:
    shown = [each for each in line["operands"] if reads or each["reference"] not in ACCOUNT_NAMES]
    operands = [Seen("EstimateOperand", _operand(each, held), held) for each in shown]
    hidden = len(line["operands"]) - len(shown)
    names = {each["symbol"]: f"« {each['label']} »" for each in shown}
    words = "".join(names.get(each, each) for each in SYMBOL.split(line["formula"]))
    told = {**line, "operands": operands, "hiddenOperandCount": hidden, "formulaInWords": words}
    return Seen("EstimateLine", told, held)


def _operand(operand: Mapping[str, Any], held: Held) -> dict[str, Any]:
    used = operand["parameter"]
    return {**operand, "parameter": used and Seen("ParameterUse", used, held)}


def _below(name: str, kind: str) -> Any:
    return leads(E, kind, lambda oracle, seen, given: seen.row[name])


WORKING: dict[str, Fields] = {
    "Estimate": {
        **entries(E, "prestation psu amount day reason reasonText missingItems fictional toVerify computedAt"),
        "lines": _below("lines", "EstimateLine"),
        "leftOut": _below("leftOut", "EstimateLeftOut"),
    },
    "EstimateLeftOut": entries(E, "code label reason adds"),
    "EstimateLine": {
        **entries(E, "code label formula formulaInWords hiddenOperandCount unit rounding decimals result adds"),
        "operands": _below("operands", "EstimateOperand"),
    },
    "EstimateOperand": {
        **entries(E, "symbol label value unit origin reference"),
        "parameter": _below("parameter", "ParameterUse"),
    },
    "ParameterUse": entries(E, "since until source status"),
    # Of the released statistics, the same for all, only that they are there.
    "RatioComparison": such(
        "ratio.read",
        "territory territoryLabel group groupLabel year average q1 median q3 numberBand coverage position reason reasonText"
        " releasedAt",
        ANY,
    ),
}  # fmt: skip
