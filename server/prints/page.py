"""A printout as a page of HTML: for a browser, and for the PDF that is laid out from it."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from resolvers.printouts import Printout
from rules.french import spaced
from server.pages import STATIC

TEMPLATES = STATIC.parent / "templates"


@cache
def _template() -> Template:
    """Whatever stands in a printout is text: every value is escaped, a missing one is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["spaced"] = spaced
    return environment.get_template("printout.html")


def html(printout: Printout, spreadsheet: str = "") -> str:
    """The page. `spreadsheet` is the address of the same figures for a spreadsheet, on screen only."""
    return _template().render(printout=printout, spreadsheet=spreadsheet)
