"""The dated values of the law: which value was in force on a day, since when, and who says so.

Each `*.yaml` of this folder maps a parameter to its label, its unit and its values. A value stands in quotes
(an exact decimal, or a code) or is `true` / `false`; it runs until the day before the next one, or until its
own `until`. Invented values stand in files named `*_fictional.yaml`, and nowhere else.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from rules.parameters.reader import BadParameterFile, Parameter, Status, read_folder

__all__ = ["PARAMETERS", "BadParameterFile", "NoValueInForce", "Parameter", "Parameters", "Status", "UnknownParameter"]


class UnknownParameter(LookupError):
    """No file names this parameter: a mistake of the program."""


class NoValueInForce(LookupError):
    """The parameter has no value on that day: an answer to give, never a zero."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{name} has no value on {day.isoformat()}")
        self.name = name
        self.day = day

    @property
    def sentence(self) -> str:
        """The same in French."""
        return f"{self.name} n'a pas de valeur au {self.day:%d/%m/%Y}."


class Parameters:
    """Every dated value of a folder, looked up by name and day."""

    def __init__(self, values: Mapping[str, tuple[Parameter, ...]]) -> None:
        self._values = dict(values)
        self._starts = {name: [parameter.since for parameter in found] for name, found in values.items()}

    def on(self, name: str, day: date) -> Parameter:
        """The value in force on a day. Raises `UnknownParameter` or `NoValueInForce`."""
        values = self.all(name)
        place = bisect_right(self._starts[name], day)
        if place == 0:
            raise NoValueInForce(name, day)
        found = values[place - 1]
        if found.until is not None and day > found.until:
            raise NoValueInForce(name, day)
        return found

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
