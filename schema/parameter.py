"""The dated values of the law in GraphQL."""

from datetime import date

import strawberry

from models.scope import NOBODY, Held
from resolvers.asker import Asker
from resolvers.parameters import history_of, told_on, value_of
from rules.parameters import STATUS_LABELS, Parameter, Status
from schema.guards import guarded

READ = "parameter.read"
VALUE = (
    'A decimal with a point, a code in capitals, or "oui" and "non". Null where there is none, and for an invented value'
    " where the portal is no demonstration."
)


@strawberry.type(description="One dated value of a parameter, with its source.")
class ParameterValue:
    """From a day to a day, both included."""

    held: strawberry.Private[Held]
    value: str | None = guarded(READ, VALUE)
    since: date = guarded(READ, "In force from this day.")
    until: date | None = guarded(READ, "In force until this day, if it ended.")
    source: str = guarded(READ, "The text that it comes from, in French.")
    href: str | None = guarded(READ, "Where that text is published, if it is known.")
    status: Status = guarded(READ, "How sure it is.")
    status_label: str = guarded(READ, "The same in French.")
    checked_on: date | None = guarded(READ, "When somebody last compared it with its source; null if it is invented.")

    @classmethod
    def of(cls, one: Parameter, asker: Asker) -> "ParameterValue":
        """Make it from a value of the rules."""
        return cls(
            held=NOBODY, value=value_of(one, asker.house), since=one.since, until=one.until, source=one.source, href=one.href,
            status=one.status, status_label=STATUS_LABELS[one.status], checked_on=one.checked,
        )  # fmt: skip


@strawberry.type(
    name="Parameter",
    description="A parameter of the law (paramètre) on a day, with its value or the reason why it has none.",
)
class LegalParameter:
    """What is in force on the day asked, and on demand every other dated value."""

    held: strawberry.Private[Held]
    asker: strawberry.Private[Asker]
    name: str = guarded(READ, "Stable name, e.g. psu.coverage_rate.")
    label: str = guarded(READ, "What it is, in French.")
    unit: str = guarded(READ, "The unit of its values; empty for a code, and for yes or no.")
    value: str | None = guarded(READ, VALUE)
    reason_text: str | None = guarded(READ, "Why there is no value on that day, in French.")
    since: date | None = guarded(READ, "The value is in force from this day.")
    until: date | None = guarded(READ, "It is in force until this day, if it ended.")
    source: str | None = guarded(READ, "The text that it comes from, in French.")
    href: str | None = guarded(READ, "Where that text is published, if it is known.")
    status: Status | None = guarded(READ, "How sure it is.")
    status_label: str | None = guarded(READ, "The same in French.")
    checked_on: date | None = guarded(READ, "When somebody last compared it with its source; null if it is invented.")

    @classmethod
    def of(cls, name: str, day: date | None, asker: Asker) -> "LegalParameter":
        """What is told on a day, or today."""
        told = told_on(name, day or asker.today, asker.house)
        found = told.in_force
        return cls(
            held=NOBODY, asker=asker, name=name, label=told.first.label, unit=told.first.unit, value=told.value,
            reason_text=told.reason, since=found.since if found else None, until=found.until if found else None,
            source=found.source if found else None, href=found.href if found else None, status=found.status if found else None,
            status_label=STATUS_LABELS[found.status] if found else None, checked_on=found.checked if found else None,
        )  # fmt: skip

    @guarded(READ, "Every dated value, the oldest first.")
    def history(self) -> list[ParameterValue]:
        """Made when asked."""
        return [ParameterValue.of(each, self.asker) for each in history_of(self.name)]
