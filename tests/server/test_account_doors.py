"""The pages of sign-in: two doors, two cookies, neither a way through the other."""

import html
from urllib.parse import urlsplit

import pytest

from rules import notice
from server.account.place import local_path
from tests.browser import ORIGIN, code
from tests.server.visitor import VIEWER, Visitor, at_both_doors, hidden, leads_to, told
from tests.world import PASSWORD, World

pytestmark = pytest.mark.usefixtures("database")


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
async def test_my_account_in_the_menu_is_the_one_of_this_door(door: str, cookie: str, name: str) -> None:
    world = await World.make()
    own, other = {"/account": ("/account/", "/admin/account/"), "/admin": ("/admin/account/", "/account/")}[door]
    async with Visitor() as browser:
        await browser.enter(world.people[name].email, door=door)
        refused = await browser.form(own, session="x")
        for page in (own, f"{own}password", f"{own}second-factor", f"{door}/sign-in"):
            given = await browser.get(page)
            assert f'<a href="{own}">Mon compte</a>' in given.text, page
            assert f'<a href="{other}">' not in given.text, page
        assert f'<a href="{own}">Mon compte</a>' in refused.text
        foreign = await browser.post(own, headers={"Origin": "https://elsewhere.example"})
        assert (foreign.status_code, f'<a href="{own}">Mon compte</a>' in foreign.text) == (403, True)


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
