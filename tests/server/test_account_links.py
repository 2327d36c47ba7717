"""The one-time link, as a browser without script meets it: to an open session, once, in time; asked for anew."""

import asyncio
import html
from datetime import timedelta

import pytest

from rules import notice
from tests.server.visitor import NEW, Visitor, changed, hidden, leads_to, link, told
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


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
            del given.headers["X-Request-Id"]  # drawn by lot for each request, whatever is asked
            seen.add(
                (given.status_code, given.content, tuple(given.headers.multi_items()), after.status_code, after.content)
            )
    assert len(seen) == 1
    mails = await world.written(
        "select person_id, template from outgoing_mail where person_id = any($1::int[])",
        [person.id for person in world.people.values()],
    )
    assert [tuple(row) for row in mails] == [(world.people["director"].id, "PASSWORD_RESET")]
