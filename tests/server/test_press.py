"""The press of receipts: many at once, beyond their number, without its library, with nothing from elsewhere."""

import asyncio
import socket
import sys
import threading
from typing import Any

import cffi
import pytest

from server.prints import pdf
from server.prints.pdf import Press
from tests.browser import Browser, refused
from tests.server.papers import get, receipt_path
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
async def world(database: object) -> World:
    made = await World.granted()
    await made.reach("TRANSMITTED")
    return made


async def test_twenty_receipts_at_once_wait_their_turn_and_nobody_waits_for_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out, go_on, at_once = pdf._laid_out, threading.Event(), list[int]()

    def held_up(_: str) -> bytes:
        at_once.append(press.waiting)
        assert go_on.wait(60)
        return laid_out('<html lang="fr"><title>Un</title><p>Un</p></html>')

    press = Press()
    monkeypatch.setattr(pdf, "_laid_out", held_up)
    monkeypatch.setattr("server.app.Press", lambda: press)
    path = await receipt_path(world)
    async with Browser() as browser:
        await browser.sign_in(world.people["deputy"].email)
        receipts = [asyncio.create_task(browser.get(path)) for _ in range(20)]
        try:
            for _ in range(30):
                assert (await browser.get("/readyz")).status_code == 200, "no connection is held meanwhile"
            page = await browser.get(f"/declarations/{world.declaration}")
            assert (page.status_code, press.waiting, len(at_once)) == (200, 20, pdf.AT_ONCE)
        finally:
            go_on.set()
        given = await asyncio.gather(*receipts)
    assert [each.status_code for each in given] == [200] * 20
    assert len({each.content for each in given}) == 1
    assert (press.waiting, len(at_once)) == (0, 20)


async def test_beyond_a_number_those_who_wait_are_asked_to_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MAX_WAITING", 0)
    given = await get(world, "deputy", await receipt_path(world))
    assert (given.status_code, refused(given), given.headers["retry-after"]) == (503, "PDF_BUSY", "2")


async def test_without_pango_only_the_pdf_is_refused_with_the_remedy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    load = cffi.FFI.dlopen

    def missing(self: cffi.FFI, name: str, flags: int = 0) -> Any:
        if "pango" in name:
            raise OSError(f"cannot load library {name!r}")
        return load(self, name, flags)

    monkeypatch.setattr(cffi.FFI, "dlopen", missing)
    given = await get(world, "deputy", await receipt_path(world))
    assert (given.status_code, refused(given)) == (503, "PDF_UNAVAILABLE")
    assert "apt install libpangoft2-1.0-0" in given.json()["errors"][0]["extensions"]["remedy"]
    assert (await get(world, "deputy", f"/declarations/{world.declaration}")).status_code == 200
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        del sys.modules[name]


async def test_the_layout_opens_no_address_but_the_portal_s_own_files(caplog: pytest.LogCaptureFixture) -> None:
    opened: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.settimeout(0)
        url = f"http://127.0.0.1:{outside.getsockname()[1]}/x.css"
        page = f'<link rel="stylesheet" href="{url}"><link rel="stylesheet" href="file:///etc/passwd"><img src="{url}">'
        made = await Press().pdf(f'<html lang="fr"><title>x</title>{page}<img src="/static/icon.svg"><p>x')
        with pytest.raises(BlockingIOError):
            opened.append(str(outside.accept()))
    assert opened == []
    assert made.startswith(b"%PDF")
    assert sum("not a file of this portal" in record.getMessage() for record in caplog.records) >= 4
