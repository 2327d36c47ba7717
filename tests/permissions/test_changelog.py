"""Each right that was not there from the first has its line in the changelog, under Permissions. Imports nothing of the rules."""

import hashlib
import re

from tests.permissions.table import FIRST, HERE, ROLES, first, granted

CHANGELOG = HERE.parent.parent / "CHANGELOG.md"
KEPT = "d6435666e58e4b13b1998e29af4c874070098193263f86bc077a12b596a4da5c"
"""The fingerprint of the rights of the first: they are history, and are not written again."""

Pair = tuple[str, str]


def lines_of(text: str) -> list[str]:
    """The lines told under Permissions, of every release."""
    sections = re.findall(r"^### Permissions\n(.*?)(?=^##|\Z)", text, re.M | re.S)
    return [" ".join(line.split()) for section in sections for line in re.split(r"^- ", section, flags=re.M)[1:]]


def untold(pairs: set[Pair], lines: list[str]) -> set[Pair]:
    """The rights that no line names: its action or act in backquotes, whose it is, and in which state or on which day."""
    return {pair for pair in pairs if not any(_names(line, pair) for line in lines)}


def _names(line: str, pair: Pair) -> bool:
    name, column = pair
    words = [ROLES.get(word, word) for word in (*name.split()[1:], *column.split())]
    return f"`{name.split()[0]}`" in line and all(re.search(rf"\b{re.escape(word)}\b", line) for word in words)


def test_each_widening_has_a_line_in_the_changelog() -> None:
    assert untold(granted() - first(), lines_of(CHANGELOG.read_text(encoding="utf-8"))) == set()


def test_the_rights_of_the_first_stay_as_they_were_written() -> None:
    assert hashlib.sha256(FIRST.read_bytes()).hexdigest() == KEPT


def test_a_widening_that_nobody_tells_is_found() -> None:
    pair = ("finance.read", "A")
    assert pair not in first()
    told = "- `finance.read`: an ACTIVITY_DATA_PROVIDER reads the accounts of his tenure.\n"
    assert untold({pair}, lines_of("### API\n\n" + told)) == {pair}
    assert untold({pair}, lines_of("### Permissions\n\n- `finance.read`: an APPROVER reads more.\n")) == {pair}
    assert untold({pair}, lines_of("## Unreleased\n\n### Permissions\n\n" + told + "\n### API\n")) == set()
    later = ("withdraw", "PROCESSING P")
    assert untold({later}, ["`withdraw` by an APPROVER while it is PROCESSING."]) == set()
    assert untold({later}, ["`withdraw` by an APPROVER."]) == {later}
