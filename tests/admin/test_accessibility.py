"""What axe finds wrong with our pages for those who see, hear or move otherwise: nothing."""

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.admin.scene import IN_CHROMIUM, Scene
from tests.world import PASSWORD

pytestmark = IN_CHROMIUM
PAGES = {
    "manager": (
        "/admin/tableau", "/admin/habiliter", "/admin/ouvrir-un-compte", "/admin/personnes/{person}",
        "/admin/habilitations/{grant}", "/admin/personnes/0", "/admin/structures/{structure}", "/admin/ouvrir-une-structure",
        "/admin/gestionnaires/{organisation}", "/admin/ajouter-un-gestionnaire", "/admin/accords/{tenure}",
    ),
    "officer": ("/admin/tableau", "/admin/ouvrir-une-periode", "/admin/periodes/{period}"),
    "cnaf": ("/admin/tableau", "/admin/nommer"),
}  # fmt: skip
"""Our own pages, for each role that has them."""
ACCOUNT = (
    "/admin/account/",
    "/admin/account/password",
    "/admin/account/second-factor",
    "/account/forgotten",
    "/account/sign-in",
    "/",
)
LISTS = {"manager": "habilitations", "officer": "periodes", "cnaf": "cafs"}


async def violations(scene: Scene, path: str) -> list[str]:
    """What is wrong with the page that is open, one line each: `page: rule: target`."""
    found = (await Axe().run(scene.page)).response["violations"]
    return [f"{path}: {each['id']}: {' '.join(map(str, node['target']))}" for each in found for node in each["nodes"]]


async def looked_at(scene: Scene, *paths: str) -> list[str]:
    """The same of these addresses."""
    found: list[str] = []
    for path in paths:
        await scene.page.goto(scene.address + path)
        found += await violations(scene, path)
    return found


@pytest.mark.parametrize("who", PAGES)
async def test_our_pages_have_no_fault(scene: Scene, who: str) -> None:
    await scene.sign_in(who)
    world = scene.world
    (grant,) = await world.written("select min(id) as id from role_grant where caf_id = $1", world.caf)
    keys = {"person": world.people["director"].id, "grant": grant["id"], "period": world.period}
    keys |= {"structure": world.structures[0], "tenure": world.tenures[0], "organisation": world.organisation}
    assert await looked_at(scene, *(path.format(**keys) for path in PAGES[who]), *ACCOUNT) == []


async def test_the_account_of_a_partner_has_no_fault(scene: Scene) -> None:
    page = scene.page
    await page.goto(f"{scene.address}/account/sign-in?next=/account/")
    await page.fill("#email", scene.world.people["deputy"].email)
    await page.fill("#password", "pas celui-là")
    await page.get_by_role("button", name="Validez").click()
    await page.wait_for_selector(".refused")
    found = await violations(scene, "a sign-in refused")
    await page.fill("#email", scene.world.people["deputy"].email)
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Validez").click()
    await page.wait_for_selector("text=Qui voit mes données")
    own = ("/account/", "/account/password", "/account/second-factor", "/account/link?token=x")
    assert found + await looked_at(scene, *own) == []


async def test_what_follows_a_click_has_no_fault_either(scene: Scene) -> None:
    """A refusal at its field, the look before publishing, the second factor begun, and the sign-in itself."""
    page = scene.page
    await page.goto(f"{scene.address}/admin/sign-in")
    found = await violations(scene, "sign-in")
    await scene.sign_in("officer")
    await page.goto(f"{scene.address}/admin/ouvrir-une-periode")
    await page.evaluate("document.querySelector('main form').noValidate = true")
    await page.get_by_role("button", name="Enregistrer le brouillon").click()
    await page.wait_for_selector("#kind-wrong")
    found += await violations(scene, "a refusal")
    await page.goto(f"{scene.address}/admin/periodes/{scene.world.period}")
    await page.fill("#opens_on", "non")
    await page.get_by_role("button", name="Enregistrer les jours").click()
    await page.wait_for_selector("#opensOn-wrong")
    found += await violations(scene, "a day refused")
    await page.goto(f"{scene.address}/admin/periodes/{scene.world.period}")
    await page.get_by_role("button", name="Publier…").click()
    await page.wait_for_selector("text=vérifiez avant de publier")
    found += await violations(scene, "the look before publishing")
    await page.goto(f"{scene.address}/admin/account/second-factor")
    await page.locator("main form button[type=submit]").first.click()
    await page.wait_for_selector(".qr")
    found += await violations(scene, "a second factor begun")
    assert "\n".join(found) == ""


@pytest.mark.parametrize("who", LISTS)
async def test_the_lists_that_our_script_mends_have_no_fault(scene: Scene, who: str) -> None:
    await scene.sign_in(who)
    found = await violations(scene, "/admin/")
    await scene.page.goto("about:blank")
    await scene.page.goto(f"{scene.address}/admin/#/{LISTS[who]}")
    await scene.page.wait_for_selector(".table_wrapper tbody tr")
    found += await violations(scene, LISTS[who])
    for button, shown in (("filter_button", "Supprimer les filtres"), ("sort_button", "Ajouter une colonne de tri")):
        await scene.page.locator(f"[data-uitest={button}]").click()
        await scene.page.get_by_text(shown).locator("visible=true").first.wait_for()
        found += await violations(scene, f"{LISTS[who]}, {button}")
    assert "\n".join(found) == ""
