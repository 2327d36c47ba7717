"""Accounts asked for by a Caf or the Cnaf: opened, their link sent again, a new password wanted. Only their owners set one."""

from models.engine import DB
from resolvers.asker import Asker
from resolvers.desk import Errand, Place, perform, refusing
from resolvers.opaque import sought
from resolvers.people import bad_person, mailbox
from rules.problems import Code, Refused, problem

_REFUSALS = {
    "PC003": problem(Code.OWN_ACCOUNT, "email"),
    "PC004": problem(Code.STAFF_ACCOUNT, "person"),
    "PC074": problem(Code.NOT_FOUND, "organisation"),
    "PC075": problem(Code.NOT_FOUND, "person"),
    "PC077": problem(Code.NO_GRANT_HERE, "person"),
}
_OPEN = Errand("openAccount", "account.open", makes="AccountOpening")


def _of_person(name: str, action: str) -> Errand:
    return Errand(name, action, "person", "Person", "person", where="")


_SEND = _of_person("sendOpeningAgain", "account.open")
_FORCE = _of_person("forcePasswordChange", "account.force_change")


async def open_account(asker: Asker, email: str, name: str, organisation: str | None) -> int:
    """Ask that somebody have an account: he gets a link to choose his password.

    The answer is the same whether the address is known or not; asked again by the same Caf it is the same opening.
    """

    async def work(place: Place) -> int:
        called = name.strip()
        problems = bad_person(email, called)
        key = None if organisation is None else sought("Organisation", organisation)
        if problems:
            raise Refused(*problems)
        with refusing(_REFUSALS):
            made = await DB.fetch(
                "select open_account($1, $2, $3, $4) as id", mailbox(email), called, key, asker.now
            )  # fmt: skip
        return int(made[0]["id"])

    return await perform(asker, _OPEN, "", work)


async def send_opening_again(asker: Asker, person: str) -> int:
    """Send the first link again. Nothing tells whether its owner still had a password to choose."""
    return await _to_person(asker, _SEND, person, "select send_opening_again($1, $2)")


async def force_password_change(asker: Asker, person: str) -> int:
    """Want a new password at the next sign-in; every session of that person ends."""
    return await _to_person(asker, _FORCE, person, "select force_password_change($1, $2)")


async def _to_person(asker: Asker, errand: Errand, person: str, sql: str) -> int:
    async def work(place: Place) -> int:
        if place.key == asker.person.person:
            raise Refused(problem(Code.OWN_ACCOUNT, "person"))
        with refusing(_REFUSALS):
            await DB.fetch(sql, place.key, asker.now)
        return place.key

    return await perform(asker, errand, person, work)
