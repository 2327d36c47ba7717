"""Where the pages of each door stand, and which addresses they lead on to."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from admin.door import Entrance

LONGEST_PATH = 500
_NO_PATH = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Place:
    """The pages of one door. `own` is where one's account is kept, `home` where a session leads without other wish."""

    entrance: Entrance
    prefix: str
    own: str
    home: str
    name: str

    @property
    def sign_in(self) -> str:
        """Where a session begins."""
        return f"{self.prefix}/sign-in"

    @property
    def step(self) -> str:
        """Where it goes on as long as it waits for steps."""
        return f"{self.prefix}/step"

    @property
    def sign_out(self) -> str:
        """Where it ends."""
        return f"{self.prefix}/sign-out"

    @property
    def password(self) -> str:
        """Where the password is changed."""
        return f"{self.own}/password"

    @property
    def second_factor(self) -> str:
        """Where the second factor is set up and removed."""
        return f"{self.own}/second-factor"

    @property
    def account(self) -> str:
        """« Mon compte »."""
        return f"{self.own}/"


def local_path(given: str, otherwise: str) -> str:
    """An address on this site as it was wished for, or the other one: never another host, however it is written."""
    if len(given) > LONGEST_PATH or not given.startswith("/") or given.startswith("//") or _NO_PATH.search(given):
        return otherwise
    try:
        parts = urlsplit(given)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else given


def with_query(path: str, **query: str) -> str:
    """The path with what it is asked; nothing of what is empty."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{asked}" if asked else path
