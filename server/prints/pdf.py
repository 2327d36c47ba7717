"""A page of HTML laid out as PDF by WeasyPrint, away from the event loop, with nothing fetched from anywhere.

The library needs Pango, which a machine may lack; it is therefore loaded with the first receipt and not before, so that
the portal runs without it.
"""

import asyncio
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from rules.problems import Code, Refused, problem
from server.pages import STATIC

AT_ONCE = 1
"""Layout holds the interpreter: more at a time would not be faster, only hungrier."""
MAX_WAITING = 40
ORIGIN = "http://portal.invalid"
"""Addresses on the page become these; what they name is read from the files of the portal, and no other is opened."""
BUNDLED = {
    f"{ORIGIN}/static/{path.relative_to(STATIC).as_posix()}": path
    for path in (STATIC / "printout.css", *sorted((STATIC / "fonts").glob("*.woff2")))
}

MEDIA_TYPES = {".css": "text/css", ".woff2": "font/woff2"}


class Press:
    """Lays out one page after the other; those who ask wait for their turn, up to a number."""

    def __init__(self) -> None:
        self.waiting = 0
        self._worker = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="press")

    async def pdf(self, page: str) -> bytes:
        """The page as PDF/A-2a, tagged for screen readers. The same page gives the same bytes.

        Raises `Refused` with `PDF_UNAVAILABLE` when Pango is missing, `PDF_BUSY` when too many wait.
        """
        if self.waiting >= MAX_WAITING:
            raise Refused(problem(Code.PDF_BUSY))
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._worker, _laid_out, page)
        finally:
            self.waiting -= 1


def drawable(text: str) -> str:
    """The text with an empty square for what the bundled fonts cannot draw, be it an emoji.

    Another font of the machine would draw it, or none would and it would be lost without a trace; so a receipt looks the
    same wherever it is made.
    """
    return _undrawable().sub("□", unicodedata.normalize("NFC", text))


@cache
def _undrawable() -> re.Pattern[str]:
    from fontTools.ttLib import TTFont

    fonts = [TTFont(path).getBestCmap() for path in BUNDLED.values() if path.suffix == ".woff2"]
    common = set.intersection(*map(set, fonts))
    return re.compile(rf"[^\s{re.escape(''.join(map(chr, sorted(common))))}]+")


def _laid_out(page: str) -> bytes:
    try:
        from weasyprint import HTML  # never before: it looks for Pango as it loads
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError):
        raise Refused(problem(Code.PDF_UNAVAILABLE)) from None

    class Bundled(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Opens the files of this portal that a page needs, and refuses every other address."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            path = BUNDLED.get(url)
            if path is None:
                raise ValueError(f"not a file of this portal: {url[:100]}")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": MEDIA_TYPES[path.suffix]})

    pdf: bytes = HTML(string=drawable(page), base_url=f"{ORIGIN}/", url_fetcher=Bundled()).write_pdf(
        pdf_variant="pdf/a-2a"
    )
    return pdf
