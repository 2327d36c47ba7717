"""The figures of the law stand in the parameters, with their date and source, and nowhere in the program."""

import ast
from collections.abc import Iterator
from typing import Any

import yaml

from tests.test_house import ROOT, modules


def test_no_figure_of_the_law_stands_in_python() -> None:
    in_the_law = {
        float(number)
        for path in (ROOT / "rules/parameters").glob("*.yaml")
        for number in _numbers(yaml.safe_load(path.read_text(encoding="utf-8")))
    } - {0.0, 1.0, 100.0}
    assert len(in_the_law) > 20, "the parameters were not read"
    in_python = {
        (str(path), _number(node.value))
        for path, tree in modules("rules").items()
        if not str(path).startswith(WITHOUT_LAW)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and _number(node.value) in in_the_law
    }
    assert in_python - NOT_OF_THE_LAW == set()


WITHOUT_LAW = (
    "rules/problems/", "rules/sheets/", "rules/imports/", "rules/numerals.py", "rules/values.py", "rules/french.py", "rules/receipts.py",
    "rules/sign_in.py", "rules/notice.py",
)  # fmt: skip
"""Words of refusals, what reads and writes figures, whatever they mean, and how often a password may be tried."""
NOT_OF_THE_LAW = {
    ("rules/averages.py", 2.0),
    ("rules/averages.py", 3.0),
    ("rules/averages.py", 4.0),
    ("rules/averages.py", 5.0),
    ("rules/averages.py", 10.0),
    ("rules/estimate.py", 2.0),
    ("rules/formula.py", 2.0),
    ("rules/forms.py", 2.0),
    ("rules/kinds/eaje/editions.py", 2.0),
    ("rules/periods.py", 6.0),
    ("rules/periods.py", 12.0),
    ("rules/periods.py", 30.0),
    ("rules/periods.py", 2100.0),
    ("rules/places.py", 24.0),
    ("rules/progress.py", 4.0),
    ("rules/secrecy.py", 2.0),
    ("rules/simulation.py", 10.0),
    ("rules/structures.py", 4.0),
}
"""Decimals kept, places in a text, quartiles, days and months, the last year that can be opened, the second edition of a
form and round numbers, which happen to be equal to a legal value."""


def _number(text: object) -> float | None:
    """The number that a literal is or spells."""
    if isinstance(text, bool) or not isinstance(text, int | float | str):
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _numbers(tree: Any) -> Iterator[float]:
    """The values (not the dates, units or sources) of a file of parameters."""
    if isinstance(tree, dict):
        for key, each in tree.items():
            if key == "value" and _number(each) is not None:
                yield _number(each) or 0.0
            else:
                yield from _numbers(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from _numbers(each)
