"""The second factor: a code counts once, in its moment; the secret is sealed; no code, no way to remove it."""

import asyncio
import dataclasses
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from server.answer import Question, answer
from tests.world import HOUSE, PASSWORD, SECRETS, SIGN_IN, World

pytestmark = pytest.mark.usefixtures("database")

STEP = timedelta(seconds=30)
_SHOWN = "{ steps { step } errors { code path } }"
BEGIN = "mutation { beginSecondFactor { secret address errors { code } } }"
ENABLE = "mutation ($input: CodeInput!) { enableSecondFactor(input: $input) { recoveryCodes steps { step } errors { code path } } }"
CONFIRM = "mutation ($input: CodeInput!) { confirmSecondFactor(input: $input) " + _SHOWN + " }"
REMOVE = "mutation ($input: CodeInput!) { removeSecondFactor(input: $input) " + _SHOWN + " }"
STEPS = "{ signInSteps { step } }"
VIEWER = "{ viewer { email } }"
NEW_SECRET = "Un autre secret, long de plus de trente-deux caractères."


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


async def test_what_an_application_is_given() -> None:
    made = Owner(await World.make(), "director")
    await made.signs_in()
    begun = await made.does(BEGIN)
    told = pyotp.parse_uri(begun["address"])
    assert isinstance(told, pyotp.TOTP)
    assert (told.secret, told.digits, told.interval) == (begun["secret"], 6, 30)
    assert (told.name, told.issuer) == (made.world.people["director"].email, "Portail Caf partenaires")
    assert len(begun["secret"]) == 32
    assert (await made.does(BEGIN))["secret"] != begun["secret"]


async def test_nothing_changes_until_the_first_code_is_given() -> None:
    made = Owner(await World.make(), "director")
    await made.signs_in()
    assert refusal(await made.does(ENABLE, code="123456")) == [("NO_SECOND_FACTOR", [])]
    made.clock = pyotp.TOTP((await made.does(BEGIN))["secret"])
    assert refusal(await made.does(ENABLE, code=made.code(5))) == WRONG
    assert await made.signs_in() == []
    assert refusal(await made.does(CONFIRM, code=made.code())) == [("NO_SECOND_FACTOR", [])]


async def test_without_its_code_a_session_opens_nothing() -> None:
    made = await owner()
    assert [each["step"] for each in await made.does(STEPS)] == ["SECOND_FACTOR"]
    for document, input in (
        (VIEWER, {}),
        (REMOVE, {"code": made.code()}),
        ("mutation { endOtherSessions { errors { code } } }", {}),
    ):
        given = await made.asks(document, **input)
        assert (given.status, given.body["errors"][0]["extensions"]["code"]) == (403, "SIGN_IN_INCOMPLETE")
    for document, input in (
        (BEGIN, {}), (ENABLE, {"code": made.code()}),
        ("mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { errors { code } } }", {"current": PASSWORD, "new": "Huit tortues lisent."}),
    ):  # fmt: skip
        given = await made.asks(document, **input)
        assert "SIGN_IN_INCOMPLETE" in str(given.body), document
    before = made.token
    assert (await made.does(CONFIRM, code=made.code())) == {"steps": [], "errors": []}
    assert made.token != before
    assert (await made.asks(VIEWER, before)).status == 401, "the token from before the code opens nothing"
    assert (await made.asks(VIEWER)).status == 200


@pytest.mark.parametrize(("after", "fits"), [(-3, False), (-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_code_counts_in_its_own_step_and_the_ones_beside_it(after: int, fits: bool) -> None:
    made = await owner()
    made.world.now += 2 * STEP
    assert refusal(await made.does(CONFIRM, code=made.code(after))) == ([] if fits else WRONG)


@pytest.mark.parametrize("typed", ["{} {}", " {}{} ", "{}\u00a0{}"])
async def test_a_code_may_be_typed_with_spaces(typed: str) -> None:
    made = await owner()
    code = made.code()
    assert refusal(await made.does(CONFIRM, code=typed.format(code[:3], code[3:]))) == []


@pytest.mark.parametrize(
    "typed", ["", " ", "12345", "1234567", "abcdef", "１２３４５６", "-", "a-b", "x" * 100_000, "é", "\u202e123456"]
)
async def test_whatever_else_is_typed_is_a_wrong_code(typed: str) -> None:
    made = await owner()
    assert refusal(await made.does(CONFIRM, code=typed)) == WRONG


async def test_a_code_counts_once_and_so_do_those_before_it() -> None:
    made = await owner()
    code = made.code()
    assert refusal(await made.does(CONFIRM, code=code)) == []
    await made.signs_in()
    for again in (code, made.code(-1)):
        assert refusal(await made.does(CONFIRM, code=again)) == WRONG
    made.world.now += STEP
    assert refusal(await made.does(CONFIRM, code=code)) == WRONG
    assert refusal(await made.does(CONFIRM, code=made.code())) == []


async def test_the_code_that_put_it_in_service_does_not_open_a_session() -> None:
    made = Owner(await World.make(), "director")
    await made.signs_in()
    await made.enrols()
    await made.signs_in()
    assert refusal(await made.does(CONFIRM, code=made.code())) == WRONG


async def test_of_two_who_give_the_same_code_at_once_one_enters() -> None:
    made = await owner()
    tokens = [made.token]
    await made.signs_in()
    tokens.append(made.token)
    for code in (made.code(), made.codes[0]):
        done = await asyncio.gather(*(made.does(CONFIRM, token, code=code) for token in tokens))
        assert sorted(map(refusal, done)) == [[], WRONG]
        tokens = []
        for _ in range(2):
            await made.signs_in()
            tokens.append(made.token)


async def test_a_recovery_code_opens_once() -> None:
    made = await owner()
    assert len(set(made.codes)) == 10
    assert refusal(await made.does(CONFIRM, code=f" {made.codes[3].upper()} ")) == []
    await made.signs_in()
    assert refusal(await made.does(CONFIRM, code=made.codes[3])) == WRONG
    assert refusal(await made.does(CONFIRM, code=made.codes[4])) == []


async def test_a_recovery_code_is_its_owner_s_and_dies_with_the_factor() -> None:
    made, other = await owner(), await owner()
    assert refusal(await other.does(CONFIRM, code=made.codes[0])) == WRONG
    await made.does(CONFIRM, code=made.code())
    assert refusal(await made.does(REMOVE, code=made.codes[1])) == []
    await made.enrols()
    made.world.now += 2 * STEP
    await made.signs_in()
    assert refusal(await made.does(CONFIRM, code=made.codes[2])) == []
    made.codes = made.codes[:2]
    left = await made.world.written(
        "select 1 from recovery_code where person_id = $1", made.world.people["director"].id
    )
    assert len(left) == 10


async def test_wrong_codes_are_throttled_like_passwords_and_the_right_one_waits_as_well() -> None:
    made = await owner()
    given = [
        refusal(await made.does(CONFIRM, code=typed))
        for typed in ("000000", "aaaaa-aaaaa", "111111", "x", "bbbbb-bbbbb")
    ]
    assert given == [WRONG] * 5
    for code in (made.code(), made.codes[0]):
        assert refusal(await made.does(CONFIRM, code=code)) == [("RATE_LIMITED", [])]
    await made.signs_in()
    assert refusal(await made.does(CONFIRM, code=made.code())) == [("RATE_LIMITED", [])], (
        "another session is no way round"
    )
    made.world.now += 2 * STEP
    assert refusal(await made.does(CONFIRM, code=made.code())) == []


async def test_fifty_wrong_codes_at_once_are_five() -> None:
    made = await owner()
    done = await asyncio.gather(*(made.does(CONFIRM, made.token, code=f"{number:06d}") for number in range(50)))
    assert (
        sorted(error["code"] for each in done for error in each["errors"]) == ["BAD_CODE"] * 5 + ["RATE_LIMITED"] * 45
    )


async def test_it_is_removed_with_a_code_only_and_every_other_session_ends() -> None:
    made = await owner()
    await made.does(CONFIRM, code=made.code())
    elsewhere = made.token
    made.world.now += 2 * STEP
    await made.signs_in()
    await made.does(CONFIRM, code=made.code())
    assert refusal(await made.does(REMOVE, code="000000")) == WRONG
    assert refusal(await made.does(REMOVE, code=made.code())) == WRONG, "it has just served"
    assert (await made.does(BEGIN))["errors"] == [{"code": "ALREADY_PROTECTED"}]
    made.world.now += STEP
    assert refusal(await made.does(REMOVE, code=made.code())) == []
    assert (await made.asks(VIEWER, elsewhere)).status == 401
    assert (await made.asks(VIEWER)).status == 200
    assert await made.signs_in() == []


async def test_putting_it_in_service_ends_every_other_session_and_tells_by_mail() -> None:
    made = Owner(await World.make(), "director")
    await made.signs_in()
    elsewhere = made.token
    await made.signs_in()
    before = made.token
    await made.enrols()
    assert [(await made.asks(VIEWER, token)).status for token in (elsewhere, before, made.token)] == [401, 401, 200]
    mails = await made.world.written(
        "select template from outgoing_mail where person_id = $1", made.world.people["director"].id
    )
    assert [row["template"] for row in mails] == ["SECOND_FACTOR_CHANGED"]
    assert [act for _, act, _, _ in await made.world.trail()] == ["enableSecondFactor"]


async def test_nothing_in_the_database_opens_anything() -> None:
    made = await owner()
    person = made.world.people["director"].id
    rows = [*await made.world.written("select t::text as all_of_it from person t where id = $1", person)]
    rows += await made.world.written("select t::text as all_of_it from recovery_code t where person_id = $1", person)
    kept = " ".join(row["all_of_it"] for row in rows)
    assert made.clock.secret not in kept
    assert not any(code in kept or code.encode().hex() in kept for code in made.codes)


@pytest.mark.parametrize(
    ("secrets", "opens"),
    [(SECRETS, True), ((NEW_SECRET, *SECRETS), True), ((*SECRETS, NEW_SECRET), True), ((NEW_SECRET,), False)],
)
async def test_a_new_secret_of_the_house_still_opens_what_the_old_one_sealed(
    secrets: tuple[str, ...], opens: bool
) -> None:
    made = await owner()
    made.world.house = dataclasses.replace(HOUSE, secrets=secrets)
    assert refusal(await made.does(CONFIRM, code=made.code())) == ([] if opens else WRONG)
    if not opens:
        assert refusal(await made.does(CONFIRM, code=made.codes[0])) == [], "a recovery code needs no secret"


@pytest.mark.parametrize(("name", "steps"), [("manager", ["ENROLMENT"]), ("officer", ["ENROLMENT"]), ("director", [])])
async def test_where_the_house_wants_it_staff_set_it_up_first(name: str, steps: list[str]) -> None:
    made = Owner(await World.make(), name)
    made.world.house = dataclasses.replace(HOUSE, second_factor_for_staff=True)
    assert await made.signs_in() == steps
    assert (await made.asks(VIEWER)).status == (403 if steps else 200)
    await made.enrols()
    assert (await made.asks(VIEWER)).status == 200
    made.world.now += 2 * STEP
    assert await made.signs_in() == ["SECOND_FACTOR"]
    await made.does(CONFIRM, code=made.code())
    made.world.now += STEP
    removed = await made.does(REMOVE, code=made.code())
    assert [each["step"] for each in removed["steps"]] == steps, "a new one is wanted at once"
