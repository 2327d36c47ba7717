"""An estimate that shows its working: every line with its formula, its operands and where each came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.parameters.reader import DECIMAL, Parameter, Status

CENTS = 2


class Origin(StrEnum):
    """Where an operand comes from: an item of the form, a parameter of the law, another line, another declaration sent,
    an agreement that opens a bonus, a right that was accepted."""

    ITEM = "ITEM"
    PARAMETER = "PARAMETER"
    LINE = "LINE"
    SENT = "SENT"
    AGREEMENT = "AGREEMENT"
    ACCEPTED = "ACCEPTED"


class Reason(StrEnum):
    """Why there is no amount."""

    ITEMS_MISSING = "ITEMS_MISSING"
    NO_HOURS = "NO_HOURS"
    NO_CHARGES = "NO_CHARGES"
    FICTIONAL_PRICES = "FICTIONAL_PRICES"
    NO_PARAMETER = "NO_PARAMETER"


def missing_text(labels: Sequence[str], hidden: int = 0) -> str:
    """What is missing, in French; accounts that the reader may not see are only counted."""
    named = [f"« {label} »" for label in labels]
    if hidden:
        named.append(f"{hidden} rubrique{'s' if hidden > 1 else ''} du volet financier")
    return f"Il manque, pour estimer le droit : {', '.join(named)}."


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """The dates, source and status of the parameter value that was used."""

    since: date
    until: date | None
    source: str
    status: Status

    @classmethod
    def of(cls, parameter: Parameter) -> "ParameterUse":
        """What an estimate keeps of a parameter."""
        return cls(parameter.since, parameter.until, parameter.source, parameter.status)

    def to_data(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "since": self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "source": self.source,
            "status": str(self.status),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ParameterUse":
        """The inverse of `to_data`."""
        until = data["until"] and date.fromisoformat(data["until"])
        return cls(date.fromisoformat(data["since"]), until, data["source"], Status(data["status"]))


@dataclass(frozen=True, slots=True)
class Operand:
    """One value that a line reads; `reference` names the item, the parameter, the line or the declaration sent."""

    symbol: str
    label: str
    value: Decimal | str | bool
    unit: str
    origin: Origin
    reference: str
    parameter: ParameterUse | None = None

    def to_data(self) -> dict[str, Any]:
        """Ready for JSON: decimals as text."""
        return {
            "symbol": self.symbol,
            "label": self.label,
            "value": format(self.value, "f") if isinstance(self.value, Decimal) else self.value,
            "unit": self.unit,
            "origin": str(self.origin),
            "reference": self.reference,
            "parameter": self.parameter and self.parameter.to_data(),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Operand":
        """The inverse of `to_data`: a text that looks like a decimal was one, since codes never do."""
        value = data["value"]
        if isinstance(value, str) and DECIMAL.fullmatch(value):
            value = Decimal(value)
        used = data["parameter"] and ParameterUse.from_data(data["parameter"])
        return cls(data["symbol"], data["label"], value, data["unit"], Origin(data["origin"]), data["reference"], used)


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the computation. Lines with `adds` sum to the amount; the others show how they came about.

    The result is the formula over the operands, rounded half up to `decimals` if there are any to round to.
    """

    code: str
    label: str
    formula: str
    operands: tuple[Operand, ...]
    unit: str
    decimals: int | None
    result: Decimal
    adds: bool

    @property
    def rounding(self) -> str | None:
        """How it is rounded, in French."""
        if self.decimals is None:
            return None
        if self.decimals == CENTS:
            return "au centime le plus proche, le demi-centime au centime supérieur"
        return f"à {self.decimals} décimales, la demie vers le haut"

    def to_data(self) -> dict[str, Any]:
        """Ready for JSON: decimals as text."""
        return {
            "code": self.code,
            "label": self.label,
            "formula": self.formula,
            "operands": [operand.to_data() for operand in self.operands],
            "unit": self.unit,
            "rounding": self.rounding,
            "decimals": self.decimals,
            "result": format(self.result, "f"),
            "adds": self.adds,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Line":
        """The inverse of `to_data`."""
        operands = tuple(Operand.from_data(operand) for operand in data["operands"])
        result = Decimal(data["result"])
        return cls(
            data["code"],
            data["label"],
            data["formula"],
            operands,
            data["unit"],
            # Until lines kept their decimals, whatever was rounded was rounded to the cent.
            data["decimals"] if "decimals" in data else data["rounding"] and CENTS,
            result,
            data["adds"],
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One component that cannot be told, and why in French. With `adds` the amount would hold it; else it follows from it."""

    code: str
    label: str
    reason: str
    adds: bool = True

    def to_data(self) -> dict[str, str | bool]:
        """Ready for JSON."""
        return {"code": self.code, "label": self.label, "reason": self.reason, "adds": self.adds}


@dataclass(frozen=True, slots=True)
class Estimate:
    """The right that figures would open, in euros, or the reason why it cannot be told.

    `psu` is the prestation alone, `right` the whole. `fictional`: an invented price was needed.
    `to_verify`: a reading of ours was needed where the sources are silent. `left_out`: what cannot be told of what
    the right holds, and of what follows from it.
    """

    day: date
    psu: Decimal | None
    right: Decimal | None
    lines: tuple[Line, ...] = ()
    missing: tuple[str, ...] = ()
    reason: Reason | None = None
    reason_text: str | None = None
    fictional: bool = False
    to_verify: bool = False
    prestation: str = "PSU"
    left_out: tuple[LeftOut, ...] = ()

    @classmethod
    def none(
        cls, day: date, reason: Reason, text: str, missing: tuple[str, ...] = (), fictional: bool = False
    ) -> "Estimate":
        """No amount, and why."""
        return cls(day, None, None, missing=missing, reason=reason, reason_text=text, fictional=fictional)

    @property
    def parameters(self) -> tuple[Operand, ...]:
        """The parameters used, each once, in the order of their first use."""
        return tuple({used.reference: used for line in self.lines for used in line.operands if used.parameter}.values())

    def line(self, code: str) -> Line:
        """The line of that code; `KeyError` when the estimate has none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)

    def to_data(self) -> dict[str, Any]:
        """Ready for JSON: decimals as text, days in ISO form."""
        return {
            "prestation": self.prestation,
            "day": self.day.isoformat(),
            "psu": _text(self.psu),
            "right": _text(self.right),
            "lines": [line.to_data() for line in self.lines],
            "missing": list(self.missing),
            "reason": self.reason and str(self.reason),
            "reason_text": self.reason_text,
            "fictional": self.fictional,
            "to_verify": self.to_verify,
            "left_out": [each.to_data() for each in self.left_out],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Estimate":
        """The inverse of `to_data`."""
        return cls(
            day=date.fromisoformat(data["day"]),
            psu=_decimal(data["psu"]),
            right=_decimal(data["right"]),
            lines=tuple(Line.from_data(line) for line in data["lines"]),
            missing=tuple(data["missing"]),
            reason=data["reason"] and Reason(data["reason"]),
            reason_text=data["reason_text"],
            fictional=data["fictional"],
            to_verify=data["to_verify"],
            prestation=data["prestation"],
            left_out=tuple(LeftOut(**each) for each in data.get("left_out", ())),
        )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
