"""`portal recompute` as it is run: what it prints, the file it writes, what a kill in the middle leaves."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from server.database_url import Urls
from server.settings import Settings
from tests.commands import portal
from tests.drafts import OLD_AMOUNT, Data, age, amounts, older, proven, spread
from tests.interleaving import Gate
from tests.serving import engine_on
from tests.world import World

Clone = Callable[[], Awaitable[Urls]]
AMOUNT = "171823.79"
SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")


async def drafted(urls: Urls, structures: int = 2, change: Callable[[Data], Data] = older) -> World:
    with engine_on(urls):
        world = await proven(structures=structures)
        await world.save_example()
        await spread(world)
        await age(world, change=change)
        return world


async def stored(urls: Urls, world: World) -> tuple[list[str | None], int]:
    """The amounts, and the rows of the trail that recomputing has left."""
    with engine_on(urls):
        (row,) = await world.written("select count(*) as n from audit_entry where act = 'recompute'")
        return await amounts(world), row["n"]


async def test_it_lists_what_changes_by_structure_and_cause_writes_it_and_then_has_nothing_to_do(
    clone: Clone, tmp_path: Path
) -> None:
    urls, file = await clone(), tmp_path / "list.csv"
    world = await drafted(urls)
    tried = portal(urls, "recompute", "--dry-run", "--csv", file)
    assert (tried.returncode, tried.stderr) == (0, "")
    cause = "paramètre psu.first_step_supplied : 9,55 → 10,05"
    assert tried.stdout.translate(SPACES).splitlines() == [
        "Estimations relues : 2",
        f"Caf {world.code} · {world.code}0 · Crèche 0",
        "  réel 2024 : 161 473,79 € → 171 823,79 € (+10 350,00 €)",
        f"    {cause}",
        f"Caf {world.code} · {world.code}1 · Crèche 1",
        "  réel 2024 : 161 473,79 € → 171 823,79 € (+10 350,00 €)",
        f"    {cause}",
        "",
        "Par cause (une estimation peut en avoir plusieurs) :",
        f"  {cause} : 2 estimations, +20 700,00 €",
        "",
        "Par Caf :",
        f"  {world.code} : 2 estimations, +20 700,00 €",
        "",
        "2 estimations relues, 2 différentes.",
        "Essai : rien n'a été écrit.",
    ]
    assert file.read_text("utf-8-sig").splitlines() == [
        "Caf;Idequ;Structure;Déclaration;Ancien montant;Nouveau montant;Écart;Causes",
        *(f"{world.code};{world.code}{n};Crèche {n};réel 2024;161473,79;171823,79;10350,00;{cause}" for n in range(2)),
    ]
    assert await stored(urls, world) == ([OLD_AMOUNT] * 2, 0)

    assert portal(urls, "recompute", "--structure", f"{world.code}1").stdout.endswith("Tout est écrit.\n")
    assert await stored(urls, world) == ([OLD_AMOUNT, AMOUNT], 1)
    assert "1 différente." in portal(urls, "recompute").stdout
    assert await stored(urls, world) == ([AMOUNT] * 2, 2)
    done = portal(urls, "recompute")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "Rien à récrire : 2 estimations relues, aucune ne change.",
    )
    assert await stored(urls, world) == ([AMOUNT] * 2, 2)


@pytest.mark.parametrize("words", [[], ["--caf", "999"], ["--year", "2019"], ["--structure", "nowhere"]])
async def test_where_nothing_answers_it_says_so_and_that_is_no_failure(clone: Clone, words: list[str]) -> None:
    done = portal(await clone(), "recompute", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Rien à recalculer : aucun brouillon estimé ne répond à cette demande.\n"


async def test_a_file_that_cannot_be_written_stops_it_before_anything_is(clone: Clone, tmp_path: Path) -> None:
    urls = await clone()
    world = await drafted(urls, 1)
    refused = portal(urls, "recompute", "--csv", tmp_path / "nowhere" / "list.csv")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Impossible d'écrire ")
    assert await stored(urls, world) == ([OLD_AMOUNT], 0)


async def test_other_words_alone_are_counted_and_not_listed(clone: Clone) -> None:
    def reworded(data: Data) -> Data:
        data["lines"][0]["label"] = "Autrement dit"
        return data

    urls = await clone()
    await drafted(urls, 1, reworded)
    said = portal(urls, "recompute").stdout
    assert "→" not in said
    assert "  présentation du détail : 1 estimation, 0,00" in said


# ── Killed in the middle ───────────────────────────────────────────────────────────────────────────────────────────

TWO_BY_TWO = (
    "import resolvers.recomputation as work; work.AT_ONCE = 2; from server.command import main; main()", "recompute",
)  # fmt: skip


async def begun(urls: Urls) -> asyncio.subprocess.Process:
    """The command in a process of its own, two drafts at a time."""
    bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    given = {f"{role.name}_URL": url for role, url in urls.items()} | {"PUBLIC_URL": "https://portail.example"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", *TWO_BY_TWO, env=bare | given, stdout=asyncio.subprocess.DEVNULL
    )


async def test_killed_in_the_middle_whole_batches_stay_and_a_second_run_does_the_rest(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A process has to start first.
    monkeypatch.setattr("tests.interleaving.PATIENCE", 60.0)
    urls = await clone()
    world = await drafted(urls, 5)
    gate = await Gate(urls).shut("select from declaration where id = $1 for update", world.declarations[3])
    try:
        process = await begun(urls)
        await gate.until_waiting(1)
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        await gate.open()
    finally:
        await gate.leave()
    await _gone(urls, world)
    assert await stored(urls, world) == ([AMOUNT, AMOUNT, OLD_AMOUNT, OLD_AMOUNT, OLD_AMOUNT], 1)
    assert "5 estimations relues, 3 différentes." in portal(urls, "recompute").stdout
    assert await stored(urls, world) == ([AMOUNT] * 5, 2)
    assert "aucune ne change" in portal(urls, "recompute").stdout


async def _gone(urls: Urls, world: World) -> None:
    """PostgreSQL has seen that the killed process is no more, and undone what it had begun."""
    asked = (
        "select count(*) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        " and query like '%redone as%'"
    )
    with engine_on(urls):
        async with asyncio.timeout(60):
            while (await world.written(asked))[0]["n"]:  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.02)
