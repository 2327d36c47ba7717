"""The sheet on which a prestation is worked out: it writes lines and remembers where operands came from."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from rules.estimate import Line, Operand, Origin, ParameterUse
from rules.forms import Form, Unit, Values
from rules.parameters import Parameter, Parameters, Status

CENT = Decimal("0.01")
TO_THE_CENT = "au centime le plus proche, le demi-centime au centime supérieur"

_UNITS = {Unit.COUNT: "", Unit.DAYS: "jours", Unit.HOURS: "h", Unit.EUROS: "€", Unit.PERCENT: "%", Unit.YES_NO: ""}


def cents(value: Decimal) -> Decimal:
    """An amount to the cent, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


class Worksheet:
    """Figures, a day and the law of that day on one side; the lines written so far on the other."""

    def __init__(self, form: Form, values: Values, day: date, parameters: Parameters) -> None:
        self.lines: list[Line] = []
        self.day = day
        self._form = form
        self._values = values
        self._parameters = parameters
        self._used: dict[str, Parameter] = {}

    def figure(self, name: str) -> Decimal:
        """The typed figure of an item that is not a yes or no."""
        value = self._values[name]
        if isinstance(value, bool):
            raise TypeError(f"{name} is no figure")
        return value

    def yes(self, name: str) -> bool:
        """Is the answer to that item yes?"""
        return self._values[name] is True

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

    def result(self, code: str) -> Decimal:
        """The result of a line already written."""
        return self._line(code).result

    def items(self, **names: str) -> tuple[Operand, ...]:
        """Operands typed in the form, by symbol."""
        return tuple(self._item(symbol, name) for symbol, name in names.items())

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
            self._used[name] = self._parameters.on(name, self.day)
        return self._used[name]

    def _line(self, code: str) -> Line:
        return next(line for line in self.lines if line.code == code)

    def _item(self, symbol: str, name: str) -> Operand:
        item = self._form.by_name[name]
        return Operand(symbol, item.label, self._values[name], _UNITS[item.unit], Origin.ITEM, name)

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
