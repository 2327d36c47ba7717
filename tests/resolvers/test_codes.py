"""The codes of a second factor: each counts once, in its moment, whoever hurries; recovery codes; how often one may try."""

import asyncio

import pytest

from tests.resolvers.owner import CONFIRM, REMOVE, STEP, WRONG, Owner, owner, refusal
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


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
