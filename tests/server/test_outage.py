"""The database goes, stalls or comes back, the process is killed: 503 meanwhile, nothing lost, nothing half done."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from models.engine import DbRole
from resolvers.opaque import encode
from server.database_url import connect
from tests.serving import SLOW_SECONDS, Ground, ground
from tests.world import SAVE

VIEWER = "{ viewer { email } }"


@pytest.fixture(scope="module")
async def served() -> AsyncIterator[Ground]:
    async with ground() as made:
        yield made


def figures(version: int, declaration: str) -> dict[str, Any]:
    """A save that tells its version by its figures."""
    values = {"eajeActivity": {"hoursAttendedUnder4": str(version), "hoursBilledUnder4": str(version)}}
    input = {"declaration": declaration, "version": version, "values": values}
    return {"query": SAVE, "variables": {"input": input}}


def unavailable(response: httpx.Response) -> bool:
    error = response.json()["errors"][0]
    assert error["message"]
    assert response.headers["retry-after"] == "2"
    return response.status_code == 503 and error["extensions"]["code"] == "SERVICE_UNAVAILABLE"


async def consistent(made: Ground) -> dict[int, int]:
    """Assert that every act is there whole or not at all; give the version of each activity part."""
    rows = await made.sql(
        """select d.id, d.version as whole, a.version, a."values" ->> 'hoursAttendedUnder4' as hours,
          a."values" ->> 'hoursBilledUnder4' as billed, e.computed_at = a.saved_at as estimated,
          (select count(*) from audit_entry n where n.declaration_id = d.id and n.outcome = 'DONE') as noted
        from declaration d join declaration_part a on a.declaration_id = d.id and a.part = 'ACTIVITY'
        left join declaration_estimate e on e.declaration_id = d.id order by d.id"""
    )
    for row in rows:
        saved = row["version"] - 1
        expected = (str(saved), str(saved), True) if saved else (None, None, None)
        assert (row["hours"], row["billed"], row["estimated"]) == expected, row
        assert (row["whole"], row["noted"]) == (row["version"], saved), row
    return {row["id"]: row["version"] for row in rows}


async def keep_saving(
    made: Ground, declaration: int, done: asyncio.Event, client: httpx.AsyncClient
) -> tuple[int, set[int]]:
    """Save again and again; the last version acknowledged, and the statuses met."""
    version = (await made.sql("select version from declaration_part where declaration_id = $1 and part = 'ACTIVITY'", declaration))[0]["version"]  # fmt: skip
    statuses: set[int] = set()
    while not done.is_set():
        try:
            response = await client.post("/graphql", json=figures(version, encode("Declaration", declaration)))
        except httpx.TransportError:
            await asyncio.sleep(0.02)
            continue
        statuses.add(response.status_code)
        if response.status_code != 200:
            await asyncio.sleep(0.02)
            continue
        payload = response.json()["data"]["save"]
        if payload["errors"]:
            # Committed just before the answer was lost.
            assert payload["errors"][0]["code"] == "CONFLICT"
            assert payload["errors"][0]["currentVersion"] == version + 1
            version += 1
        else:
            version = payload["declaration"]["activity"]["version"]
    return version, statuses


async def test_a_database_that_stops_is_503_and_comes_back_by_itself(served: Ground) -> None:
    declaration = served.world.declarations[0]
    before = (await consistent(served))[declaration]
    async with served.client() as client:
        assert (await client.post("/graphql", json={"query": VIEWER})).status_code == 200
        for _ in range(2):
            await asyncio.to_thread(served.cluster.stop)
            for body in ({"query": VIEWER}, figures(before, encode("Declaration", declaration))):
                began = time.monotonic()
                assert unavailable(await client.post("/graphql", json=body))
                assert time.monotonic() - began < 4
            assert unavailable(await client.get("/readyz"))
            assert (await client.get("/healthz")).json() == {"status": "ok"}
            await asyncio.to_thread(served.cluster.start)
            assert await served.serving.until_ready(5) < 5
            answers = await asyncio.gather(*(client.post("/graphql", json={"query": VIEWER}) for _ in range(40)))
            assert {answer.status_code for answer in answers} == {200}, "a connection leaked"
    assert (await consistent(served))[declaration] == before
    open_now = await served.sql(
        "select count(*) as n from pg_stat_activity where usename in ('portal_app', 'portal_auth')"
    )
    assert open_now[0]["n"] <= 20


async def test_under_load_an_outage_loses_nothing_acknowledged(served: Ground) -> None:
    declaration = served.world.declarations[0]
    done = asyncio.Event()
    async with served.client() as client:
        saving = asyncio.create_task(keep_saving(served, declaration, done, client))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(served.cluster.stop)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(served.cluster.start)
        await served.serving.until_ready(5)
        await asyncio.sleep(0.3)
        done.set()
        version, statuses = await saving
    assert statuses == {200, 503}
    assert (await consistent(served))[declaration] == version


async def test_a_statement_too_slow_and_a_pool_too_full_are_503_within_their_bounds(served: Ground) -> None:
    declaration = served.world.declarations[0]
    version = (await consistent(served))[declaration]
    holder = await connect(served.urls[DbRole.JOB])
    transaction = holder.transaction()
    await transaction.start()
    await holder.fetch("select 1 from declaration where id = $1 for update", declaration)

    async def timed(client: httpx.AsyncClient, body: dict[str, Any]) -> tuple[bool, float]:
        began = time.monotonic()
        return unavailable(await client.post("/graphql", json=body)), time.monotonic() - began

    async with served.client() as client, served.client("accountant") as other:
        body = figures(version, encode("Declaration", declaration))
        waiting = [asyncio.create_task(timed(client, body)) for _ in range(10)]
        await asyncio.sleep(0.5)
        refused, seconds = await timed(other, {"query": VIEWER})
        assert refused
        assert 1.5 < seconds < 2.6, "the pool has ten connections, and a wait for one is bounded"
        assert (await other.get("/healthz")).status_code == 200
        slow = await asyncio.gather(*waiting)
        assert all(refused and SLOW_SECONDS - 0.5 < seconds < SLOW_SECONDS + 2 for refused, seconds in slow)
        await transaction.rollback()
        await holder.close()
        assert (await other.post("/graphql", json={"query": VIEWER})).status_code == 200
        assert (await consistent(served))[declaration] == version
        saved = (await client.post("/graphql", json=body)).json()["data"]["save"]
        assert saved["errors"] == []


@pytest.mark.long
async def test_killed_at_any_moment_it_keeps_what_it_acknowledged_and_nothing_by_halves() -> None:
    async with ground(structures=4) as made:
        lost = []
        for number in range(20):
            done = asyncio.Event()
            async with made.client() as client:
                saving = [
                    asyncio.create_task(keep_saving(made, each, done, client)) for each in made.world.declarations
                ]
                await asyncio.sleep(0.15 + 0.037 * number)
                if number % 4 == 3:
                    postmaster = int((made.cluster.data / "postmaster.pid").read_text().split()[0])
                    os.kill(postmaster, signal.SIGKILL)
                made.serving.end(signal.SIGKILL)
                done.set()
                acknowledged = [version for version, _ in await asyncio.gather(*saving)]
            await asyncio.wait_for(made.until_database_answers(), 30)
            await made.serving.start()
            stands = await consistent(made)
            for declaration, version in zip(made.world.declarations, acknowledged, strict=True):
                # The very last act may have been committed without its answer; none more, none less.
                if stands[declaration] - version not in {0, 1}:
                    lost.append((number, declaration, version, stands[declaration]))
        assert lost == []
        assert min((await consistent(made)).values()) > 20, "there was hardly any load"
