"""One mailbox is one person, however its address is spelt."""

import pytest

from resolvers.opaque import encode
from resolvers.people import mailbox
from tests.world import GRANT, PASSWORD, SIGN_IN, World

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("domain", ["{domain}", "{DOMAIN}", "{wide}", "{stop}"])
async def test_every_spelling_of_ones_own_mailbox_is_oneself(domain: str) -> None:
    world = await World.make()
    name, _, own = world.people["manager"].email.partition("@")
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in own)
    spelt = domain.format(domain=own, DOMAIN=own.upper(), wide=wide, stop=own.replace(".", "。"))
    made = await world.act(
        "manager", GRANT, email=f"{name}@{spelt}", displayName="Moi", tenure=encode("Tenure", world.tenures[0]),
        role="APPROVER", startsOn="2025-01-01",
    )  # fmt: skip
    assert [error["code"] for error in made["errors"]] == ["SELF_GRANT"]


async def test_one_signs_in_however_ones_address_is_spelt() -> None:
    world = await World.make()
    email = world.people["director"].email
    for spelt in (email.upper(), f"  {email} ", email.replace("@", "@").title()):
        given = await world.ask(None, SIGN_IN, input={"email": spelt, "password": PASSWORD})
        assert given.body["data"]["signIn"]["viewer"] == {"email": email, "displayName": world.people["director"].name}


@pytest.mark.parametrize("given", ["", "@", "a@", "@b.example", "a b@c.example", "a@b@c.example", "a@b", "x" * 300])
def test_what_is_no_address_is_none(given: str) -> None:
    assert mailbox(given) is None


def test_accents_written_in_two_ways_are_one_address() -> None:
    assert mailbox("rene\u0301@mairie.example") == mailbox("ren\u00e9@MAIRIE.example") == "ren\u00e9@mairie.example"
