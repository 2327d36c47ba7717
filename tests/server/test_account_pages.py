"""The pages of an account, as a browser without script meets them: links, both doors, their steps, one's own account."""

import asyncio
import html
import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest

from demo import stage
from resolvers.keychain import fingerprint
from rules import notice
from rules.policy import Role
from server.account.place import local_path
from tests.browser import ORIGIN, Browser, code
from tests.world import PASSWORD, World

pytestmark = pytest.mark.usefixtures("database")

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


# ── The first sign-in, from the link on ──────────────────────────────────────────────────────────────────────────


async def test_from_the_link_to_an_open_session() -> None:
    world = await World.granted()
    await changed(world, "director", "password = null, notice_version = null, notice_accepted_at = null")
    token, email = await link(world, "director"), world.people["director"].email
    async with Visitor() as browser:
        for _ in range(3):
            looked = await browser.get("/account/link", params={"token": token})
            assert looked.status_code == 200, "looking does not use it up"
        assert (
            leads_to(await browser.form("/account/link", token=token, new=NEW, again=NEW))
            == "/account/sign-in?done=password"
        )
        assert browser.cookies.get("portal_session") is None, "a link signs nobody in"
        assert leads_to(await browser.enter(email, NEW, next="/account/")) == "/account/step?next=%2Faccount%2F"
        shown = await browser.get("/account/step?next=/account/")
        assert "loi Godfrain" in html.unescape(shown.text)
        unread = await browser.form("/account/step", step="NOTICE", version=notice.VERSION, next="/account/")
        assert (unread.status_code, told(unread)) == (422, ["L'avertissement légal n'est pas accepté."])
        read = await browser.form(
            "/account/step", step="NOTICE", version=notice.VERSION, accepted="yes", next="/account/"
        )
        assert leads_to(read) == "/account/"
        own = html.unescape((await browser.get("/account/")).text)
        assert email in own
        assert "Fournisseur de données d'activité" in own
        assert "sans terme" in own
    (row,) = await world.written("select notice_version, notice_accepted_at from person where email = $1", email)
    assert row["notice_version"] == notice.VERSION
    assert row["notice_accepted_at"] is not None


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


async def test_a_link_used_too_old_or_never_made_is_one_and_the_same_page() -> None:
    world = await World.make()
    used, late, closed = (
        await link(world, "director"),
        await link(world, "deputy", -timedelta(seconds=1)),
        await link(world, "accountant"),
    )
    await changed(world, "accountant", "active = false")
    async with Visitor() as browser:
        await browser.form("/account/link", token=used, new=NEW, again=NEW)
        pages = [
            await browser.get("/account/link", params={"token": each})
            for each in (used, late, closed, "x", "", "x" * 9000, "\0")
        ]
        pages += [
            await browser.form("/account/link", token=each, new=NEW, again=NEW)
            for each in (used, late, closed, "x", "", "é" * 999)
        ]
        pages.append(await browser.get("/account/link"))
    ((status, text),) = {(page.status_code, page.text) for page in pages}
    assert status == 404
    assert "/account/forgotten" in text


async def test_of_two_who_use_a_link_at_once_one_succeeds() -> None:
    world = await World.make()
    token = await link(world, "director")
    async with Visitor() as one, Visitor() as other:
        given = await asyncio.gather(
            *(
                each.form("/account/link", token=token, new=new, again=new)
                for each, new in ((one, NEW), (other, NEW + "!"))
            )
        )
    assert sorted(each.status_code for each in given) == [303, 404]


@pytest.mark.parametrize(
    ("new", "again", "refusal"),
    [
        ("court", "court", "Ce mot de passe ne convient pas : il compte moins de 12 caractères."),
        ("x" * 129, "x" * 129, "Ce mot de passe ne convient pas : il compte plus de 128 caractères."),
        ("azertyuiop123", "azertyuiop123", "Ce mot de passe ne convient pas : il se devinerait trop vite."),
        (NEW, NEW + " ", "Les deux saisies du nouveau mot de passe ne sont pas les mêmes."),
    ],
)  # fmt: skip
async def test_a_password_that_will_not_do_leaves_the_link_as_it_was(new: str, again: str, refusal: str) -> None:
    world = await World.make()
    token = await link(world, "director")
    async with Visitor() as browser:
        refused = await browser.form("/account/link", token=token, new=new, again=again)
        assert (refused.status_code, told(refused)) == (422, [refusal])
        assert hidden(refused, "token") == token
        assert f'value="{new}"' not in refused.text
        assert leads_to(await browser.form("/account/link", token=token, new=NEW, again=NEW))


async def test_a_forgotten_password_is_answered_alike_whether_there_is_an_account_or_not() -> None:
    world = await World.make()
    await changed(world, "deputy", "active = false")
    asked = [
        world.people["director"].email,
        f"nobody@{world.code.lower()}.example",
        world.people["deputy"].email,
        "x",
        "",
    ]
    seen = set()
    for email in asked:
        async with Visitor() as browser:
            given = await browser.form("/account/forgotten", email=email)
            after = await browser.get(given.headers["location"])
            seen.add(
                (given.status_code, given.content, tuple(given.headers.multi_items()), after.status_code, after.content)
            )
    assert len(seen) == 1
    mails = await world.written(
        "select person_id, template from outgoing_mail where person_id = any($1::int[])",
        [person.id for person in world.people.values()],
    )
    assert [tuple(row) for row in mails] == [(world.people["director"].id, "PASSWORD_RESET")]


# ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────────────


@at_both_doors
async def test_the_page_says_what_the_founding_document_says(door: str, cookie: str, name: str) -> None:
    async with Visitor() as browser:
        shown = html.unescape((await browser.get(f"{door}/sign-in")).text).replace("\u00a0", " ")
    for text in (
        *notice.NOTICE, "Votre adresse électronique", "Votre mot de passe", "> Mot de passe oublié ?",
        "Cocher cette case pour mettre à jour votre mot de passe", "Validez",
        "Les champs marqués * sont à renseigner obligatoirement.",
    ):  # fmt: skip
        assert text in shown


@pytest.mark.parametrize("https", [False, True])
@at_both_doors
async def test_each_door_has_its_cookie(door: str, cookie: str, name: str, https: bool) -> None:
    world = await World.make()
    email = world.people[name].email
    async with Visitor("https://portal.example" if https else ORIGIN, https=https) as browser:
        (set_cookie,) = (await browser.enter(email, door=door)).headers.get_list("set-cookie")
        value, *said = set_cookie.split("; ")
        prefix = {"/account": "__Host-", "/admin": "__Secure-"}[door] if https else ""
        path, site = {"/account": ("/", "lax"), "/admin": ("/admin", "strict")}[door]
        secure = {"Secure"} if https else set()
        assert value.partition("=")[0] == prefix + cookie
        assert set(said) == {"HttpOnly", f"Path={path}", f"SameSite={site}", "Max-Age=43200"} | secure
        again = await browser.enter(email, door=door)
        assert value.partition("=")[2] not in again.headers["set-cookie"], "a new token each time"
        own = {"/account": "/account/", "/admin": "/admin/account/"}[door]
        dead = await browser.get(own, headers={"Cookie": value})
        assert leads_to(dead).startswith(f"{door}/sign-in"), "the former session has ended"
        out = await browser.form(f"{door}/sign-out")
        assert leads_to(out) == f"{door}/sign-in?done=out"
        assert "Max-Age=0" in out.headers["set-cookie"]
        assert leads_to(await browser.get(own)).startswith(f"{door}/sign-in")


@at_both_doors
async def test_a_wrong_password_reads_well_and_leaves_no_session(door: str, cookie: str, name: str) -> None:
    world = await World.make()
    async with Visitor() as browser:
        for email in (world.people[name].email, f"nobody@{world.code.lower()}.example"):
            refused = await browser.enter(email, "pas celui-là, non", door)
            assert (refused.status_code, told(refused)) == (
                422,
                ["L'adresse électronique ou le mot de passe n'est pas le bon."],
            )
            assert "set-cookie" not in refused.headers
            assert "pas celui-là" not in refused.text
            for _ in range(4):
                await browser.enter(email, "toujours pas", door)
            blocked = await browser.enter(email, PASSWORD, door)
            assert (blocked.status_code, int(blocked.headers["retry-after"]) in range(50, 62)) == (429, True)
            assert told(blocked) == ["Trop d'essais de connexion. Le prochain sera possible dans 1 minute."]


async def test_failures_at_one_door_count_at_the_other() -> None:
    world = await World.make()
    email = world.people["manager"].email
    async with Visitor() as browser:
        for door in ("/account", "/admin", "/account", "/admin"):
            await browser.enter(email, "non, pas ça", door)
        await browser.sign_in(email, "non, pas ça")
        assert [(await browser.enter(email, PASSWORD, door)).status_code for door in ("/account", "/admin")] == [
            429,
            429,
        ]
        errors = (await browser.sign_in(email)).json()["data"]["signIn"]["errors"]
        assert [error["code"] for error in errors] == ["RATE_LIMITED"]


async def test_a_partner_s_right_password_opens_nothing_at_the_admin_s_door() -> None:
    world = await World.granted()
    async with Visitor() as browser:
        refused = await browser.enter(world.people["director"].email, door="/admin")
        assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
        assert told(refused) == [
            "L'administration est réservée aux agents des Caf et de la Cnaf : votre compte n'y entre pas."
        ]
    assert await world.written("select 1 from session where person_id = $1", world.people["director"].id) == []


async def test_a_staff_role_that_ends_shuts_the_admin_s_door_at_once() -> None:
    world = await World.make()
    async with Visitor() as browser:
        await browser.enter(world.people["manager"].email, door="/admin")
        assert (await browser.get("/admin/account/")).status_code == 200
        await world.written(
            "update staff_role set ends_on = '2024-01-01' where person_id = $1", world.people["manager"].id
        )
        assert leads_to(await browser.get("/admin/account/")).startswith("/admin/sign-in")


async def test_a_session_of_one_door_opens_nothing_at_the_other() -> None:
    world = await World.make()
    email = world.people["manager"].email
    async with Visitor() as api, Visitor() as admin, Visitor() as thief:
        await api.enter(email)
        await admin.enter(email, door="/admin")
        api_token, admin_token = api.cookies["portal_session"], admin.cookies["portal_admin"]
        for path, stolen in (
            ("/admin/account/", f"portal_admin={api_token}"),
            ("/admin/step", f"portal_admin={api_token}"),
            ("/account/", f"portal_session={admin_token}"),
            ("/account/step", f"portal_session={admin_token}"),
        ):
            given = await thief.get(path, headers={"Cookie": stolen})
            assert "/sign-in" in leads_to(given), path
            assert "Max-Age=0" in given.headers["set-cookie"]
        asked = await thief.ask(VIEWER, headers={"Cookie": f"portal_session={admin_token}"})
        assert (asked.status_code, code(asked)) == (401, "UNAUTHENTICATED")
        assert (await thief.ask(VIEWER, headers={"Cookie": f"portal_session={api_token}"})).status_code == 200
        assert (await api.get("/account/")).status_code == (await admin.get("/admin/account/")).status_code == 200


@pytest.mark.parametrize(
    "wished",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)",
     "evil.example", "///evil.example", " //evil.example", "/x\r\nSet-Cookie: a=b", "/" + "x" * 1000, "http:/evil.example", "//[", "", "/é\x7f"],
)  # fmt: skip
async def test_nobody_is_led_to_another_site(wished: str) -> None:
    world = await World.make()
    async with Visitor() as browser:
        assert leads_to(await browser.enter(world.people["director"].email, next=wished)) == "/graphql"
        assert leads_to(await browser.get("/account/step", params={"next": wished})) == "/graphql"
        assert hidden(await browser.get("/account/sign-in", params={"next": wished}), "next") == "/graphql"
        host = urlsplit((await browser.get("/account/step", params={"next": wished})).headers["location"]).netloc
        assert host == ""


@pytest.mark.parametrize("wished", ["/", "/graphql", "/admin/?a=b&c=d", "/x?u=https://a.example", "/été"])
def test_a_path_of_this_site_is_followed(wished: str) -> None:
    assert local_path(wished, "/graphql") == wished


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Origin": "http://portal.example.evil.example"}, 403),
     ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Origin": ORIGIN}, 303), ({}, 303)],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/account/sign-in", "/admin/sign-in"])
async def test_another_site_posts_nothing(path: str, headers: dict[str, str], status: int) -> None:
    world = await World.make()
    async with Visitor() as browser:
        fields = {"email": world.people["manager"].email, "password": PASSWORD}
        given = await browser.post(path, data=fields, headers=headers)
        assert given.status_code == status
        assert ("set-cookie" in given.headers) is (status == 303)


POSTED = ["/account/sign-in", "/account/step", "/account/forgotten", "/account/link", "/account/", "/account/password", "/account/second-factor",
          "/account/sign-out", "/admin/sign-in", "/admin/step", "/admin/account/", "/admin/account/password", "/admin/account/second-factor",
          "/admin/sign-out"]  # fmt: skip


def test_every_form_of_the_application_is_tried() -> None:
    routes: Any = Browser()._transport.app.routes  # type: ignore[attr-defined]
    posts = {route.path for route in routes if "POST" in (getattr(route, "methods", None) or ())}
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


# ── Steps, the same at both doors and through GraphQL ────────────────────────────────────────────────────────────


@at_both_doors
async def test_a_forced_change_is_passed_round_by_neither_door(door: str, cookie: str, name: str) -> None:
    world = await World.make()
    await changed(world, "manager", "must_change = true")
    email = world.people["manager"].email
    async with Visitor() as browser:
        for each in ("/account", "/admin"):
            assert leads_to(await browser.enter(email, door=each)).startswith(f"{each}/step")
        for path, step in (
            ("/account/", "/account/step"), ("/account/password", "/account/step"), ("/account/second-factor", "/account/step"),
            ("/admin/account/", "/admin/step"), ("/admin/account/password", "/admin/step"),
        ):  # fmt: skip
            assert leads_to(await browser.get(path)).partition("?")[0] == step
        asked = await browser.ask(VIEWER)
        assert (asked.status_code, code(asked)) == (403, "SIGN_IN_INCOMPLETE")
        skipped = await browser.form(f"{door}/step", step="NOTICE", version=notice.VERSION, accepted="yes")
        assert leads_to(skipped).startswith(f"{door}/step"), "a step that is not there is not done"
        same = await browser.form(f"{door}/step", step="NEW_PASSWORD", current=PASSWORD, new=PASSWORD, again=PASSWORD)
        assert told(same) == ["Ce mot de passe ne convient pas : c'est celui que vous avez déjà."]
        wrong = await browser.form(f"{door}/step", step="NEW_PASSWORD", current="autre", new=NEW, again=NEW)
        assert (wrong.status_code, told(wrong)) == (
            422,
            ["L'adresse électronique ou le mot de passe n'est pas le bon."],
        )
        before = browser.cookies[cookie]
        done = await browser.form(
            f"{door}/step", step="NEW_PASSWORD", current=PASSWORD, new=NEW, again=NEW, next="/account/"
        )
        assert leads_to(done) == "/account/"
        assert browser.cookies[cookie] != before
        other = {"/account": "/admin/account/", "/admin": "/account/"}[door]
        assert "/sign-in" in leads_to(await browser.get(other)), "the sessions at the other door have ended"
        assert (await browser.enter(email, PASSWORD, door)).status_code == 422
        assert leads_to(await browser.enter(email, NEW, door))


@at_both_doors
async def test_a_second_factor_is_passed_round_by_neither_door(door: str, cookie: str, name: str) -> None:
    world = await World.make()
    email = world.people["manager"].email
    own = {"/account": "/account", "/admin": "/admin/account"}[door]
    async with Visitor() as browser:
        await browser.enter(email, door=door)
        clock, recovery, done = await enrolled(browser, f"{own}/second-factor")
        assert (done.status_code, len(set(recovery))) == (200, 10)
        assert f'href="{own}/"' in done.text
        assert (await browser.get(f"{own}/")).status_code == 200, "the session goes on"
        later = (await browser.get(f"{own}/second-factor")).text
        assert not any(each in later for each in recovery), "shown once"
    async with Visitor() as browser:
        for each in ("/account", "/admin"):
            assert leads_to(await browser.enter(email, door=each)).startswith(f"{each}/step")
            assert leads_to(await browser.get({"/account": "/account/", "/admin": "/admin/account/"}[each])).startswith(
                f"{each}/step"
            )
        assert code(await browser.ask(VIEWER)) == "SIGN_IN_INCOMPLETE"
        wrong = await browser.form(f"{door}/step", step="SECOND_FACTOR", code="000000")
        assert (wrong.status_code, told(wrong)) == (422, ["Ce code n'est pas le bon, ou il a déjà servi."])
        before = browser.cookies[cookie]
        given = await browser.form(f"{door}/step", step="SECOND_FACTOR", code=next_code(clock), next=f"{own}/")
        assert leads_to(given) == f"{own}/"
        assert browser.cookies[cookie] != before
        assert (await browser.get(f"{own}/")).status_code == 200
        other = {"/account": "/admin/account/", "/admin": "/account/"}[door]
        assert "/step" in leads_to(await browser.get(other)), "at the other door it is still wanted"
        removed = await browser.form(f"{own}/second-factor", act="remove", code="zzzzz-zzzzz")
        assert told(removed) == ["Ce code n'est pas le bon, ou il a déjà servi."]
        assert (
            leads_to(await browser.form(f"{own}/second-factor", act="remove", code=recovery[0]))
            == f"{own}/?done=removed"
        )
        assert "Aucun." in (await browser.get(f"{own}/")).text


@at_both_doors
async def test_where_it_is_compulsory_staff_set_it_up_before_anything_else(door: str, cookie: str, name: str) -> None:
    world = await World.make()
    async with Visitor(second_factor_for_staff=True) as browser:
        assert leads_to(await browser.enter(world.people["manager"].email, door=door, next="/account/")).startswith(
            f"{door}/step"
        )
        assert "Commencer" in (await browser.get(f"{door}/step")).text
        assert code(await browser.ask(VIEWER)) in {"SIGN_IN_INCOMPLETE", "UNAUTHENTICATED"}
        begun = await browser.form(f"{door}/step", step="ENROLMENT", act="begin", next="/account/")
        secret = hidden(begun, "secret")
        assert "<svg" in begun.text
        assert " ".join(secret[each : each + 4] for each in range(0, 32, 4)) in re.sub("</?span>", "", begun.text)
        wrong = await browser.form(
            f"{door}/step", step="ENROLMENT", act="enable", secret=secret, code="12345", next="/account/"
        )
        assert (wrong.status_code, hidden(wrong, "secret")) == (422, secret)
        stale = await browser.form(f"{door}/step", step="ENROLMENT", act="enable", secret="A" * 32, code="12345")
        assert secret not in stale.text, "a secret is shown again to whoever has it already only"
        done = await browser.form(
            f"{door}/step",
            step="ENROLMENT",
            act="enable",
            secret=secret,
            code=pyotp.TOTP(secret).now(),
            next="/account/",
        )
        assert 'href="/account/"' in done.text
        assert leads_to(await browser.get(f"{door}/step?next=/account/")) == "/account/"
    async with Visitor(second_factor_for_staff=True) as browser:
        assert leads_to(await browser.enter(world.people["director"].email)) == "/graphql", "partners need none"


async def test_steps_come_one_after_the_other_then_where_one_wished_to_go() -> None:
    world = await World.make()
    await changed(world, "manager", "must_change = true, notice_version = null, notice_accepted_at = null")
    async with Visitor(second_factor_for_staff=True) as browser:
        wished = "/admin/?a=b"
        there = leads_to(await browser.enter(world.people["manager"].email, door="/admin", next=wished))
        assert parse_qs(urlsplit(there).query) == {"next": [wished]}
        assert hidden(await browser.get(there), "next") == wished
        seen = []
        for answers in (
            {"current": PASSWORD, "new": NEW, "again": NEW},
            {"version": notice.VERSION, "accepted": "yes"},
        ):
            seen.append(hidden(await browser.get(there), "step"))
            assert leads_to(await browser.form("/admin/step", step=seen[-1], next=wished, **answers)) == there
        seen.append(hidden(await browser.get(there), "step"))
        assert seen == ["NEW_PASSWORD", "NOTICE", "ENROLMENT"]
        _, _, done = await enrolled(browser, "/admin/step", "ENROLMENT", wished)
        assert f'href="{html.escape(wished)}"' in done.text
        assert leads_to(await browser.get(there)) == wished


async def test_the_box_leads_to_a_new_password() -> None:
    world = await World.make()
    async with Visitor() as browser:
        there = leads_to(await browser.enter(world.people["director"].email, change="yes", next="/account/"))
        assert there == "/account/password?next=%2Faccount%2F"
        shown = await browser.get(there)
        assert (
            leads_to(
                await browser.form(
                    "/account/password", current=PASSWORD, new=NEW, again=NEW, next=hidden(shown, "next")
                )
            )
            == "/account/"
        )


# ── One's own account ────────────────────────────────────────────────────────────────────────────────────────────


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
