"""What a kind of structure is: its items, its controls, its prestation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rules.case import Case
from rules.controls import Control
from rules.estimate import Estimate
from rules.forms import DeclarationKind, Form, Item, Part
from rules.thresholds import Threshold


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of structure (Eaje, later Alsh, Rpe…).

    `natures` are the activities it covers, code → French label. `items` are all that a form of it ever asked, up to
    `version`. `required_parts` takes the kind of a declaration and its year. `estimate` shows the right that a case
    would open, `totals` the sums of its accounts, `computed` the figures of the activity that nobody types; both leave
    out what cannot be computed. `thresholds` are those of its prestation.
    """

    code: str
    label: str
    natures: Mapping[str, str]
    version: int
    items: tuple[Item, ...]
    controls: tuple[Control, ...]
    required_parts: Callable[[DeclarationKind, int], tuple[Part, ...]]
    estimate: Callable[[Case], Estimate]
    totals: Callable[[Case], dict[str, Decimal]]
    computed: Callable[[Case], dict[str, Decimal]]
    thresholds: tuple[Threshold, ...] = ()

    _forms: dict[tuple[DeclarationKind, int, int], Form] = field(default_factory=dict, init=False, repr=False)
    _parts: Mapping[str, Part] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = [
            (name, item.part) for item in self.items for name in (item.name, *(each.name for each in item.split()))
        ]
        object.__setattr__(self, "_parts", dict(names))

    def form(self, declared: DeclarationKind, year: int, version: int | None = None) -> Form:
        """What a declaration of that kind and year asks, in the version it was opened with (else the latest).

        Only the parts that such a declaration requires have items.
        """
        key = (declared, year, version or self.version)
        if key not in self._forms:
            parts = self.required_parts(declared, year)
            asked = tuple(item for item in self.items if item.part in parts)
            self._forms[key] = Form.of(asked, declared, version or self.version, year)
        return self._forms[key]

    def part_of(self, name: str) -> Part:
        """The part in which an item stands, whichever the form. Raises `LookupError` for a strange one."""
        return self._parts[name]

    def control(self, code: str) -> Control | None:
        """The control of that code, if this kind has it."""
        return next((control for control in self.controls if control.code == code), None)
