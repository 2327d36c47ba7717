"""`recompute`: the estimates of drafts follow the law of the day; what was sent, accepted or just saved stays."""

import asyncio
from typing import Any

import pytest

from models.engine import DbRole, connect_as, watch_statements
from resolvers.recomputation import Recomputed, Wanted, recompute
from rules.recomputation import Cause
from server.database_url import Urls
from tests.drafts import OLD_AMOUNT, Data, age, amounts, proven, redo, spread
from tests.interleaving import in_turn, many_connections
from tests.world import SAVE, World

pytestmark = pytest.mark.usefixtures("database")

AMOUNT = "171823.79"
HOLD = "select from declaration where id = $1 for update"


async def drafted(structures: int = 1, **options: Any) -> World:
    """A world whose declarations are typed, each with an estimate of another day."""
    world = await proven(structures=structures, **options)
    await world.save_example()
    await spread(world)
    await age(world)
    return world


async def trail(world: World) -> int:
    (row,) = await world.written("select count(*) as n from audit_entry where act = 'recompute'")
    return int(row["n"])


async def test_a_rehearsal_tells_and_writes_nothing_then_the_work_is_done_and_once_is_enough() -> None:
    world = await drafted(2)
    before, rows = await world.fingerprint(), await trail(world)
    done, told = await redo(world, dry_run=True)
    assert done == Recomputed(looked_at=2, differing=2, overtaken=0)
    assert (await world.fingerprint(), await trail(world)) == (before, rows)
    assert await redo(world) == (done, told)
    assert await amounts(world) == [AMOUNT, AMOUNT]
    assert await trail(world) == rows + 1
    after = await world.fingerprint()
    assert await redo(world) == (Recomputed(looked_at=2, differing=0, overtaken=0), [])
    assert (await world.fingerprint(), await trail(world)) == (after, rows + 1)


async def test_what_is_written_is_what_a_save_would_store_and_the_declaration_keeps_its_version() -> None:
    asked = "select detail::text, psu, amount, fictional from declaration_estimate where declaration_id = $1"
    world = await proven()
    await world.save_example()
    saved, stands = await world.written(asked, world.declarations[0]), await world.stands()
    await age(world)
    await redo(world)
    assert await world.written(asked, world.declarations[0]) == saved
    assert await world.stands() == stands


async def test_each_draft_is_told_with_its_structure_amounts_and_causes() -> None:
    world = await drafted()
    _, (told,) = await redo(world, dry_run=True)
    assert (told.caf, told.id_equ, told.structure, told.call.name) == (
        world.code,
        f"{world.code}0",
        "Crèche 0",
        "réel 2024",
    )
    assert (str(told.difference.before), str(told.difference.after), str(told.difference.gap)) == (
        OLD_AMOUNT,
        AMOUNT,
        "10350.00",
    )
    assert [(each.cause, each.text) for each in told.difference.changes] == [
        (Cause.PARAMETER, "paramètre psu.first_step_supplied : 9,55 → 10,05")
    ]  # fmt: skip


async def test_only_what_differs_is_written() -> None:
    world = await drafted(3)
    await redo(world)
    asked = "select declaration_id, computed_at, xmin::text from declaration_estimate where caf_id = $1 order by 1"
    await age(world, world.declarations[1])
    before = await world.written(asked, world.caf)
    assert (await redo(world))[0] == Recomputed(looked_at=3, differing=1, overtaken=0)
    after = await world.written(asked, world.caf)
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert after[1]["computed_at"] == world.now


@pytest.mark.parametrize("state", ["IN_PROGRESS", "READY", "RETURNED"])
async def test_a_draft_is_redone_whatever_was_sent_before_stays(state: str) -> None:
    world = await proven()
    await world.put(state)
    await age(world)
    sent = await frozen(world)
    assert (await redo(world))[0].differing == 1
    assert await amounts(world) == [AMOUNT]
    assert await frozen(world) == sent


@pytest.mark.parametrize("state", ["TRANSMITTED", "PROCESSING", "ACCEPTED", "CANCELLED"])
async def test_what_was_sent_and_accepted_is_not_even_looked_at(state: str) -> None:
    world = await proven()
    await world.put(state)
    await age(world)
    before, sent = await world.fingerprint(), await frozen(world)
    assert sent
    with watch_statements() as seen:
        assert await redo(world) == (Recomputed(looked_at=0, differing=0, overtaken=0), [])
    assert (await world.fingerprint(), await frozen(world)) == (before, sent)
    assert len(seen) == 1


async def test_no_statement_writes_to_what_was_sent() -> None:
    world = await drafted()
    with watch_statements() as seen:
        await redo(world)
    written = [
        each.split()[1] if each.startswith("update") else each
        for each in seen
        if "update " in each or "insert " in each
    ]
    assert ["declaration_estimate" in each or "audit_entry" in each for each in written] == [True, True]
    assert [each for each in written if "update submission" in each or "accepted_right" in each] == []


async def frozen(world: World) -> list[Any]:
    """The rows of what was sent and accepted, whole, with the hash of each."""
    rows = await world.written(
        "select t::text, t.content_hash from submission t where caf_id = $1 order by id", world.caf
    )
    rights = await world.written("select t::text from accepted_right t where caf_id = $1 order by id", world.caf)
    return [*map(tuple, rows), *map(tuple, rights)]


async def test_a_caf_a_year_and_a_structure_narrow_it() -> None:
    world, other = await drafted(2), await drafted()
    assert (await redo(world, year=2023))[0].looked_at == 0
    assert (await redo(world, structure=f"{other.code}0"))[0].looked_at == 0
    assert (await redo(world, year=2024, structure=f"{world.code}1"))[0].differing == 1
    assert await amounts(world) == [OLD_AMOUNT, AMOUNT]
    assert await amounts(other) == [OLD_AMOUNT]


async def test_where_no_amount_can_be_told_any_more_the_reason_is() -> None:
    world = await World.granted(year=2023)
    await world.save_example()
    world.house = type(world.house)(fictional_allowed=False)
    _, (told,) = await redo(world)
    assert told.difference.after is None
    assert [each.cause for each in told.difference.changes] == [Cause.REASON]
    assert told.difference.changes[0].text.startswith("plus de montant : Le prix plafond officiel")
    assert await amounts(world) == [None]


# ── In batches ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("structures", "batches"), [(1, 1), (3, 1), (7, 3)])
async def test_the_statements_are_counted_by_batch_not_by_draft(
    structures: int, batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolvers.recomputation.AT_ONCE", 3)
    world = await drafted(structures)
    with watch_statements() as seen:
        await redo(world, dry_run=True)
    assert len(seen) == 1 + batches * READS
    with watch_statements() as seen:
        await redo(world)
    assert len(seen) == 1 + batches * (READS + 1) + 1
    with watch_statements() as seen:
        await redo(world)
    assert len(seen) == 1 + batches * READS


READS = 5
"""Declarations with their stored estimates, parts, and the facts: authorisations, what was sent, shared accounts."""


async def test_the_progress_is_that_of_the_drafts() -> None:
    world, shown = await drafted(3), list[tuple[str, int, int]]()
    with connect_as(DbRole.JOB):
        await recompute(
            Wanted(caf=world.code), world.now, fictional_allowed=False, dry_run=True,
            show=lambda *how_far: shown.append(how_far),
        )  # fmt: skip
    assert shown == [("Estimations relues", 3, 3)]


# ── While people work ──────────────────────────────────────────────────────────────────────────────────────────────


async def save(world: World) -> Any:
    values = {"eajeActivity": {"familyContributions": "48650"}}
    return await world.act("director", SAVE, declaration=world.declaration, version=2, values=values)


async def test_a_save_that_comes_between_reading_and_writing_is_not_overwritten(urls: Urls) -> None:
    """The clock stands still, so that nothing but the versions can tell."""
    world = await drafted(2)
    await world.sign_in("director")
    async with many_connections(urls):
        saved, (done, told) = await in_turn(
            urls, HOLD, (world.declarations[0],), lambda: save(world), lambda: redo(world)
        )
    assert saved["errors"] == []
    assert done == Recomputed(looked_at=2, differing=2, overtaken=1)
    assert [each.id_equ for each in told] == [f"{world.code}1"]
    assert await amounts(world) == ["181723.79", AMOUNT]
    assert (await redo(world))[0].differing == 0


async def test_a_save_after_it_is_kept_too(urls: Urls) -> None:
    world = await drafted(2)
    await world.sign_in("director")
    async with many_connections(urls):
        (done, _), saved = await in_turn(urls, HOLD, (world.declarations[0],), lambda: redo(world), lambda: save(world))
    assert (saved["errors"], done.overtaken) == ([], 0)
    assert await amounts(world) == ["181723.79", AMOUNT]
    assert (await redo(world))[0].differing == 0


async def test_of_two_at_once_the_later_leaves_what_the_earlier_has_written(urls: Urls) -> None:
    world = await drafted(4)
    async with many_connections(urls):
        both = await asyncio.gather(redo(world), redo(world))
    assert sum(done.differing - done.overtaken for done, _ in both) == 4
    assert await amounts(world) == [AMOUNT] * 4


async def test_other_words_alone_are_written_and_counted_without_a_difference() -> None:
    def reworded(data: Data) -> Data:
        data["lines"][0]["label"] = "Autrement dit"
        return data

    world = await proven()
    await world.save_example()
    await age(world, change=reworded)
    _, (told,) = await redo(world)
    assert told.difference.told_alike
    assert (await redo(world))[0].differing == 0
