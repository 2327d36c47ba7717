"""An officer's periods in Chromium: from the menu to a draft, a refusal, the look at what opens, the publication."""

from datetime import UTC, datetime, timedelta

from rules.timing import day_in_france
from tests.admin.scene import IN_CHROMIUM, Scene

pytestmark = IN_CHROMIUM


async def test_an_officer_opens_and_publishes_a_period(scene: Scene) -> None:
    page = scene.page
    today = day_in_france(datetime.now(UTC))
    await scene.sign_in("officer")
    await page.get_by_text("Ouvrir une période").first.click()
    await scene.step("60-ouvrir-une-periode", "Nature de l'appel", "jj/mm/aaaa")
    assert await page.locator("input[type=date]").count() == 0
    await page.select_option("#nature", "FORECAST")
    await page.fill("#opens_on", "31/02/2027")
    await page.fill("#due_on", (today + timedelta(days=30)).strftime("%d/%m/%Y"))
    await page.fill("#closes_on", (today + timedelta(days=60)).strftime("%d/%m/%Y"))
    await page.get_by_role("button", name="Enregistrer le brouillon").click()
    await scene.step("61-date-refusee", "n'est pas une date")
    assert await page.input_value("#opens_on") == "31/02/2027"
    await page.fill("#opens_on", f"{today.day}/{today.month}/{today.year}")
    await page.get_by_role("button", name="Enregistrer le brouillon").click()
    await scene.step("62-brouillon", "Brouillon", "4 structures concernées n'ont pas encore de déclaration")
    assert await page.input_value("#opens_on") == today.strftime("%d/%m/%Y")
    await page.get_by_role("button", name="Publier…").click()
    await scene.step("63-verifier-avant-de-publier", "4 déclarations seront ouvertes.", "Crèche 3")
    await page.get_by_role("button", name="Publier", exact=True).click()
    await scene.step("64-publiee", "La période est publiée : 4 déclarations ouvertes.", "À compléter")
    await page.goto(f"{scene.address}/admin/tableau")
    await scene.step("65-tableau", f"Prévisionnel {today.year}", "Périodes à publier ou en cours")
    await page.goto(f"{scene.address}/admin/#/periodes")
    await scene.step("66-liste", "prévisionnel", today.strftime("%d/%m/%Y"))
    await page.locator("td a", has_text="prévisionnel").click()
    await scene.step("67-sa-page", "Avancement", "Changer les jours")
    await page.goto(f"{scene.address}/admin/#/periodes")
    await page.locator("a.button", has_text="Ajouter").click()
    await page.wait_for_selector("#nature")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.go_back()
    await page.goto(f"{scene.address}/admin/tableau")
    await page.get_by_role("link", name=f"Prévisionnel {today.year}").first.click()
    await scene.step("68-sur-un-telephone", "Avancement")
