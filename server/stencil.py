"""The templates of the server: whatever is put in them is text and is escaped; what is missing is an error."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from rules.french import capital, day, moment, spaced

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"spaced": spaced, "day": day, "moment": moment, "capital": capital}
    return environment


def template(name: str) -> Template:
    """A template by its path under `server/templates`."""
    return _environment().get_template(name)
