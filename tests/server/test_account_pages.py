"""The pages of an account, as a browser without script meets them: every form, every answer, one's own account."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from starlette.routing import Route

from demo import stage
from rules.policy import Role
from server.app import create_app
from tests.browser import settings
from tests.server.visitor import NEW, VIEWER, Visitor, changed, leads_to, told
from tests.world import PASSWORD, World

pytestmark = pytest.mark.usefixtures("database")


async def test_one_reads_who_sees_his_structures_and_nobody_else_s() -> None:
    """« Qui voit mes données ? »: colleagues by name, staff by role and number, of one's own structures only."""
    world, other = await World.granted(), await World.granted()
    async with Visitor() as browser:
        await browser.enter(world.people["director"].email)
        own = html.unescape((await browser.get("/account/")).text)
    assert "Qui voit mes données" in own
    for name in ("director", "accountant", "deputy"):
        assert world.people[name].name in own
    assert own.count("1 personne<") >= 2, "the manager and the officer"
    assert world.people["officer"].name not in own
    assert not [person.name for person in other.people.values() if person.name in own]
    async with Visitor() as staff:
        await staff.enter(world.people["manager"].email, door="/admin")
        assert "Qui voit mes données" not in (await staff.get("/admin/account/")).text


POSTED = ["/account/sign-in", "/account/step", "/account/forgotten", "/account/link", "/account/", "/account/password", "/account/second-factor",
          "/account/sign-out", "/admin/sign-in", "/admin/step", "/admin/account/", "/admin/account/password", "/admin/account/second-factor",
          "/admin/sign-out"]  # fmt: skip


def test_every_form_of_the_application_is_tried() -> None:
    routes = [route for route in create_app(settings()).routes if isinstance(route, Route)]
    posts = {route.path for route in routes if "POST" in (route.methods or ())}
    assert {path for path in posts if path.startswith(("/account", "/admin"))} >= set(POSTED)
    assert {path for path in posts if path.startswith("/account")} <= set(POSTED)


@pytest.mark.parametrize("path", POSTED)
async def test_a_form_from_elsewhere_too_long_or_of_another_kind_is_refused_as_a_page(path: str) -> None:
    world = await World.make()
    async with Visitor() as browser:
        await browser.enter(world.people["manager"].email)
        await browser.enter(world.people["manager"].email, door="/admin")
        before = dict(browser.cookies)
        given = [
            (await browser.post(path, data={"a": "b"}, headers={"Origin": "https://evil.example"}), 403),
            (await browser.post(path, data={"a": "x" * 20_000}), 413),
            (await browser.post(path, json={"a": "b"}), 400),
            (await browser.post(path, data={str(each): "x" for each in range(30)}), 400),
        ]
        assert dict(browser.cookies) == before
    for response, status in given:
        assert response.status_code == status
        assert response.headers["content-type"].startswith("text/html")
        assert told(response)


@pytest.mark.parametrize("body", [b"%", b"%ff%fe=%00", b"email=%00&password=%00", b"=&&&=", b"email=a&email=b", b"email=%ed%a0%80&password=x", b"code=%f0%9f"])  # fmt: skip
@pytest.mark.parametrize("path", POSTED)
async def test_no_bytes_make_an_accident(path: str, body: bytes) -> None:
    world = await World.make()
    async with Visitor() as browser:
        await browser.enter(world.people["manager"].email)
        await browser.enter(world.people["manager"].email, door="/admin")
        given = await browser.post(path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert given.status_code < 500


@pytest.mark.parametrize("path", ["/account/sign-in", "/account/forgotten", "/account/link", "/account/link?token=x", "/account/", "/account/step", "/admin/sign-in", "/admin/account/", "/admin/step"])  # fmt: skip
@pytest.mark.parametrize("signed_in", [False, True])
async def test_every_answer_is_closed_by_its_headers(path: str, signed_in: bool) -> None:
    world = await World.make()
    async with Visitor() as browser:
        if signed_in:
            await browser.enter(world.people["manager"].email)
            await browser.enter(world.people["manager"].email, door="/admin")
        given = await browser.get(path)
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["referrer-policy"] == "same-origin"
    assert given.headers["x-content-type-options"] == "nosniff"
    policy = given.headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert not re.search(
        r"<script|<style|\sstyle=|\son\w+=|https?://", given.text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    )


async def test_a_name_is_text() -> None:
    world = await World.make()
    planted = '<script>alert("1")</script>&amp;'
    await world.written("update person set display_name = $2 where id = $1", world.people["director"].id, planted)
    async with Visitor() as browser:
        await browser.enter(world.people["director"].email)
        for path in ("/account/", "/account/sign-in"):
            shown = (await browser.get(path)).text
            assert "<script" not in shown
            assert planted in html.unescape(shown)
        typed = await browser.enter('"><script>@x.fr', "x", next='/"><script>')
        assert "<script" not in typed.text


async def test_a_new_password_ends_every_other_session_and_renews_this_one() -> None:
    world = await World.make()
    email = world.people["manager"].email
    async with Visitor() as here, Visitor() as there, Visitor() as admin:
        await here.enter(email)
        await there.enter(email)
        await admin.enter(email, door="/admin")
        before = here.cookies["portal_session"]
        assert (
            leads_to(await here.form("/account/password", current=PASSWORD, new=NEW, again=NEW))
            == "/account/?done=password"
        )
        assert here.cookies["portal_session"] != before
        assert (await here.get("/account/")).status_code == 200
        assert "/sign-in" in leads_to(await there.get("/account/"))
        assert "/sign-in" in leads_to(await admin.get("/admin/account/"))
        dead = await there.ask(VIEWER, headers={"Cookie": f"portal_session={before}"})
        assert dead.status_code == 401


async def test_one_ends_one_s_own_sessions_and_nobody_else_s() -> None:
    world = await World.make()
    email = world.people["manager"].email
    async with Visitor() as here, Visitor() as there, Visitor() as admin, Visitor() as stranger:
        await admin.enter(email, door="/admin")
        await there.enter(email)
        await here.enter(email)
        await stranger.enter(world.people["director"].email)
        shown = (await here.get("/account/")).text
        marks = re.findall(r'name="session" value="([^"]+)"', shown)
        assert len(marks) == 3
        assert shown.count("(cette session)") == 1
        refused = await stranger.form("/account/", session=marks[1])
        assert (refused.status_code, (await there.get("/account/")).status_code) == (422, 200)
        assert leads_to(await here.form("/account/", session=marks[1])) == "/account/?done=session"
        assert "/sign-in" in leads_to(await there.get("/account/"))
        assert (await admin.get("/admin/account/")).status_code == 200
        assert leads_to(await here.form("/account/", others="yes")) == "/account/?done=others"
        assert "/sign-in" in leads_to(await admin.get("/admin/account/"))
        ended = await here.form("/account/", session=marks[0])
        assert leads_to(ended) == "/account/sign-in?done=out"
        assert "Max-Age=0" in ended.headers["set-cookie"]
        assert (await stranger.get("/account/")).status_code == 200


async def test_a_deactivated_account_is_out_at_once_at_both_doors() -> None:
    world = await World.make()
    async with Visitor() as browser:
        for door in ("/account", "/admin"):
            await browser.enter(world.people["manager"].email, door=door)
        await changed(world, "manager", "active = false")
        assert "/sign-in" in leads_to(await browser.get("/account/"))
        assert "/sign-in" in leads_to(await browser.get("/admin/account/"))
        assert (await browser.enter(world.people["manager"].email)).status_code == 422


async def test_one_s_roles_stand_with_their_last_day_and_only_those_in_force() -> None:
    world = await World.granted()
    now = datetime.now(UTC).date()
    await world.grant("deputy", Role.ACTIVITY_DATA_PROVIDER, world.tenures[0], endsOn=f"{now.year + 1}-06-30")
    await world.grant("deputy", Role.FINANCIAL_DATA_PROVIDER, world.tenures[0], endsOn="2025-06-30")
    await stage.add_staff_role(
        world.people["officer"].id, Role.HABILITATION_MANAGER, world.caf, now + timedelta(days=9)
    )
    async with Visitor() as browser:
        await browser.enter(world.people["deputy"].email)
        shown = html.unescape((await browser.get("/account/")).text)
        assert f"30/06/{now.year + 1}" in shown
        assert "Approbateur" in shown
        assert '<th scope="row">Fournisseur de données financières' not in shown
    async with Visitor() as browser:
        await browser.enter(world.people["officer"].email)
        assert "habilitations de la Caf</th>" not in html.unescape((await browser.get("/account/")).text)
