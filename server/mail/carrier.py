"""Who carries a message: a mail server, or the folder that stands for one where none is named."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Protocol

from resolvers.outbox import Parcel
from rules.french import PARIS
from server.postgres_account import private_folder, write_private


class NotCarried(Exception):
    """The message did not leave. The text, short and without secrets, is kept and shown."""


class Unwanted(NotCarried):
    """This recipient is refused for good: nothing is gained by trying again."""


class Away(NotCarried):
    """Nobody takes anything there for now: the other messages need not be tried."""


class Carrier(Protocol):
    """Takes messages one after the other, from `open` to `close`; opening again what is open does nothing.

    `encoding` is how it wants letters that are not ASCII to be written.
    """

    encoding: str

    async def open(self) -> None:
        """Be ready to carry, or raise `Away`."""

    async def carry(self, message: EmailMessage, parcel: Parcel, now: datetime) -> Path | None:
        """Take it, or raise `NotCarried`. Where it lies, when it stays here."""

    async def close(self) -> None:
        """Nothing more to carry for now."""


class Folder:
    """Writes each message to a file that only we can read, and that can be read as it is."""

    encoding = "8bit"

    def __init__(self, data: Path) -> None:
        self.path = data / "mail"

    async def open(self) -> None:
        """Make the folder."""
        try:
            private_folder(self.path)
        except OSError as error:
            raise Away(f"Dossier des courriels : {error.strerror}.") from None

    async def carry(self, message: EmailMessage, parcel: Parcel, now: datetime) -> Path:
        """Write it."""
        name = f"{now.astimezone(PARIS):%Y-%m-%d-%Hh%M}-{parcel.id:06}-{parcel.mail.lower().replace('_', '-')}.eml"
        try:
            write_private(self.path / name, message.as_bytes(policy=SMTPUTF8.clone(linesep="\n")).decode())
        except OSError as error:
            raise Away(f"Dossier des courriels : {error.strerror}.") from None
        return self.path / name

    async def close(self) -> None:
        """Nothing is held."""
