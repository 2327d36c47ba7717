"""What a kind of structure is: its form, its controls, its prestation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.controls import Control
from rules.estimate import Estimate
from rules.forms import DeclarationKind, Form, Part, Values


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of structure (Eaje, later Alsh, Rpe…).

    `natures` are the activities it covers, code → French label. `estimate` takes the figures, the declaration
    kind, the first day of the year and whether invented prices may be used. `totals` gives the sums of the
    accounts, `computed` the figures of the activity that nobody types; both leave out what cannot be computed.
    """

    code: str
    label: str
    natures: Mapping[str, str]
    form: Form
    controls: tuple[Control, ...]
    required_parts: Mapping[DeclarationKind, tuple[Part, ...]]
    estimate: Callable[[Values, DeclarationKind, date, bool], Estimate]
    totals: Callable[[Values], dict[str, Decimal]]
    computed: Callable[[Values, date], dict[str, Decimal]]

    def control(self, code: str) -> Control | None:
        """The control of that code, if this kind has it."""
        return next((control for control in self.controls if control.code == code), None)
