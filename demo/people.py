"""The people of the demo, who all have one password."""

from collections.abc import Iterable
from datetime import datetime

from models.engine import DB, DbRole, connect_as
from models.person import Person
from rules import notice


async def add_people(people: Iterable[tuple[str, str]], hashed: str, at: datetime) -> dict[str, int]:
    """Accounts from e-mail and name, by e-mail, with one hash for all of them."""
    rows = [
        Person(
            email=email, display_name=name, password=hashed, active=True, created_at=at, password_set_at=at,
            notice_version=notice.VERSION, notice_accepted_at=at,
        )
        for email, name in people
    ]  # fmt: skip
    with connect_as(DbRole.JOB):
        made = await Person.insert(*rows).returning(Person.email, Person._meta.primary_key)
    return {row["email"]: int(row["id"]) for row in made}


async def harden(before: str, after: str) -> None:
    """Put the hash of full cost in the place of the light one with which the stories were played.

    One hash, and so one salt, for all: the password is printed anyway, and hashing it for each of sixty people at full
    cost would take longer than the rest of the load. Nowhere else may two people share a salt.
    """
    with connect_as(DbRole.JOB):
        await DB.fetch("update person set password = $2 where password = $1", before, after)
