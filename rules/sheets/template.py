"""The table that is offered to be filled: every line of a part, with what is saved now, so that it can be sent back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from rules.forms import Form, Part, Value, Values
from rules.sheets import HEADINGS, LINES_OF, PERIODS_OF, UNIT_WORDS, Content, Head
from rules.sheets.lines import Line, Lines

FIGURES, PERIODS = "Rubriques", "Places par période"
"""The names of its sheets."""

Row = Mapping[Head, Content | None]
"""What stands under each title; none where nothing is saved, no title at all where the line has no such column."""


@dataclass(frozen=True, slots=True)
class Template:
    """The titles and rows of the figures and, for a part that asks them, of the places by period."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    periods: tuple[Row, ...] | None

    @classmethod
    def of(cls, form: Form, part: Part, values: Values) -> Self:
        """The template of a part, filled with these values."""
        lines = Lines.of(form, part)
        saved = values.get(lines.periods.name) if lines.periods else None
        rows: tuple[Row, ...] = tuple(
            {Head.FROM: each.starts_on, Head.TO: each.ends_on, Head.PLACES: str(each.places)}
            for each in (saved if isinstance(saved, tuple) else ())
        )
        return cls(
            (*LINES_OF, Head.UNIT, *lines.heads, Head.HELP),
            tuple(_row(line, values) for line in lines.typed),
            rows if lines.periods else None,
        )

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the figures."""
        return tuple(HEADINGS[head][0] for head in self.heads)

    @property
    def titles_of_periods(self) -> tuple[str, ...]:
        """The titles of the places by period."""
        return tuple(HEADINGS[head][0] for head in PERIODS_OF)


def _row(line: Line, values: Values) -> Row:
    given = {head: _content(values.get(item.name)) for head, item in line.items.items()}
    words = {Head.NAME: line.label, Head.CODE: line.code, Head.UNIT: UNIT_WORDS[line.unit][0], Head.HELP: line.tooltip}
    return {**words, **given}


def _content(value: Value | None) -> Content | None:
    """A figure as a cell holds it: yes and no in words, which everybody can type."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return None if isinstance(value, tuple) else value
