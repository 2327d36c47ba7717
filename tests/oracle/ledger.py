"""What was compared: how many examples, how often each field was read and refused, and what never was."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.oracle.asking import REFUSED
from tests.oracle.oracle import Expected
from tests.oracle.shape import SHAPE

NEVER_THERE = {"PendingStep.step", "PendingStep.label"}
"""What an open session does not tell: it waits for nothing."""


@dataclass
class Ledger:
    """Of one share of the examples."""

    examples: int = 0
    values: int = 0
    allowed: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)

    def note(self, told: Expected) -> None:
        """One example more."""
        self.examples += 1
        self.values += told.values
        self.allowed.update(told.allowed)
        self.hidden.update(each.name for each in told.hidden.values())

    def add(self, examples: int, values: int, allowed: dict[str, int], hidden: dict[str, int]) -> None:
        """What another one noted."""
        self.examples += examples
        self.values += values
        self.allowed.update(allowed)
        self.hidden.update(hidden)

    def missed(self) -> list[str]:
        """The fields never read, never refused, or refused though nobody should be."""
        every = {f"{kind}.{name}" for kind, fields in SHAPE.items() for name in fields}
        return [
            *(f"never read: {each}" for each in sorted(every - NEVER_THERE - set(self.allowed))),
            *(f"never refused: {each}" for each in sorted(set(REFUSED) - set(self.hidden))),
            *(
                f"refused to somebody, and not among REFUSED: {each}"
                for each in sorted(set(self.hidden) - set(REFUSED))
            ),
        ]


class Ledgers:
    """The ledgers of all shares, in a folder that the workers have in common."""

    def __init__(self, folder: Path, report: Path) -> None:
        self.folder, self.report = folder, report

    def close(self, share: int, ledger: Ledger, shares: int) -> list[str]:
        """Keep one; with the last of them, write the report and tell what none has."""
        self.folder.mkdir(exist_ok=True)
        part = self.folder / f"{share}.part"
        part.write_text(json.dumps(vars(ledger)), encoding="utf-8")
        part.rename(self.folder / f"{share}.json")
        found = sorted(self.folder.glob("*.json"))
        if len(found) < shares:
            return []
        whole = Ledger()
        for each in found:
            whole.add(**json.loads(each.read_text(encoding="utf-8")))
        self.report.parent.mkdir(exist_ok=True)
        told = {
            "examples": whole.examples, "values": whole.values,
            "types": len({each.partition(".")[0] for each in whole.allowed}), "fields": len(whole.allowed),
            "allowed": whole.allowed.total(), "refused": whole.hidden.total(), "refused_fields": len(whole.hidden),
        }  # fmt: skip
        self.report.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        return whole.missed()
