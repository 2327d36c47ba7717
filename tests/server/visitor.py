"""Somebody in front of the pages of an account, in a browser without script, and what he reads there."""

import html
import re
import secrets
import time
from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest

from resolvers.keychain import fingerprint
from tests.browser import Browser
from tests.world import PASSWORD, World

NEW = "Huit tortues lisent sous le vieux tilleul."


VIEWER = "{ viewer { email } }"


DOORS = [("/account", "portal_session", "director"), ("/admin", "portal_admin", "manager")]


at_both_doors = pytest.mark.parametrize(("door", "cookie", "name"), DOORS)


class Visitor(Browser):
    """A browser that posts forms, and says where from as a browser does."""

    async def form(self, path: str, **fields: str) -> httpx.Response:
        headers = {"Origin": str(self.base_url).rstrip("/"), "Content-Type": "application/x-www-form-urlencoded"}
        return await self.post(path, data=fields, headers=headers)

    async def enter(self, email: str, password: str = PASSWORD, door: str = "/account", **more: str) -> httpx.Response:
        return await self.form(f"{door}/sign-in", email=email, password=password, **more)


def leads_to(response: httpx.Response) -> str:
    assert response.status_code == 303, (response.status_code, response.text)
    return response.headers["location"]


def told(response: httpx.Response) -> list[str]:
    """The refusals on a page."""
    found = re.findall(r'<p class="refused".*?<strong>(.*?)</strong>', response.text, re.DOTALL)
    return [html.unescape(each).replace("\u00a0", " ") for each in found]


def hidden(response: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.text)
    assert found, name
    return html.unescape(found[1])


async def link(world: World, name: str, ends: timedelta = timedelta(hours=1)) -> str:
    """A one-time link for somebody, as the mailer makes it."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    await world.written(
        "insert into one_time_link (person_id, purpose, token_hash, created_at, expires_at)"
        " values ($1, 'OPENING', $2, $3, $4)",
        world.people[name].id, fingerprint(token), now - timedelta(days=3), now + ends,
    )  # fmt: skip
    return token


async def changed(world: World, name: str, assignment: str) -> None:
    await world.written(f"update person set {assignment} where id = $1", world.people[name].id)


async def enrolled(
    browser: Visitor, path: str, step: str = "", following: str = ""
) -> tuple[pyotp.TOTP, list[str], httpx.Response]:
    """Set up a second factor on a page; its clock, its recovery codes and the last page."""
    fields = {"step": step, "next": following}
    begun = await browser.form(path, act="begin", **fields)
    secret = hidden(begun, "secret")
    clock = pyotp.TOTP(secret)
    done = await browser.form(path, act="enable", secret=secret, code=clock.now(), **fields)
    return clock, re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>", done.text), done


def next_code(clock: pyotp.TOTP) -> str:
    """The code after the one that was just used."""
    return clock.at(int(time.time()) + 30)
