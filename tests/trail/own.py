"""What stands before an act on one's own account: a link, a session, a second factor."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pyotp
from graphql import get_named_type

from resolvers.keychain import fingerprint
from resolvers.opaque import encode
from schema.portal import GRAPHQL
from tests.world import NOON, PASSWORD, World

NEW_PASSWORD = "Une crèche en bord de Seine, 1912."
TOKEN = "jeton à usage unique"

Given = Mapping[str, Any]


def document(name: str) -> str:
    """A mutation that asks for nothing but its refusals."""
    assert GRAPHQL.mutation_type is not None
    found = GRAPHQL.mutation_type.fields[name]
    if not found.args:
        return f"mutation {{ {name} {{ errors {{ code }} }} }}"
    kind = get_named_type(found.args["input"].type).name
    return f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ errors {{ code }} }} }}"


async def credentials(world: World) -> Given:
    return {"email": world.people["director"].email, "password": PASSWORD}


async def mailbox(world: World) -> Given:
    return {"email": world.people["director"].email}


async def link(world: World) -> Given:
    await world.written(
        "insert into one_time_link (person_id, purpose, token_hash, created_at, expires_at) values ($1, 'RESET', $2, $3, $4)",
        world.people["director"].id, fingerprint(f"{TOKEN} {world.code}"), world.now, world.now + timedelta(hours=1),
    )  # fmt: skip
    return {"token": f"{TOKEN} {world.code}", "password": NEW_PASSWORD}


async def session(world: World) -> Given:
    await world.sign_in("director")
    rows = await world.written("select max(id) as id from session where person_id = $1", world.people["director"].id)
    await world.sign_in("director")
    return {"session": encode("Session", rows[0]["id"])}


async def _begun(world: World) -> str:
    shown = await world.data("director", "mutation { beginSecondFactor { secret errors { code } } }")
    return str(shown["beginSecondFactor"]["secret"])


async def first_code(world: World) -> Given:
    return {"code": pyotp.TOTP(await _begun(world)).at(world.now)}


async def _protected(world: World) -> str:
    """A second factor in service, and the world a minute later."""
    secret = await _begun(world)
    given = await world.ask(
        "director", document("enableSecondFactor"), input={"code": pyotp.TOTP(secret).at(world.now)}
    )
    world.people["director"].token = given.new_token
    world.now = NOON + timedelta(minutes=1)
    return secret


async def code(world: World) -> Given:
    return {"code": pyotp.TOTP(await _protected(world)).at(world.now)}


async def code_wanted(world: World) -> Given:
    secret = await _protected(world)
    await world.sign_in("director")
    return {"code": pyotp.TOTP(secret).at(world.now)}
