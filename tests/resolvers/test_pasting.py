"""Figures pasted from a spreadsheet: shown first, saved when asked, judged exactly as if they were typed."""

import asyncio
import threading
from typing import Any

import orjson
import pytest

from rules.sheets.reading import read_sheets
from server.answer import Question, answer
from tests.world import COMPLETE, SAVE, World

pytestmark = pytest.mark.usefixtures("database")

PASTE = (
    "mutation ($input: PasteInput!) { paste(input: $input) {"
    " outcome { applied version sheets changes { item label before after changed cell } } declaration { id state }"
    " errors { code path message remedy currentVersion action requiredRoles } } }"
)
LINES = "Rubrique\tValeur\n60 Achats\t30\u202f000,50 €\n63A\t0\n70641 Participations familiales\t58 650\n"


async def paste(world: World, name: str = "accountant", text: str = LINES, **input: Any) -> Any:
    asked = {"declaration": world.declaration, "part": "FINANCE", "version": 1, "text": text, **input}
    return await world.act(name, PASTE, **asked)


def told(done: Any) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in done["errors"]]


async def figures(world: World, part: str = "FINANCE") -> dict[str, Any]:
    rows = await world.written(
        'select "values"::text from declaration_part where declaration_id = $1 and part = $2',
        world.declarations[0],
        part,
    )
    return dict(orjson.loads(rows[0]["values"]))


async def test_a_look_shows_every_figure_beside_the_saved_one_and_writes_nothing() -> None:
    world = await World.granted()
    await world.act(
        "accountant", PASTE, declaration=world.declaration, part="FINANCE", version=1, text="60\t30000,5", apply=True
    )
    before, trail = await world.fingerprint(), await world.trail()
    done = await paste(world, version=2)
    assert (done["outcome"]["applied"], done["outcome"]["version"], done["declaration"], done["errors"]) == (
        False,
        2,
        None,
        [],
    )
    nbsp, narrow = "\u00a0", "\u202f"
    account60, _, account70641 = done["outcome"]["changes"]
    assert account60 == {
        "item": "account60", "label": account60["label"], "before": f"30{narrow}000,50{nbsp}€",
        "after": f"30{narrow}000,50{nbsp}€", "changed": False, "cell": ["sheet", "collage", "B2"],
    }  # fmt: skip
    assert account60["label"].startswith("60 ")
    assert (account70641["item"], account70641["before"], account70641["after"], account70641["changed"]) == (
        "account70641", None, f"58{narrow}650,00{nbsp}€", True,
    )  # fmt: skip
    assert await world.fingerprint() == before
    assert await world.trail() == trail


async def test_applied_it_is_the_act_of_saving() -> None:
    world = await World.granted()
    done = await paste(world, apply=True)
    assert (done["outcome"]["applied"], done["outcome"]["version"], done["errors"]) == (True, 2, [])
    assert done["declaration"] == {"id": world.declaration, "state": "IN_PROGRESS"}
    assert await figures(world) == {"account60": "30000.5", "account63a": "0", "account70641": "58650"}
    stands = await world.stands()
    assert (stands["finance"], stands["activity"]) == (2, 1)
    assert [entry[1:] for entry in await world.trail() if entry[0] == "accountant"] == [("save", "DONE", "")]


async def test_a_blank_cell_leaves_the_saved_figure() -> None:
    world = await World.granted()
    await paste(world, apply=True)
    done = await paste(world, version=2, text="Rubrique\tValeur\n60 Achats\t\n63A\t12", apply=True)
    assert [change["item"] for change in done["outcome"]["changes"]] == ["account63a"]
    assert await figures(world) == {"account60": "30000.5", "account63a": "12", "account70641": "58650"}


async def test_the_same_version_twice_is_a_conflict_and_the_second_writes_nothing() -> None:
    world = await World.granted()
    assert (await paste(world, apply=True))["errors"] == []
    before = await world.fingerprint()
    for apply in (False, True):
        done = await paste(world, text="60\t1", apply=apply)
        assert told(done) == [("CONFLICT", ["version"])]
        assert (done["outcome"]["applied"], done["outcome"]["changes"], done["errors"][0]["currentVersion"]) == (
            False,
            [],
            2,
        )
        assert done["outcome"]["version"] == 2, "the version to be sent next"
    assert await world.fingerprint() == before


async def test_one_problem_refuses_the_whole_and_all_are_told_at_their_cells() -> None:
    world = await World.granted()
    text = (
        "Rubrique\tValeur\tN-1\n60 Achats\t1\t\n61 Services\tdouze\t\n999 Divers\t3\t\nTotal des charges\t4\t\n60\t5\t"
    )
    before = await world.fingerprint()
    for apply in (False, True):
        done = await paste(world, text=text, apply=apply)
        assert told(done) == [
            ("SHEET_UNKNOWN_COLUMN", ["sheet", "collage", "C1"]),
            ("INVALID_VALUE", ["sheet", "collage", "B3"]),
            ("SHEET_UNKNOWN_LINE", ["sheet", "collage", "A4"]),
            ("SHEET_COMPUTED", ["sheet", "collage", "B5"]),
            ("SHEET_TWICE", ["sheet", "collage", "B6"]),
        ]
        assert [change["item"] for change in done["outcome"]["changes"]] == ["account60"]
        assert not done["outcome"]["applied"]
    assert await world.fingerprint() == before
    assert [entry[2] for entry in await world.trail() if entry[0] == "accountant"] == ["REFUSED"]


@pytest.mark.parametrize("apply", [False, True])
@pytest.mark.parametrize("name", ["director", "deputy", "officer"])
async def test_only_the_provider_of_the_part_may_even_look(name: str, apply: bool) -> None:
    world = await World.granted()
    before = await world.fingerprint()
    done = await paste(world, name, apply=apply)
    assert told(done) == [("FORBIDDEN", [])]
    assert (done["errors"][0]["action"], done["errors"][0]["requiredRoles"]) == (
        "finance.write",
        ["FINANCIAL_DATA_PROVIDER"],
    )
    assert done["outcome"]["changes"] == []
    assert await world.fingerprint() == before


@pytest.mark.parametrize("text", [LINES, "", "=1\t2\t3\t4"])
async def test_to_a_stranger_a_declaration_does_not_exist_whatever_he_sends(text: str) -> None:
    mine, other = await World.granted(), await World.granted()
    for apply in (False, True):
        asked = {"part": "FINANCE", "version": 1, "text": text, "apply": apply}
        strange = await mine.ask("accountant", PASTE, input={"declaration": other.declaration, **asked})
        unknown = await mine.ask("accountant", PASTE, input={"declaration": "AAAA", **asked})
        assert strange.body == unknown.body
        assert [error["code"] for error in strange.body["data"]["paste"]["errors"]] == ["NOT_FOUND"]


async def test_a_complete_part_takes_no_figures() -> None:
    world = await World.granted()
    await world.save_example()
    done = await world.act("accountant", COMPLETE, declaration=world.declaration, part="FINANCE", version=2)
    assert done["errors"] == []
    for apply in (False, True):
        assert told(await paste(world, version=3, apply=apply)) == [("WRONG_STATE", [])]


async def test_activity_is_pasted_with_its_periods() -> None:
    world = await World.granted()
    text = "Code\tValeur\nlicensedPlaces\t20\nmealsProvided\toui\ngeneralSchemeRate\t99 %\n\nDu\tAu\tPlaces\n01/01/2024\t31/12/2024\t20"
    done = await paste(world, "director", part="ACTIVITY", text=text, apply=True)
    assert done["errors"] == []
    assert await figures(world, "ACTIVITY") == {
        "licensedPlaces": "20", "mealsProvided": True, "generalSchemeRate": "99",
        "placesByPeriod": [{"from": "2024-01-01", "to": "2024-12-31", "places": 20}],
    }  # fmt: skip


async def test_a_text_without_a_table_is_told_so() -> None:
    world = await World.granted()
    for text in ("", "   ", "bonjour", "a\tb\tc\td\te"):
        done = await paste(world, text=text)
        assert told(done) == [("SHEET_NO_TABLE", ["sheet"])], text


async def test_nobody_waits_for_a_declaration_while_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    world = await World.granted()
    await world.sign_in("director")
    reading, go_on = threading.Event(), threading.Event()

    def slowly(*given: Any) -> Any:
        reading.set()
        assert go_on.wait(30)
        return read_sheets(*given)

    monkeypatch.setattr("resolvers.sheets.read_sheets", slowly)
    pasting = asyncio.create_task(paste(world, apply=True))
    try:
        assert await asyncio.to_thread(reading.wait, 30)
        given = {"declaration": world.declaration, "version": 1, "values": {"eajeActivity": {"openingDays": 220}}}
        saved = await asyncio.wait_for(world.act("director", SAVE, **given), 10)
    finally:
        go_on.set()
    assert (saved["errors"], saved["declaration"]["activity"]["version"]) == ([], 2)
    assert (told(done := await pasting), done["outcome"]["applied"]) == ([], True)


@pytest.mark.parametrize("lost", [False, True], ids=["the answer was kept", "the answer was lost"])
async def test_pasting_under_a_key_is_saved_once_and_a_look_binds_none(lost: bool) -> None:
    world = await World.granted()
    token = await world.sign_in("accountant")

    async def pasted(apply: bool) -> Any:
        asked = {"declaration": world.declaration, "part": "FINANCE", "version": 1, "text": LINES, "apply": apply}
        question = Question({"query": PASTE, "variables": {"input": asked}}, world.now, token, key="one")
        given = await answer(question, world.house)
        return given.body["data"]["paste"], given.replayed

    looked, _ = await pasted(apply=False)
    assert (looked["outcome"]["applied"], looked["errors"]) == (False, [])
    first, replayed = await pasted(apply=True)
    assert (first["outcome"]["applied"], first["errors"], replayed) == (True, [], False)
    if lost:
        person = world.people["accountant"].id
        await world.written("update act_key set answer = null, rights = null where person_id = $1", person)
    again, replayed = await pasted(apply=True)
    if lost:
        first["outcome"] |= {"changes": [], "sheets": []}
    assert (again, replayed) == (first, True)
    assert (await world.stands())["finance"] == 2
