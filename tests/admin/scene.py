"""A portal on a database of its own, and a page of Chromium in front of it: what it shows is kept and listened to."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyotp
import pytest

from resolvers.keychain import seal
from server.database_url import Urls
from tests.serving import Serving, engine_on
from tests.world import HOUSE, PASSWORD, SECRETS, World

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
]
SCREENS = Path(os.environ.get("ARTEFACTS", "build/screens"))
"""Where the screenshots are kept."""
ENGLISH = (
    "Add Row", "Select a", "Type here", "Successfully", "Show Filters", "Showing", "result(s)", "NULL", "Log Out",
    "Bulk", "Equals", "Contains", "Sort by", "Ascending", "Loading", "Welcome", "Toggle", "Unknown", "field -",
    "per page", "Per Page", "None", "Null", "Export CSV", "mm/dd/yyyy",
)  # fmt: skip
"""Pieces of what Piccolo says in English: none may be seen."""
KEY = pyotp.random_base32()


@dataclass
class Scene:
    """A portal on a database of its own, and a page of a browser in front of it."""

    world: World
    address: str
    page: Any
    heard: list[str]

    async def step(self, name: str, *seen: str) -> None:
        """These French texts are seen, no English one is; a screenshot is kept."""
        for words in seen:
            await self.page.get_by_text(words).locator("visible=true").first.wait_for(timeout=15_000)
        await self.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
        said = await self.page.evaluate("document.body.innerText")
        assert [piece for piece in ENGLISH if piece in said] == [], name
        assert self.heard == [], name

    async def sign_in(self, name: str) -> None:
        """Through the pages, with the second factor of whoever has one."""
        page = self.page
        await page.goto(f"{self.address}/admin/")
        await page.fill("#email", self.world.people[name].email)
        await page.fill("#password", PASSWORD)
        await page.get_by_role("button", name="Validez").click()
        if name == "manager":
            await page.wait_for_selector("#code")
            await self.step("02-second-facteur", "second facteur")
            await page.fill("#code", pyotp.TOTP(KEY).now())
            await page.locator("main form button[type=submit]").first.click()
        await page.wait_for_selector(".sidebar")


@asynccontextmanager
async def played(clone: Callable[[], Awaitable[Urls]], folder: Path) -> AsyncIterator[Scene]:
    """A manager with a second factor, an officer, the Cnaf; the console and other servers are listened to."""
    from playwright.async_api import async_playwright

    urls = await clone()
    serving = Serving(urls, folder)
    _secret(folder)
    heard: list[str] = []
    with engine_on(urls):
        world = await World.granted(structures=4)
        await world.add_national("cnaf")
        await world.written(
            "update person set totp_secret = $2, totp_since = now() where id = $1",
            world.people["manager"].id, seal(KEY, HOUSE),
        )  # fmt: skip
        try:
            await serving.start()
            address = f"http://127.0.0.1:{serving.port}"
            async with async_playwright() as driver:
                browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--lang=fr-FR"])
                context = await browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
                page = await context.new_page()
                page.on("pageerror", lambda error: heard.append(str(error)))
                page.on("console", lambda told: heard.append(told.text) if _alarming(told) else None)
                page.on("request", lambda asked: heard.append(asked.url) if _outside(asked.url, address) else None)
                yield Scene(world, address, page, heard)
                await browser.close()
        finally:
            serving.end()


def _secret(folder: Path) -> None:
    """The secret that seals second factors, as the portal keeps it."""
    (folder / "secret.key").write_text(SECRETS[0])
    (folder / "secret.key").chmod(0o600)


def _alarming(told: Any) -> bool:
    """An error of the page; that a refusal has its status is none."""
    refusal = "status of 4" in told.text or "AxiosError" in told.text
    return bool(told.type == "error" and not refusal)


def _outside(url: str, address: str) -> bool:
    return not url.startswith((address, "data:", "blob:"))
