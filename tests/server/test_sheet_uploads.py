"""Spreadsheets over HTTP: templates out, filled files in, nothing saved unless asked, nothing read without bound."""

import asyncio
import http.client
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import httpx
import orjson
import pytest
import uvicorn
from starlette.applications import Starlette

from resolvers.sheets.files import FILE_BYTES, sheets_of
from rules.forms import DeclarationKind, Part
from rules.kinds import KINDS
from rules.sheets.reading import read_sheets
from server.graphql import Door, house_of
from server.sheets import PASSED_BYTES, UPLOADS_AT_ONCE, XLSX, Counter
from tests.browser import ORIGIN, Browser, refused, settings
from tests.files.sheets import ods, ods_cell, ods_table, xlsx
from tests.world import PASSWORD, SIGN_IN, World

pytestmark = pytest.mark.usefixtures("database")

CSV = {"Content-Type": "text/csv"}
LINES = "Rubrique;Valeur\n60 Achats;1 234,50 €\n".encode()
UNKNOWN = "/declarations/AAAA/finance/sheet"


@asynccontextmanager
async def visiting(world: World, name: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of these addresses at the hour of a world, signed in as somebody of it."""
    chosen = settings()
    door = Door(chosen, house_of(chosen), clock=lambda: world.now)
    app = Starlette(routes=Counter(door).routes())
    cookies = {"portal_session": await world.sign_in(name)} if name else {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN, cookies=cookies) as client:
        yield client


def to(world: World, part: str = "finance", version: int = 1, **query: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/declarations/{world.declaration}/{part}/sheet?version={version}{more}"


def told(response: httpx.Response) -> list[tuple[str, list[str]]]:
    assert response.status_code == 200, response.text
    return [(error["code"], error["path"]) for error in response.json()["errors"]]


async def test_a_file_is_shown_then_saved() -> None:
    world = await World.granted()
    async with visiting(world, "accountant") as client:
        before = await world.fingerprint()
        look = await client.post(to(world), content=LINES, headers=CSV)
        assert told(look) == []
        assert set(look.json()) == {"outcome", "errors"}
        told_of = look.json()["outcome"] | {"changes": None}
        assert told_of == {"applied": False, "version": 1, "sheets": ["csv"], "changes": None}
        (change,) = look.json()["outcome"]["changes"]
        assert change | {"label": ""} == {
            "item": "account60", "label": "", "before": None, "after": "1\u202f234,50\u00a0€", "changed": True,
            "cell": ["sheet", "csv", "B2"],
        }  # fmt: skip
        assert await world.fingerprint() == before
        saved = await client.post(to(world, apply="true"), content=LINES, headers=CSV)
        assert (told(saved), saved.json()["outcome"]["applied"], saved.json()["outcome"]["version"]) == ([], True, 2)
        again = await client.post(to(world, apply="true"), content=LINES, headers=CSV)
        assert told(again) == [("CONFLICT", ["version"])]
        assert again.json()["errors"][0]["currentVersion"] == 2
        assert again.json()["outcome"]["version"] == 2, "the version to be sent next"
    assert (await world.stands())["finance"] == 2


@pytest.mark.parametrize("kind", [DeclarationKind.ACTUAL, DeclarationKind.FORECAST, DeclarationKind.UPDATE])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
async def test_a_template_comes_filled_with_what_is_saved_and_goes_back_unchanged(
    kind: DeclarationKind, extension: str
) -> None:
    world = await World.granted(kind=kind)
    await world.save_example(finance=kind is not DeclarationKind.UPDATE)
    form = KINDS["EAJE"].form(kind, 2024)
    for name, part in (("director", Part.ACTIVITY), ("accountant", Part.FINANCE)):
        if not form.part(part):
            continue
        async with visiting(world, name) as client:
            path = f"/declarations/{world.declaration}/{part.lower()}/template.{extension}"
            given = await client.get(path)
            assert given.status_code == 200
            french = {Part.ACTIVITY: "volet-activite", Part.FINANCE: "volet-financier"}[part]
            assert f'filename="modele-{french}-' in given.headers["content-disposition"]
            assert given.headers["cache-control"] == "no-store"
            sent = await client.post(
                to(world, part.lower(), 2), content=given.content, headers={"Content-Type": "application/octet-stream"}
            )
            assert told(sent) == []
            changes = sent.json()["outcome"]["changes"]
            assert changes
            assert [change["item"] for change in changes if change["changed"]] == []
            reading = read_sheets(form, part, sheets_of(given.content))
            assert set(reading.values) == {change["item"] for change in changes}


async def test_a_template_filled_in_a_workbook_is_saved_to_the_cent() -> None:
    world = await World.granted()
    book = xlsx({"A1": "Code", "B1": "Valeur", "A2": "60", "B2": 30000.07, "A3": "63A", "B3": ("=1+1", 2)})
    other = ods(ods_table(ods_cell("Compte") + ods_cell("Montant"), ods_cell("64") + ods_cell(Decimal("285000.5"))))
    async with visiting(world, "accountant") as client:
        assert told(await client.post(to(world, apply="true"), content=book, headers={"Content-Type": XLSX})) == []
        kind = {"Content-Type": "application/vnd.oasis.opendocument.spreadsheet"}
        assert told(await client.post(to(world, version=2, apply="true"), content=other, headers=kind)) == []
    rows = await world.written(
        """select "values" ->> 'account60' as a, "values" ->> 'account63a' as b, "values" ->> 'account64' as c"""
        " from declaration_part where declaration_id = $1 and part = 'FINANCE'", world.declarations[0],
    )  # fmt: skip
    assert tuple(rows[0]) == ("30000.07", "2", "285000.5")


SHEETS: dict[str, tuple[bytes, list[tuple[str, list[str]]]]] = {
    "a formula cell": (xlsx({"A1": "Code", "B1": "Valeur", "A2": "60", "B2": "=B3"}), [("SHEET_FORMULA", ["sheet", "Feuille1", "B2"])]),
    "a merged cell": (xlsx({"A1": "Code", "B1": "Valeur", "A2": "60", "A3": "63A"}, merged={"B2:B3": 1}), [("SHEET_MERGED", ["sheet", "Feuille1", "B2"])]),
    "an unknown column": (b"Code;Valeur;Divers\n60;1;2\n", [("SHEET_UNKNOWN_COLUMN", ["sheet", "csv", "C1"])]),
    "a value unreadable": ("Code;Valeur\n60;1 2,3\n".encode("cp1252"), [("INVALID_VALUE", ["sheet", "csv", "B2"])]),
    "no table at all": (b"a;b;c;d\n", [("SHEET_NO_TABLE", ["sheet"])]),
    "a broken workbook": (xlsx({"A1": "Code"})[:-25], [("SHEET_BROKEN", ["sheet"])]),
    "no workbook": (b"%PDF-1.7\x00", [("SHEET_NOT_READ", ["sheet"])]), "nothing": (b"", [("SHEET_NOT_READ", ["sheet"])]),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
async def test_what_cannot_be_read_is_refused_at_its_cell_and_nothing_is_saved(name: str) -> None:
    world = await World.granted()
    body, expected = SHEETS[name]
    before = await world.fingerprint()
    async with visiting(world, "accountant") as client:
        for apply in ("false", "true"):
            answer = await client.post(to(world, apply=apply), content=body, headers=CSV)
            assert (told(answer), answer.json()["outcome"]["applied"]) == (expected, False)
            assert all(error["message"] and error["remedy"] for error in answer.json()["errors"])
    assert await world.fingerprint() == before


async def test_a_stranger_reads_the_same_bytes_as_of_a_declaration_that_does_not_exist() -> None:
    mine, other = await World.granted(), await World.granted()
    async with visiting(mine, "accountant") as client:
        for body in (LINES, b"%PDF\x00"):
            for query in ("?version=1", "?version=1&apply=true"):
                strange = await client.post(
                    f"/declarations/{other.declaration}/finance/sheet{query}", content=body, headers=CSV
                )
                unknown = await client.post(UNKNOWN + query, content=body, headers=CSV)
                assert strange.content == unknown.content
                assert told(strange) == [("NOT_FOUND", ["declaration"])]
        for file in ("template.csv", "template.xlsx"):
            strange = await client.get(f"/declarations/{other.declaration}/finance/{file}")
            unknown = await client.get(f"/declarations/AAAA/finance/{file}")
            assert (strange.status_code, strange.content) == (404, unknown.content)
            assert refused(unknown) == "NOT_FOUND"


async def test_a_part_is_filled_by_its_provider_and_its_template_read_by_who_reads_it() -> None:
    world = await World.granted()
    for name, uploads, downloads in (
        ("director", False, 403), ("accountant", True, 200), ("deputy", False, 200), ("officer", False, 403), ("manager", None, 404),
    ):  # fmt: skip
        async with visiting(world, name) as client:
            sent = await client.post(to(world), content=LINES, headers=CSV)
            expected = [] if uploads else [("FORBIDDEN", [])] if uploads is False else [("NOT_FOUND", ["declaration"])]
            assert told(sent) == expected, name
            got = await client.get(f"/declarations/{world.declaration}/finance/template.csv")
            assert got.status_code == downloads, name


REQUESTS: dict[str, tuple[dict[str, str], str, int, str]] = {
    "nobody signed in": ({}, "?version=1", 401, "UNAUTHENTICATED"),
    "another site": ({"Origin": "https://evil.example"}, "?version=1", 403, "CSRF"),
    "another site without origin": ({"Sec-Fetch-Site": "cross-site"}, "?version=1", 403, "CSRF"),
    "a form": ({"Content-Type": "multipart/form-data; boundary=x"}, "?version=1", 415, "SHEET_MEDIA_TYPE"),
    "plain text, which any site may send": ({"Content-Type": "text/plain"}, "?version=1", 415, "SHEET_MEDIA_TYPE"),
    "no type": ({"Content-Type": ""}, "?version=1", 415, "SHEET_MEDIA_TYPE"),
    "no version": ({}, "", 400, "SHEET_REQUEST"), "a version that is none": ({}, "?version=-1", 400, "SHEET_REQUEST"),
    "an apply that is neither": ({}, "?version=1&apply=yes", 400, "SHEET_REQUEST"),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
async def test_a_request_that_is_no_upload_is_refused_as_a_whole(name: str) -> None:
    headers, query, status, code = REQUESTS[name]
    async with Browser() as browser:
        answer = await browser.post(UNKNOWN + query, content=LINES, headers={**CSV, **headers})
        assert (answer.status_code, refused(answer)) == (status, code)


async def test_the_addresses_stand_in_the_portal_under_the_session_of_its_cookie() -> None:
    world = await World.granted()
    async with Browser() as browser:
        for method, path in (("GET", UNKNOWN), ("POST", "/declarations/AAAA/finance/template.csv")):
            answer = await browser.request(method, path)
            assert (answer.status_code, refused(answer)) == (405, "METHOD_NOT_ALLOWED")
        signed = await browser.ask(SIGN_IN, input={"email": world.people["accountant"].email, "password": PASSWORD})
        assert signed.status_code == 200
        # On the real clock this period is over.
        assert told(await browser.post(to(world), content=LINES, headers=CSV)) == [("PERIOD_CLOSED", [])]
        for part in ("money", "FINANCE", "Finance"):
            strange = await browser.get(f"/declarations/{world.declaration}/{part}/template.csv")
            assert (strange.status_code, refused(strange)) == (404, "NOT_FOUND")


async def test_a_file_over_ten_megabytes_is_refused_and_never_kept() -> None:
    world = await World.granted()
    sent = 0

    async def coming(pieces: int) -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(pieces):
            sent += 100_000
            yield b"x" * 100_000

    async with visiting(world, "accountant") as client:
        announced = await client.post(
            to(world), content=coming(200), headers={**CSV, "Content-Length": str(FILE_BYTES + 1)}
        )
        assert (announced.status_code, refused(announced)) == (413, "PAYLOAD_TOO_LARGE")
        (error,) = announced.json()["errors"]
        assert error["message"] == "Le fichier dépasse 10\N{NO-BREAK SPACE}Mo."
        assert error["extensions"]["remedy"] == "Ne gardez que la feuille de la déclaration, ou partez du modèle."
        for more, taken in (
            ({"Content-Length": str(PASSED_BYTES + 1)}, 0),
            ({"Content-Length": str(FILE_BYTES + 1), "Expect": "100-continue"}, 0),
            ({}, PASSED_BYTES + 100_000),
        ):
            sent = 0
            counted = await client.post(to(world), content=coming(1000), headers={**CSV, **more})
            assert (counted.status_code, refused(counted)) == (413, "PAYLOAD_TOO_LARGE")
            assert sent <= taken, more
        sent = 0
        whole = await client.post(to(world), content=coming(100), headers=CSV)
        assert told(whole) == [("SHEET_TOO_LARGE", ["sheet"])]


@pytest.mark.parametrize("size", [FILE_BYTES + 1, 2 * FILE_BYTES, 3 * FILE_BYTES])
async def test_whoever_still_sends_a_file_too_long_hears_why_over_a_real_line(size: int) -> None:
    """A client that writes its whole request before it reads, as most do."""
    world = await World.granted()
    token = await world.sign_in("accountant")
    chosen = settings()
    door = Door(chosen, house_of(chosen), clock=lambda: world.now)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        app = Starlette(routes=Counter(door).routes())
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        port = listener.getsockname()[1]

        def send() -> tuple[int, bytes]:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            headers = {**CSV, "Cookie": f"portal_session={token}", "Connection": "close"}
            line.request("POST", to(world), body=b"x" * size, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read()

        try:
            status, body = await asyncio.to_thread(send)
        finally:
            server.should_exit = True
            await serving
    assert (status, orjson.loads(body)["errors"][0]["extensions"]["code"]) == (413, "PAYLOAD_TOO_LARGE")


async def test_files_on_their_way_are_counted_and_let_go() -> None:
    world = await World.granted()
    here: set[int] = set()
    all_here, arrived = asyncio.Event(), asyncio.Event()

    async def slow(number: int) -> AsyncIterator[bytes]:
        here.add(number)
        if len(here) == UPLOADS_AT_ONCE:
            all_here.set()
        await arrived.wait()
        yield LINES

    async with visiting(world, "accountant") as client:
        uploads = [
            asyncio.create_task(client.post(to(world), content=slow(number), headers=CSV))
            for number in range(UPLOADS_AT_ONCE)
        ]
        await all_here.wait()
        answer = await client.post(to(world), content=LINES, headers=CSV)
        assert (answer.status_code, refused(answer), answer.headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "2")
        arrived.set()
        assert [told(each) for each in await asyncio.gather(*uploads)] == [[]] * UPLOADS_AT_ONCE
        assert told(await client.post(to(world), content=LINES, headers=CSV)) == []
