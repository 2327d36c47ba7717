"""The closed list of error codes: what each means, the French sentence, what to do; a table for each area.

A refusal is data: `Problem`. `Refused` carries one or more of them out of a resolver before anything is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.codes import Code
from rules.problems.accounts import ACCOUNTS
from rules.problems.declarations import DECLARATIONS
from rules.problems.entry import Entry
from rules.problems.habilitations import HABILITATIONS
from rules.problems.imports import IMPORTS
from rules.problems.requests import REQUESTS
from rules.problems.sheets import SHEETS

__all__ = ["PROBLEMS", "Code", "Entry", "Problem", "Refused", "problem"]

_WORDS = {**REQUESTS, **ACCOUNTS, **HABILITATIONS, **DECLARATIONS, **SHEETS, **IMPORTS}
PROBLEMS: dict[Code, Entry] = {code: _WORDS[code] for code in Code}


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: its code, where it lies, French words and what to do."""

    code: Code
    message: str
    remedy: str
    path: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


def problem(code: Code, *path: str, details: Mapping[str, object] | None = None, **words: object) -> Problem:
    """Make a problem: `words` fill its sentences, `details` go to the machine."""
    entry = PROBLEMS[code]
    return Problem(code, entry.sentence.format(**words), entry.remedy.format(**words), path, details or {})


class Refused(Exception):
    """An act that cannot be done, with every reason at once. Nothing is written."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems
