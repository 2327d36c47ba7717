"""The steps of a sign-in, the same at both doors and through GraphQL."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from rules import notice
from tests.browser import code
from tests.server.visitor import (
    NEW,
    VIEWER,
    Visitor,
    at_both_doors,
    changed,
    enrolled,
    hidden,
    leads_to,
    next_code,
    told,
)
from tests.world import PASSWORD, World

pytestmark = pytest.mark.usefixtures("database")


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
