"""The text of a mail, from its template: the first line is the subject, the rest is for the reader."""

import re
import textwrap
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from resolvers.outbox import Parcel
from rules.deadlines import far
from rules.forms import PART_LABELS
from rules.french import duration, long_day, long_moment, spaced
from rules.policy import ROLE_LABELS
from rules.timing import day_in_france
from server.pages import STATIC

TEMPLATES = STATIC.parent / "templates" / "mail"
WIDTH = 76
MOST = 20
"""The most structures that a mail lists."""


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link as its mail shows it."""

    address: str
    life: timedelta
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """What is read."""

    subject: str
    text: str


@cache
def _templates() -> Environment:
    """A missing value is an error; what people typed is text of one line, whatever it holds."""
    environment = Environment(  # noqa: S701 - plain text: there is nothing to escape
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_one_line,
    )
    environment.filters["long_day"] = long_day
    environment.filters["small"] = _small
    return environment


def _one_line(value: object) -> object:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", value).strip() if isinstance(value, str) else value


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def letter(parcel: Parcel, now: datetime, portal: str, link: Link | None = None) -> Letter:
    """Write the mail, as it stands now."""
    told = {
        "mail": parcel,
        "portal": portal,
        "part": PART_LABELS[parcel.part] if parcel.part else "",
        "happened": long_moment(parcel.created_at),
        "left": _left(parcel.day, now) if parcel.day else "",
        "role_labels": ROLE_LABELS,
        "most": MOST,
    }
    if link is not None:
        told |= {"link": link.address, "life": duration(link.life), "expires": long_moment(link.expires_at)}
    text = _templates().get_template(f"{parcel.mail.lower()}.txt").render(told)
    subject, _, body = text.partition("\n")
    return Letter(subject, _laid_out(body))


def _left(day: date, now: datetime) -> str:
    return far(day_in_france(now), day)


def _laid_out(body: str) -> str:
    """Paragraphs in lines of a width that every reader shows; what is set in stays as it is, so does a link."""
    lines: list[str] = []
    for paragraph in re.sub(r"\n{3,}", "\n\n", body).strip().split("\n\n"):
        if paragraph.startswith((" ", "http")):
            lines += paragraph.splitlines()
        else:
            lines += textwrap.wrap(spaced(paragraph), WIDTH, break_long_words=False, break_on_hyphens=False)
        lines.append("")
    return "\n".join(lines)
