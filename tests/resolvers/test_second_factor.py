"""The second factor: its secret is sealed; no code, no way round it and no way to remove it."""

import dataclasses

import pyotp
import pytest

from tests.resolvers.owner import BEGIN, CONFIRM, ENABLE, REMOVE, STEP, STEPS, VIEWER, WRONG, Owner, owner, refusal
from tests.world import HOUSE, PASSWORD, SECRETS, World

pytestmark = pytest.mark.usefixtures("database")


NEW_SECRET = "Un autre secret, long de plus de trente-deux caractères."


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
    assert [act for _, act, _, _ in await made.world.trail()] == ["beginSecondFactor", "enableSecondFactor"]


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
