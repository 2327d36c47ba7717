"""One declaration as the rules see it: its form, its figures, and what is known beside it."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from rules.agreements import Agreement
from rules.forms import DeclarationKind, Form, Values


@dataclass(frozen=True, slots=True)
class Sent:
    """The figures of another declaration of the same tenure, as they were last sent: the year's, columns added up."""

    kind: DeclarationKind
    year: int
    values: Values


@dataclass(frozen=True, slots=True)
class SharedAccounts:
    """What an organisation says of the charges of several structures together, and what their accounts add up to.

    `declared` is none as long as one of them is not known.
    """

    total: Decimal
    structures: int
    declared: Decimal | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the figures. Each may be unknown; a control that needs it is then silent.

    `licensed_places` is the highest authorisation in force on the days of the year that the tenure covers. `sent` holds,
    by kind and year, what was last sent for this year and the one before. `opened_on` is the structure's first day; the
    tenure runs from a day, until a day if it ends. `agreements` are those of the tenure that open a bonus. `accepted` is
    the Psu of the rights accepted, by kind and year, for the year of the declaration.
    """

    nature: str | None = None
    licensed_places: Decimal | None = None
    ctg_since: date | None = None
    observed_until: date | None = None
    sent: Mapping[tuple[DeclarationKind, int], Sent] = field(default_factory=dict)
    shared: SharedAccounts | None = None
    opened_on: date | None = None
    runs_from: date | None = None
    runs_until: date | None = None
    agreements: tuple[Agreement, ...] = ()
    accepted: Mapping[tuple[DeclarationKind, int], Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One declaration: what is typed, what that makes for the year, and the facts beside it.

    `rules_on` is the day whose law a simulation asks for, instead of that of the declared year.
    """

    form: Form
    year: int
    typed: Values
    facts: Facts = Facts()
    fictional_allowed: bool = False
    rules_on: date | None = None
    values: Values = field(init=False)
    """The figures of the year: the two columns of an update added up."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", self.form.yearly(self.typed))

    @property
    def day(self) -> date:
        """The day whose parameters apply: 1 January of the declared year, unless another law is asked for."""
        return self.rules_on or self.first_day

    @property
    def first_day(self) -> date:
        """The first day of the declared year."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """The last day of the declared year."""
        return date(self.year + 1, 1, 1) - timedelta(days=1)

    @property
    def declared(self) -> DeclarationKind:
        """The kind of declaration."""
        return self.form.declared

    def sent(self, kind: DeclarationKind, years_before: int = 0) -> Sent | None:
        """What was last sent of that kind, for this year or one before it."""
        return self.facts.sent.get((kind, self.year - years_before))

    @property
    def previous(self) -> Sent | None:
        """The figures of the year before: the actual ones, else the latest update, else the forecast."""
        return next(self._year_before(), None)

    def previous_with(self, names: Set[str]) -> Sent | None:
        """The same, of those that hold one of these figures: an update asks no accounts."""
        return next((found for found in self._year_before() if names & found.values.keys()), None)

    def _year_before(self) -> Iterator[Sent]:
        kinds = (DeclarationKind.ACTUAL, DeclarationKind.UPDATE, DeclarationKind.FORECAST)
        return (found for kind in kinds if (found := self.sent(kind, 1)))
