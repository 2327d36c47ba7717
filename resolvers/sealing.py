"""Sealing again, under the first secret of the house, what an older one sealed, so that the older one can go. By the job role."""

from dataclasses import dataclass
from datetime import datetime

from models.engine import DB
from resolvers.asker import House
from resolvers.audit import note_at_the_command_line
from resolvers.keychain import Unreadable, seal, unseal


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many second factors were sealed again, and the addresses of those that no secret of the house opens."""

    count: int
    lost: tuple[str, ...]


async def seal_again(house: House, now: datetime) -> Sealed:
    """Every second factor, under the first secret. One that changes meanwhile is under it already."""
    count, lost = 0, []
    async with DB.transaction():
        for row in await DB.fetch(
            "select id, email, totp_secret from person where totp_secret is not null order by id"
        ):
            try:
                fresh = seal(unseal(row["totp_secret"], house), house)
            except Unreadable:
                lost.append(str(row["email"]))
                continue
            await DB.fetch(
                "update person set totp_secret = $3 where id = $1 and totp_secret = $2",
                row["id"], row["totp_secret"], fresh,
            )  # fmt: skip
            count += 1
        await note_at_the_command_line("sealAgain", now)
    return Sealed(count, tuple(lost))
