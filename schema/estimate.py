"""The estimate in GraphQL, opened line by line to its parameters."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import orjson
import strawberry

from models.scope import Held
from resolvers.asker import may
from rules.estimate import Origin, Reason, missing_text
from rules.forms import Part
from rules.formula import in_words
from rules.kinds import KINDS
from rules.parameters import Status
from schema.forms import typed_items
from schema.guards import guarded
from schema.scalars import Euros

strawberry.enum(Origin, name="OperandOrigin", description="Where an operand comes from.")
strawberry.enum(Reason, name="EstimateReason", description="Why an estimate has no amount.")
strawberry.enum(
    Status,
    name="ParameterStatus",
    description="How sure a legal value is; FICTIONAL values are invented for demonstration.",
)
READ = "estimate.figures"


@strawberry.type(description="The value of a legal parameter that was used: its dates, source and status.")
class ParameterUse:
    """A number has a date, a unit and a source."""

    held: strawberry.Private[Held]
    since: date | None = guarded(READ, "In force from this day.")
    until: date | None = guarded(READ, "In force until this day, if it ended.")
    source: str | None = guarded(READ, "The text that it comes from.")
    status: Status | None = guarded(READ, "How sure it is.")


@strawberry.type(description="One value that a line reads.")
class EstimateOperand:
    """With its origin: an item of the form, a parameter, another line."""

    held: strawberry.Private[Held]
    symbol: str | None = guarded(READ, "Its letter in the formula.")
    label: str | None = guarded(READ, "What it is, in French.")
    value: str | None = guarded(READ, "Its value, as text.")
    unit: str | None = guarded(READ, "Its unit.")
    origin: Origin | None = guarded(READ, "Where it comes from.")
    reference: str | None = guarded(READ, "The item, parameter or line.")
    parameter: ParameterUse | None = guarded(READ, "With a parameter: its dates, source and status.")


@strawberry.type(description="One step of the computation. The lines with `adds` sum to the amount exactly.")
class EstimateLine:
    """Formula, operands, rounding, result."""

    held: strawberry.Private[Held]
    code: str | None = guarded(READ, "Stable code of the line.")
    label: str | None = guarded(READ, "What it is, in French.")
    formula: str | None = guarded(READ, "The formula in symbols: what is computed.")
    formula_in_words: str | None = guarded(READ, "The same with the names of what it reads, in French.")
    operands: list[EstimateOperand] | None = guarded(READ, "The values read; accounts only by those who read accounts.")
    hidden_operand_count: int | None = guarded(READ, "How many operands are accounts that the caller may not read.")
    unit: str | None = guarded(READ, "The unit of the result.")
    rounding: str | None = guarded(READ, "How the result is rounded, in French; null when it is not.")
    decimals: int | None = guarded(READ, "To how many decimals it is rounded, half up; null when it is not.")
    result: str | None = guarded(READ, "The result, as text.")
    adds: bool | None = guarded(READ, "Does it count in the amount?")


@strawberry.type(description="A component that cannot be told: of the right, or of what follows from it.")
class EstimateLeftOut:
    """Said, so that nobody takes it for a zero."""

    held: strawberry.Private[Held]
    code: str | None = guarded(READ, "The line that it would have been.")
    label: str | None = guarded(READ, "What it is, in French.")
    reason: str | None = guarded(READ, "Why it cannot be told, in French.")
    adds: bool | None = guarded(READ, "Would the amount hold it? If not, it only follows from the amount.")


@strawberry.type(description="The estimate of the right (estimation du droit), or the reason why there is none.")
class Estimate:
    """Stored at each save, frozen in each submission."""

    held: strawberry.Private[Held]
    prestation: str | None = guarded(READ, "Code of the prestation, e.g. PSU.")
    psu: Euros | None = guarded(READ, "The prestation de service unique alone.")
    amount: Euros | None = guarded(READ, "The whole right estimated.")
    day: date | None = guarded(READ, "The parameters are those in force on this day.")
    reason: Reason | None = guarded(READ, "Why there is no amount.")
    reason_text: str | None = guarded(READ, "The same in French.")
    missing_items: list[str] | None = guarded(READ, "The items without which nothing can be computed.")
    fictional: bool | None = guarded(READ, "An invented price was needed: for demonstration only.")
    to_verify: bool | None = guarded(READ, "A reading of ours was needed where the sources are silent.")
    lines: list[EstimateLine] | None = guarded(READ, "The working, in order.")
    left_out: list[EstimateLeftOut] | None = guarded(
        READ, "What cannot be told: of the right, or of what follows from it (advances, balance)."
    )
    computed_at: datetime | None = guarded(READ, "When it was computed.")

    @classmethod
    def amounts(cls, row: Mapping[str, Any], held: Held) -> "Estimate":
        """Only what stands in columns: the amounts, whether they are fictional, when they were computed."""
        return cls(
            held=held, psu=row["psu"], amount=row["amount"], fictional=row["fictional"], computed_at=row["computed_at"],
            prestation=None, day=None, reason=None, reason_text=None, missing_items=None, to_verify=None, lines=None,
            left_out=None,
        )  # fmt: skip

    @classmethod
    def opened(cls, row: Mapping[str, Any], held: Held, lines: bool) -> "Estimate":
        """The stored working as well, its lines if they are asked."""
        data = orjson.loads(row["detail"])
        missing, reason_text = _missing(data, held)
        return cls(
            held=held, prestation=data["prestation"], psu=data["psu"], amount=data["right"],
            day=date.fromisoformat(data["day"]), reason=Reason(data["reason"]) if data["reason"] else None,
            reason_text=reason_text, missing_items=missing, fictional=data["fictional"],
            to_verify=data["to_verify"], computed_at=row["computed_at"],
            lines=[_line(line, held) for line in data["lines"]] if lines else None,
            left_out=[EstimateLeftOut(held=held, **{"adds": True, **each}) for each in data.get("left_out", ())],
        )  # fmt: skip


IN_COLUMNS = frozenset({"psu", "amount", "fictional", "computedAt"})
"""The fields of an estimate that need not open the stored working."""


LABELS = {item.name: item.label for kind in KINDS.values() for part in Part for item in typed_items(kind, part)}
ACCOUNTS = frozenset(item.name for kind in KINDS.values() for item in typed_items(kind, Part.FINANCE))


def _missing(data: Mapping[str, Any], held: Held) -> tuple[list[str], str | None]:
    """The missing items that the reader may know of, and the reason in words that name no other."""
    readable = [name for name in data["missing"] if may("finance.figures", held) or name not in ACCOUNTS]
    hidden = len(data["missing"]) - len(readable)
    return readable, missing_text([LABELS[name] for name in readable], hidden) if hidden else data["reason_text"]


def _line(data: Mapping[str, Any], held: Held) -> EstimateLine:
    readable = [each for each in data["operands"] if may("finance.figures", held) or not _is_account(each)]
    told = {"decimals": None, **data, "operands": [_operand(each, held) for each in readable]}
    return EstimateLine(
        **told,
        formula_in_words=in_words(data["formula"], {each["symbol"]: each["label"] for each in readable}),
        hidden_operand_count=len(data["operands"]) - len(readable),
        held=held,
    )


def _is_account(operand: Mapping[str, Any]) -> bool:
    return operand["origin"] == Origin.ITEM and operand["reference"] in ACCOUNTS


def _operand(data: Mapping[str, Any], held: Held) -> EstimateOperand:
    used = data["parameter"]
    parameter = used and ParameterUse(
        held=held,
        since=date.fromisoformat(used["since"]),
        until=used["until"] and date.fromisoformat(used["until"]),
        source=used["source"],
        status=Status(used["status"]),
    )
    value = data["value"]
    shown = ("oui" if value else "non") if isinstance(value, bool) else str(value)
    return EstimateOperand(
        **{**data, "value": shown, "origin": Origin(data["origin"]), "parameter": parameter}, held=held
    )
