"""The dated values of the law: which value was in force on a day, since when, and who says so.

Each `*.yaml` of this folder maps a parameter to its label, its unit and its values. A value stands in quotes
(an exact decimal, or a code) or is `true` / `false`; it runs until the day before the next one, or until its
own `until`. Each value says where it comes from and when it was last compared with that source (`checked`), itself or
through its parameter. Invented values stand in files named `*_fictional.yaml`, and nowhere else, and are compared with nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from rules.parameters.absence import NoValueInForce
from rules.parameters.marks import BadParameterFile
from rules.parameters.reader import STATUS_LABELS, Parameter, Status, read_folder

__all__ = [
    "PARAMETERS", "STATUS_LABELS", "BadParameterFile", "NoValueInForce", "Parameter", "Parameters", "Status",
    "UnknownParameter", "UnknownReading",
]  # fmt: skip

T = TypeVar("T")


class UnknownParameter(LookupError):
    """No file names this parameter: a mistake of the program."""


class UnknownReading(LookupError):
    """The parameter names a rule that the program does not know: nothing is computed by another."""

    def __init__(self, parameter: Parameter, known: Iterable[str]) -> None:
        super().__init__(f"{parameter.name} is {parameter.text}, none of {', '.join(known)}")


class Parameters:
    """Every dated value of a folder, looked up by name and day."""

    def __init__(self, values: Mapping[str, tuple[Parameter, ...]]) -> None:
        self._values = dict(values)
        self._starts = {name: [parameter.since for parameter in found] for name, found in values.items()}

    def on(self, name: str, day: date) -> Parameter:
        """The value in force on a day. Raises `UnknownParameter` or `NoValueInForce`."""
        values = self.all(name)
        place = bisect_right(self._starts[name], day)
        found = values[place - 1] if place else None
        if found is None or (found.until is not None and day > found.until):
            raise NoValueInForce(day, values)
        return found

    def reading(self, name: str, day: date, known: Mapping[str, T]) -> T:
        """What a parameter names on a day, among the rules that the program knows. Raises `UnknownReading` as well."""
        parameter = self.on(name, day)
        if parameter.text not in known:
            raise UnknownReading(parameter, known)
        return known[parameter.text]

    def first_day(self, name: str) -> date:
        """The day from which the parameter has a value."""
        return self.all(name)[0].since

    def all(self, name: str) -> tuple[Parameter, ...]:
        """Every value of a parameter, oldest first. Raises `UnknownParameter`."""
        try:
            return self._values[name]
        except KeyError:
            raise UnknownParameter(name) from None

    def names(self) -> tuple[str, ...]:
        """The names of all parameters, in alphabetical order."""
        return tuple(sorted(self._values))


PARAMETERS = Parameters(read_folder(Path(__file__).parent))
