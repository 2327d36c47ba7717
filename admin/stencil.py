"""Templates of pages: whatever is put in them is text and is escaped; what is missing is an error."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from rules.columns import word
from rules.french import capital, day, moment, spaced


def stencils(folder: Path) -> Callable[[str], Template]:
    """The templates of a folder, by their path in it."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"spaced": spaced, "day": day, "moment": moment, "capital": capital}
    environment.globals["word"] = word
    return cache(environment.get_template)
