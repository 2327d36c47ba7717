"""The mail server that takes our messages, as SMTP_URL names it."""

import asyncio
import re
from datetime import datetime
from email.message import EmailMessage

import aiosmtplib

from resolvers.outbox import Parcel
from server.mail.addresses import RelayAddress
from server.mail.carrier import Away, NotCarried, Unwanted

STEP_SECONDS = 20
PERMANENT = 500


class Relay:
    """One connection for several messages, made when it is needed."""

    encoding = "quoted-printable"

    def __init__(self, address: RelayAddress) -> None:
        self.address = address
        self._client: aiosmtplib.SMTP | None = None

    async def open(self) -> None:
        """Connect and sign in, unless that is done."""
        if self._client is not None and self._client.is_connected:
            return
        seal = {"none": False, "tls": False, "starttls": True}.get(self.address.tls)
        client = aiosmtplib.SMTP(
            hostname=self.address.host, port=self.address.port, username=self.address.user,
            password=self.address.password, use_tls=self.address.tls == "tls", start_tls=seal, timeout=STEP_SECONDS,
        )  # fmt: skip
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise Away(f"Serveur {self.address.place} : {told(error)}") from None
        self._client = client

    async def carry(self, message: EmailMessage, parcel: Parcel, now: datetime) -> None:
        """Hand the message over."""
        await self.open()
        assert self._client is not None  # noqa: S101 - it has just been opened
        try:
            await self._client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            kind = Unwanted if all(each.code >= PERMANENT for each in refused.recipients) else NotCarried
            raise kind(told(refused.recipients[0])) from None
        except (aiosmtplib.SMTPServerDisconnected, OSError) as error:
            await self.close()
            raise Away(f"Serveur {self.address.place} : {told(error)}") from None
        except aiosmtplib.SMTPException as error:
            raise NotCarried(told(error)) from None

    async def close(self) -> None:
        """Say good-bye; a server that has gone already is no matter."""
        client, self._client = self._client, None
        if client is not None:
            try:
                async with asyncio.timeout(STEP_SECONDS):
                    await client.quit()
            except (aiosmtplib.SMTPException, OSError):
                client.close()


def told(error: Exception) -> str:
    """What a server or the network said, on one line; a link that it repeats is left out, for it opens an account."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        said = f"{error.code} {error.message}"
    elif isinstance(error, TimeoutError):
        said = "pas de réponse"
    else:
        said = str(error) or type(error).__name__
    return re.sub(r"\S*(://|token)\S*", "…", " ".join(said.split()))
