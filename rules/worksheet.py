"""The sheet on which a prestation is worked out: it writes lines and remembers where operands came from."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from rules import french
from rules.case import Case, Sent
from rules.estimate import Line, Operand, Origin, ParameterUse
from rules.figures import figure
from rules.forms import KIND_LABELS, PlacesPeriod, Unit
from rules.parameters import Parameter, Parameters, Status

_GRAIN = Decimal("1E-12")
TO_THE_CENT = "au centime le plus proche, le demi-centime au centime supérieur"

_UNITS = {Unit.DAYS: "jours", Unit.HOURS: "h", Unit.EUROS: "€", Unit.PERCENT: "%", Unit.FTE: "Etp"}


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounded to so many decimals, half up. What a quotient of 28 digits lacks of a half is given back to it first."""
    return value.quantize(_GRAIN, ROUND_HALF_UP).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def cents(value: Decimal) -> Decimal:
    """An amount to the cent, half up."""
    return half_up(value, 2)


def plus(terms: Iterable[str]) -> str:
    """The formula of a sum."""
    return " + ".join(terms)


def sum_of(operands: Iterable[Operand]) -> str:
    """The formula that adds operands up."""
    return plus(operand.symbol for operand in operands)


class Worksheet:
    """The figures of a case and the law of its day on one side; the lines written so far on the other."""

    def __init__(self, case: Case, parameters: Parameters) -> None:
        self.lines: list[Line] = []
        self.case = case
        self.day = case.day
        self._items = {item.name: item for item in (*case.form.computed, *case.form.items)}
        self.parameters = parameters
        self._used: dict[str, Parameter] = {}

    def figure(self, name: str) -> Decimal:
        """The year's figure of an item. Raises `NotKnown` when it is absent."""
        return figure(self.case.values, name)

    def yes(self, name: str) -> bool:
        """Is the answer to that item yes?"""
        return self.case.values.get(name) is True

    def value(self, name: str) -> Decimal:
        """The figure of a parameter on the day of the sheet. Raises `NoValueInForce`."""
        value = self._law(name).value
        if not isinstance(value, Decimal):
            raise TypeError(f"{name} is no figure")
        return value

    def code(self, name: str) -> str | bool:
        """The rule that a parameter names on the day of the sheet. Raises `NoValueInForce`."""
        value = self._law(name).value
        if isinstance(value, Decimal):
            raise TypeError(f"{name} is no rule")
        return value

    def wrote(self, code: str) -> bool:
        """Is there a line of that code?"""
        return any(line.code == code for line in self.lines)

    def result(self, code: str) -> Decimal:
        """The result of a line already written."""
        return self._line(code).result

    def items(self, **names: str) -> tuple[Operand, ...]:
        """Operands that are figures of the form, by symbol: the year's, when an update asks two columns."""
        return tuple(self._item(symbol, name) for symbol, name in names.items())

    def periods(self, periods: tuple[PlacesPeriod, ...]) -> tuple[Operand, ...]:
        """Operands of places by period: n1 places during d1 days, n2 during d2…"""
        name, unit = "placesByPeriod", _UNITS[Unit.DAYS]
        return tuple(
            operand
            for place, each in enumerate(periods, start=1)
            for dates in (f"du {french.day(each.starts_on)} au {french.day(each.ends_on)}",)
            for operand in (
                Operand(f"n{place}", f"Places {dates}", Decimal(each.places), "", Origin.ITEM, name),
                Operand(f"d{place}", f"Jours {dates}", Decimal(each.days), unit, Origin.ITEM, name),
            )
        )

    def sent(self, symbol: str, label: str, value: Decimal, unit: str, sent: Sent) -> Operand:
        """An operand taken from another declaration, as it was sent."""
        label = f"{label} ({KIND_LABELS[sent.kind]} {sent.year})"
        return Operand(symbol, label, value, unit, Origin.SENT, f"{sent.kind}-{sent.year}")

    def law(self, **names: str) -> tuple[Operand, ...]:
        """Operands taken from the parameters, by symbol."""
        return tuple(self._parameter(symbol, self._law(name)) for symbol, name in names.items())

    def rules(self, *names: str) -> tuple[Operand, ...]:
        """Operands that are readings of the law: they choose the formula and do not stand in it."""
        return tuple(self._parameter("règle", self._law(name)) for name in names)

    def earlier(self, **codes: str) -> tuple[Operand, ...]:
        """Operands that are results of lines already written, by symbol."""
        return tuple(self._result(symbol, self._line(code)) for symbol, code in codes.items())

    def write(
        self,
        code: str,
        label: str,
        formula: str,
        operands: tuple[Operand, ...],
        result: Decimal,
        *,
        unit: str = "€",
        rounding: str | None = None,
        adds: bool = False,
    ) -> Decimal:
        """Write a line and give back its result."""
        self.lines.append(Line(code, label, formula, operands, unit, rounding, result, adds))
        return result

    def adding(self) -> tuple[tuple[Operand, ...], Decimal]:
        """The lines that add up so far, numbered L1, L2…, and their sum."""
        lines = [line for line in self.lines if line.adds]
        operands = tuple(self._result(f"L{place}", line) for place, line in enumerate(lines, start=1))
        return operands, sum((line.result for line in lines), Decimal(0))

    def relies_on(self, status: Status) -> bool:
        """Was a parameter of that status used?"""
        return any(parameter.status is status for parameter in self._used.values())

    def _law(self, name: str) -> Parameter:
        if name not in self._used:
            self._used[name] = self.parameters.on(name, self.day)
        return self._used[name]

    def _line(self, code: str) -> Line:
        return next(line for line in self.lines if line.code == code)

    def _item(self, symbol: str, name: str) -> Operand:
        item, value = self._items[name], self.case.values[name]
        if isinstance(value, tuple):
            raise TypeError(f"{name} is no single figure")
        return Operand(symbol, item.label, value, _UNITS.get(item.unit, ""), Origin.ITEM, name)

    @staticmethod
    def _parameter(symbol: str, parameter: Parameter) -> Operand:
        return Operand(
            symbol,
            parameter.label,
            parameter.value,
            parameter.unit,
            Origin.PARAMETER,
            parameter.name,
            ParameterUse.of(parameter),
        )

    @staticmethod
    def _result(symbol: str, line: Line) -> Operand:
        return Operand(symbol, line.label, line.result, line.unit, Origin.LINE, line.code)
