"""Two web processes on one database: one outcome, one memory for keys, rights that end in both; and a process that is killed."""

import asyncio
import contextlib
import random
import signal
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest

from models.engine import DbRole
from resolvers.opaque import encode
from server.database_url import connect
from tests.serving import Ground, Serving, engine_on, ground
from tests.world import END, SAVE

AT_ONCE = 20


class Pair:
    """The same world behind two processes."""

    def __init__(self, made: Ground, second: Serving) -> None:
        self.made, self.world, self.servings = made, made.world, (made.serving, second)

    @contextlib.asynccontextmanager
    async def clients(self, name: str) -> AsyncIterator[tuple[httpx.AsyncClient, ...]]:
        """Somebody's two clients, one for each process."""
        token = self.world.people[name].token
        async with self.servings[0].client(token) as one, self.servings[1].client(token) as other:
            yield one, other

    @contextlib.asynccontextmanager
    async def held(self, sql: str, *args: Any) -> AsyncIterator[None]:
        """What `sql` takes is held for the length of the block."""
        keeper = await connect(self.made.urls[DbRole.JOB])
        try:
            async with keeper.transaction():
                await keeper.fetch(sql, *args)
                yield
        finally:
            await keeper.close()

    async def until_waiting(self, number: int) -> None:
        """Wait until so many wait for a lock."""
        waiting = "select count(distinct pid) as n from pg_locks where not granted"
        async with asyncio.timeout(6):
            while (await self.made.sql(waiting))[0]["n"] < number:  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
async def pair() -> AsyncIterator[Pair]:
    async with ground(structures=6) as made:
        folder = made.serving.folder / "second"
        folder.mkdir()
        second = Serving(made.urls, folder)
        try:
            await second.start()
            yield Pair(made, second)
        finally:
            second.end()


def save_of(declaration: int, days: int, version: int = 1) -> dict[str, Any]:
    values = {"eajeActivity": {"openingDays": days}}
    input = {"declaration": encode("Declaration", declaration), "version": version, "values": values}
    return {"query": SAVE, "variables": {"input": input}}


def payload(given: httpx.Response) -> Any:
    assert given.status_code == 200, given.text
    return given.json()["data"]["save"]


async def stands(made: Ground, declaration: int) -> Mapping[str, Any]:
    """The version of the activity part, its figure, and how often saving it was accepted and refused."""
    rows = await made.sql(
        """select version, "values" ->> 'openingDays' as days,
          (select count(*) from audit_entry n where n.declaration_id = $1 and n.act = 'save' and outcome = 'DONE') as done,
          (select count(*) from audit_entry n where n.declaration_id = $1 and n.act = 'save' and outcome = 'REFUSED')
            as refused
        from declaration_part where declaration_id = $1 and part = 'ACTIVITY'""",
        declaration,
    )
    return rows[0]


async def test_of_twenty_savings_of_one_version_one_is_kept_and_nineteen_read_the_version_that_stands(
    pair: Pair,
) -> None:
    declaration = pair.world.declarations[0]
    async with pair.clients("director") as clients:
        async with pair.held("select from declaration where id = $1 for update", declaration):
            saving = [
                asyncio.create_task(clients[number % 2].post("/graphql", json=save_of(declaration, 100 + number)))
                for number in range(AT_ONCE)
            ]
            # As many as the two pools hold connections; the others wait for one of these.
            await pair.until_waiting(12)
        answers = [payload(given) for given in await asyncio.gather(*saving)]
    (winner,) = [number for number, answer in enumerate(answers) if not answer["errors"]]
    for answer in answers[:winner] + answers[winner + 1 :]:
        (error,) = answer["errors"]
        assert (error["code"], error["path"], error["currentVersion"]) == ("CONFLICT", ["version"], 2)
        assert "a été modifiée depuis que vous l'avez lue (version actuelle : 2)" in error["message"]
    found = await stands(pair.made, declaration)
    assert found == {"version": 2, "days": str(100 + winner), "done": 1, "refused": AT_ONCE - 1}


async def test_twenty_requests_under_one_key_are_one_act_with_one_answer(pair: Pair) -> None:
    declaration = pair.world.declarations[1]
    headers = {"Idempotency-Key": str(uuid4())}
    async with pair.clients("director") as clients:
        async with pair.held("select from declaration where id = $1 for update", declaration):
            saving = [
                asyncio.create_task(
                    clients[number % 2].post("/graphql", json=save_of(declaration, 150), headers=headers)
                )
                for number in range(AT_ONCE)
            ]
            await pair.until_waiting(12)
        answers = await asyncio.gather(*saving)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert payload(answers[0])["errors"] == []
    assert await stands(pair.made, declaration) == {"version": 2, "days": "150", "done": 1, "refused": 0}
    keys = await pair.made.sql("select count(*) as n from act_key where key = $1", headers["Idempotency-Key"])
    assert keys[0]["n"] == 1


async def test_a_restart_forgets_no_key(pair: Pair) -> None:
    declaration = pair.world.declarations[2]
    headers = {"Idempotency-Key": str(uuid4())}
    async with pair.clients("director") as clients:
        first = await clients[0].post("/graphql", json=save_of(declaration, 160), headers=headers)
        for each in pair.servings:
            each.end()
            await each.start()
    async with pair.clients("director") as clients:
        for client in clients:
            again = await client.post("/graphql", json=save_of(declaration, 160), headers=headers)
            assert again.content == first.content
            other = await client.post("/graphql", json=save_of(declaration, 161, 2), headers=headers)
            assert payload(other)["errors"][0]["path"] == ["Idempotency-Key"]
    assert (await stands(pair.made, declaration))["version"] == 2


async def test_a_grant_that_ends_stops_the_next_request_in_both_processes(pair: Pair) -> None:
    world, declaration = pair.world, pair.world.declarations[3]
    rows = await pair.made.sql(
        "select id from role_grant where person_id = $1 and tenure_id = $2",
        world.people["director"].id, world.tenures[3],
    )  # fmt: skip
    with engine_on(pair.made.urls):
        ended = await world.act("manager", END, roleGrant=encode("RoleGrant", rows[0]["id"]))
    assert ended["errors"] == []
    async with pair.clients("director") as clients:
        for client in clients:
            assert [error["code"] for error in payload(await client.post("/graphql", json=save_of(declaration, 1)))["errors"]] == ["NOT_FOUND"]  # fmt: skip
    assert (await stands(pair.made, declaration))["done"] == 0


# ── Killed ─────────────────────────────────────────────────────────────────────────────────────────────────────

Sent = dict[str, dict[str, Any]]


async def save_under_keys(
    client: httpx.AsyncClient, declaration: int, version: int, done: asyncio.Event
) -> tuple[Sent, dict[str, bytes]]:
    """Save again and again, each under a key of its own: everything sent, and what was acknowledged."""
    sent: Sent = {}
    acknowledged: dict[str, bytes] = {}
    while not done.is_set():
        key = str(uuid4())
        sent[key] = save_of(declaration, version, version)
        try:
            given = await client.post("/graphql", json=sent[key], headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return sent, acknowledged
        assert payload(given)["errors"] == []
        acknowledged[key] = given.content
        version += 1
    return sent, acknowledged


@pytest.mark.long
async def test_killed_at_any_moment_an_act_under_a_key_is_done_once_and_answered() -> None:
    dice = random.Random(7)
    async with ground(structures=4) as made:
        unanswered = 0
        for _ in range(15):
            async with made.client() as client:
                done, before = asyncio.Event(), [await stands(made, each) for each in made.world.declarations]
                saving = [
                    asyncio.create_task(save_under_keys(client, each, found["version"], done))
                    for each, found in zip(made.world.declarations, before, strict=True)
                ]
                await asyncio.sleep(dice.uniform(0.15, 0.6))
                made.serving.end(signal.SIGKILL)
                done.set()
                outcomes = await asyncio.gather(*saving)
            await made.serving.start()
            async with made.client() as client:
                for declaration, was, (sent, acknowledged) in zip(
                    made.world.declarations, before, outcomes, strict=True
                ):
                    unanswered += len(sent) - len(acknowledged)
                    for _ in range(2):
                        # Everything is sent again, and again: what was acknowledged is answered as it was.
                        for key, body in sent.items():
                            again = await client.post("/graphql", json=body, headers={"Idempotency-Key": key})
                            assert payload(again)["errors"] == []
                            assert again.content == acknowledged.setdefault(key, again.content)
                    found = await stands(made, declaration)
                    # Whatever was sent has been done, once, the last one included.
                    assert found["version"] == was["version"] + len(sent)
                    assert (found["done"], found["refused"]) == (found["version"] - 1, 0)
        assert unanswered > 0, "nobody was ever killed with a request in hand"
