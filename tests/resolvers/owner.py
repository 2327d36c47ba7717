"""Somebody with a second factor, and what he asks with it."""

import dataclasses
from datetime import timedelta
from typing import Any

import pyotp

from server.answer import Question, answer
from tests.world import HOUSE, PASSWORD, SIGN_IN, World

STEP = timedelta(seconds=30)


_SHOWN = "{ steps { step } errors { code path } }"


BEGIN = "mutation { beginSecondFactor { secret address errors { code } } }"


ENABLE = "mutation ($input: CodeInput!) { enableSecondFactor(input: $input) { recoveryCodes steps { step } errors { code path } } }"


CONFIRM = "mutation ($input: CodeInput!) { confirmSecondFactor(input: $input) " + _SHOWN + " }"


REMOVE = "mutation ($input: CodeInput!) { removeSecondFactor(input: $input) " + _SHOWN + " }"


STEPS = "{ signInSteps { step } }"


VIEWER = "{ viewer { email } }"


class Owner:
    """Somebody with a second factor, his clock and his sessions."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name, self.codes = world, name, list[str]()
        self.clock = pyotp.TOTP(pyotp.random_base32())
        self.token: str | None = None

    async def asks(self, document: str, token: str | None = None, **input: str) -> Any:
        """Ask under a session; a new token is taken on as a browser does."""
        mine = token is None
        question = {"query": document, "variables": {"input": input} if input else {}}
        given = await answer(Question(question, self.world.now, token or self.token), self.world.house)
        if mine and given.new_token:
            self.token = given.new_token
        return given

    async def does(self, document: str, token: str | None = None, **input: str) -> Any:
        """The payload of what is asked."""
        given = await self.asks(document, token, **input)
        assert "errors" not in given.body, given.body
        return next(iter(given.body["data"].values()))

    async def signs_in(self) -> list[str]:
        """The steps that are left."""
        self.token = None
        email = self.world.people[self.name].email
        await self.asks(SIGN_IN, email=email, password=PASSWORD)
        assert self.token
        return [each["step"] for each in await self.does(STEPS)]

    def code(self, after: int = 0) -> str:
        """The code of some steps later or earlier."""
        return self.clock.at(self.world.now + after * STEP)

    async def enrols(self) -> None:
        """Begin, and give the first code."""
        self.clock = pyotp.TOTP((await self.does(BEGIN))["secret"])
        done = await self.does(ENABLE, code=self.code())
        assert done["errors"] == [], done
        self.codes = done["recoveryCodes"]


async def owner(name: str = "director", **house: Any) -> Owner:
    """Somebody whose second factor is in service, and who signs in anew one minute later."""
    made = Owner(await World.make(), name)
    made.world.house = dataclasses.replace(HOUSE, **house)
    await made.signs_in()
    await made.enrols()
    made.world.now += 2 * STEP
    await made.signs_in()
    return made


def refusal(payload: Any) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["errors"]]


WRONG = [("BAD_CODE", ["code"])]
