"""The sheet on which a prestation is worked out: it computes lines as they are printed, and keeps where operands came from."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rules import french
from rules.brackets import Side
from rules.case import Case, Sent
from rules.estimate import LeftOut, Line, Operand, Origin, ParameterUse, missing_text
from rules.figures import HUNDRED, NotKnown, figure
from rules.forms import KIND_LABELS, PlacesPeriod, Unit
from rules.formula import Formula, half_up
from rules.parameters import NoValueInForce, Parameter, Parameters, Status

_UNITS = {Unit.DAYS: "jours", Unit.HOURS: "h", Unit.EUROS: "€", Unit.PERCENT: "%", Unit.FTE: "Etp"}


def plus(terms: Iterable[str]) -> str:
    """The formula of a sum."""
    return " + ".join(terms)


def sum_of(operands: Iterable[Operand]) -> str:
    """The formula that adds operands up."""
    return plus(operand.symbol for operand in operands)


T = TypeVar("T")


class Untold(Exception):
    """A component cannot be told; why, in French."""


class Worksheet:
    """The figures of a case and the law of its day on one side; the lines written so far on the other."""

    def __init__(self, case: Case, parameters: Parameters) -> None:
        self.lines: list[Line] = []
        self.left_out: list[LeftOut] = []
        self.case = case
        self.day = case.day
        self._items = {item.name: item for item in (*case.form.computed, *case.form.items)}
        self.parameters = parameters
        self._used: dict[tuple[str, date], Parameter] = {}

    def figure(self, name: str) -> Decimal:
        """The year's figure of an item. Raises `NotKnown` when it is absent."""
        return figure(self.case.values, name)

    def yes(self, name: str) -> bool:
        """Is the answer to that item yes?"""
        return self.case.values.get(name) is True

    def value(self, name: str, day: date | None = None) -> Decimal:
        """The figure of a parameter on a day, that of the sheet unless told. Raises `NoValueInForce`."""
        value = self._law(name, day).value
        if not isinstance(value, Decimal):
            raise TypeError(f"{name} is no figure")
        return value

    def code(self, name: str, day: date | None = None) -> str | bool:
        """The rule that a parameter names on a day, that of the sheet unless told. Raises `NoValueInForce`."""
        value = self._law(name, day).value
        if isinstance(value, Decimal):
            raise TypeError(f"{name} is no rule")
        return value

    def reading(self, name: str, known: Mapping[str, T], day: date | None = None) -> T:
        """What a parameter names on a day, among the rules that the program knows. Raises `NoValueInForce`."""
        self._law(name, day)
        return self.parameters.reading(name, self._day(day), known)

    def side(self, name: str, day: date | None = None) -> Side:
        """Where a measure equal to a threshold goes, as a parameter says. Raises `NoValueInForce`."""
        return self.reading(name, Side.__members__, day)

    def began(self, name: str) -> bool:
        """Has the law known this parameter by the day of the sheet? Before, what it rules did not exist."""
        return self.parameters.first_day(name) <= self.day

    def wrote(self, code: str) -> bool:
        """Is there a line of that code?"""
        return any(line.code == code for line in self.lines)

    def result(self, code: str) -> Decimal:
        """The result of a line already written."""
        return self._line(code).result

    def items(self, **names: str) -> tuple[Operand, ...]:
        """Operands that are figures of the form, by symbol: the year's, when an update asks two columns."""
        return tuple(self._item(symbol, name) for symbol, name in names.items())

    def periods(self, periods: tuple[PlacesPeriod, ...], weigh: Callable[[PlacesPeriod], int]) -> tuple[Operand, ...]:
        """Operands of places by period: n1 places during d1 days, n2 during d2…, the days as they are weighed."""
        name, unit = "placesByPeriod", _UNITS[Unit.DAYS]
        return tuple(
            operand
            for place, each in enumerate(periods, start=1)
            for dates in (f"du {french.day(each.starts_on)} au {french.day(each.ends_on)}",)
            for operand in (
                Operand(f"n{place}", f"Places {dates}", Decimal(each.places), "", Origin.ITEM, name),
                Operand(f"d{place}", f"Jours {dates}", Decimal(weigh(each)), unit, Origin.ITEM, name),
            )
        )

    def sent(self, symbol: str, label: str, value: Decimal, unit: str, sent: Sent) -> Operand:
        """An operand taken from another declaration, as it was sent."""
        label = f"{label} ({KIND_LABELS[sent.kind]} {sent.year})"
        return Operand(symbol, label, value, unit, Origin.SENT, f"{sent.kind}-{sent.year}")

    def law(self, day: date | None = None, /, **names: str) -> tuple[Operand, ...]:
        """Operands taken from the parameters, by symbol, as they stand on a day: that of the sheet unless told."""
        return tuple(self._parameter(symbol, self._law(name, day)) for symbol, name in names.items())

    def rules(self, *names: str, day: date | None = None) -> tuple[Operand, ...]:
        """Operands that are readings of the law: they choose the formula and do not stand in it."""
        return tuple(self._parameter("règle", self._law(name, day)) for name in names)

    def earlier(self, **codes: str) -> tuple[Operand, ...]:
        """Operands that are results of lines already written, by symbol."""
        return tuple(self._result(symbol, self._line(code)) for symbol, code in codes.items())

    def write(
        self,
        code: str,
        label: str,
        formula: str,
        operands: tuple[Operand, ...],
        *,
        unit: str = "€",
        decimals: int | None = None,
        adds: bool = False,
    ) -> Decimal:
        """Compute a line as its formula says, rounded half up if told to so many decimals; write it, give its result."""
        symbols = {
            each.symbol: each.value / HUNDRED if each.unit == "%" else each.value
            for each in operands
            if isinstance(each.value, Decimal)
        }
        result = Formula.of(formula).value(symbols)
        if unit == "%":
            result *= HUNDRED
        if decimals is not None:
            result = half_up(result, decimals)
        self.lines.append(Line(code, label, formula, operands, unit, decimals, result, adds))
        return result

    def attempt(self, code: str, label: str, write: Callable[["Worksheet"], None], *, adds: bool = True) -> None:
        """Write the lines of a component, all or none: what keeps it from being told is said instead.

        `adds`: the right would hold it; otherwise it only follows from the right.
        """
        lines, used = len(self.lines), dict(self._used)
        try:
            write(self)
        except NoValueInForce as unknown:
            reason = unknown.sentence
        except NotKnown as absent:
            reason = missing_text([self._items[name].label for name in absent.args])
        except Untold as untold:
            reason = str(untold)
        else:
            if self.case.fictional_allowed or not self.relies_on(Status.FICTIONAL):
                return
            reason = "Un montant officiel de cette année n'est pas enregistré."
        del self.lines[lines:]
        self._used = used
        self.left_out.append(LeftOut(code, label, reason, adds))

    def adding(self) -> tuple[Operand, ...]:
        """The lines that add up so far, numbered L1, L2…"""
        lines = [line for line in self.lines if line.adds]
        return tuple(self._result(f"L{place}", line) for place, line in enumerate(lines, start=1))

    def relies_on(self, status: Status) -> bool:
        """Was a parameter of that status used?"""
        return any(parameter.status is status for parameter in self._used.values())

    def _day(self, day: date | None) -> date:
        """The day whose law holds: where another law is asked for it holds for everything."""
        return self.case.rules_on or day or self.day

    def _law(self, name: str, day: date | None = None) -> Parameter:
        key = name, self._day(day)
        if key not in self._used:
            self._used[key] = self.parameters.on(*key)
        return self._used[key]

    def _line(self, code: str) -> Line:
        return next(line for line in self.lines if line.code == code)

    def _item(self, symbol: str, name: str) -> Operand:
        item, value = self._items.get(name), self.case.values.get(name)
        if item is None:
            raise Untold("Le formulaire de cette déclaration ne demande pas ce qu'il faut pour l'estimer.")
        if value is None:
            raise NotKnown(name)
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
