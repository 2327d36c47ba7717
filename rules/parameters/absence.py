"""A day on which a parameter has no value: which one, what it is, and from when it is known."""

from collections.abc import Sequence
from datetime import date

from rules import french
from rules.parameters.reader import Parameter


class NoValueInForce(LookupError):
    """The parameter has no value on that day: an answer to give, never a zero.

    `before` is the value that ended last, `after` the one that begins next: one of them may be absent.
    """

    def __init__(self, day: date, values: Sequence[Parameter]) -> None:
        self.name, self.label, self.day = values[0].name, values[0].label, day
        self.before = next((each for each in reversed(values) if each.since <= day), None)
        self.after = next((each for each in values if each.since > day), None)
        super().__init__(f"{self.name} has no value on {day.isoformat()}")

    @property
    def first_day(self) -> date | None:
        """The first day after it on which there is a value; none when the last one has ended."""
        return self.after.since if self.after else None

    @property
    def sentence(self) -> str:
        """What is missing, and since or until when it is known, in French."""
        ended, begins = self.before.until if self.before else None, self.first_day
        known = []
        if ended:
            known.append(f"la dernière valait jusqu'au {french.plain_day(ended)}")
        if begins:
            known.append(f"la {'suivante' if ended else 'première'} vaut depuis le {french.plain_day(begins)}")
        day = french.plain_day(self.day)
        return f"« {self.label} » ({self.name}) n'a pas de valeur enregistrée au {day} : {', '.join(known)}."
