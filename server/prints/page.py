"""A printout as a page of HTML: for a browser, and for the PDF that is laid out from it."""

from resolvers.printouts import Printout
from server.stencil import template


def html(printout: Printout, spreadsheet: str = "") -> str:
    """The page. `spreadsheet` is the address of the same figures for a spreadsheet, on screen only."""
    return template("printout.html").render(printout=printout, spreadsheet=spreadsheet)
