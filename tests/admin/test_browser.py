"""The admin as a manager meets it, in Chromium: sign in, open an account, find the person, grant, end, read a refusal."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rules.timing import day_in_france
from tests.admin.scene import IN_CHROMIUM, Scene

pytestmark = IN_CHROMIUM


async def test_a_manager_opens_an_account_grants_ends_and_reads_a_refusal(scene: Scene) -> None:
    page, world = scene.page, scene.world
    await page.goto(f"{scene.address}/admin/")
    await scene.step("01-connexion", "Votre adresse électronique", "Mot de passe oublié ?")
    await scene.sign_in("manager")
    await scene.step("03-accueil", "Habiliter une personne", "Personnes", "Référentiel")

    await page.get_by_text("Ouvrir un compte").first.click()
    email = f"camille.martin@{world.code.lower()}.example"
    await page.fill("#email", email)
    await page.fill("#name", "Camille Martin")
    await scene.step("04-ouvrir-un-compte", "La personne reçoit un lien")
    await page.get_by_role("button", name="Ouvrir le compte").click()
    await scene.step("05-compte-ouvert", "Camille Martin", "Aucune habilitation dans votre Caf.")

    await page.goto(f"{scene.address}/admin/#/personnes?adresse=camille")
    await scene.step("06-personne-trouvee", "Camille Martin", email)
    assert await page.locator("tbody tr").locator("visible=true").count() == 1
    await page.locator("td a", has_text="Camille Martin").click()
    await page.get_by_text("Habiliter cette personne").click()
    for role in ("Approbateur", "Fournisseur de données d'activité", "Fournisseur de données financières"):
        await page.get_by_label(role).check()
    for place in range(4):
        await page.get_by_label(f"Crèche {place}").check()
    await scene.step("07-habiliter", "Demande en attente de l'avenant", "Structures")
    await page.get_by_role("button", name="Vérifier").locator("visible=true").last.click()
    await scene.step("08-verifier", "12 habilitations")
    await page.get_by_role("button", name="Habiliter", exact=True).click()
    await scene.step("09-habilitations-accordees", "12 habilitations accordées.", "Crèche 3")

    await page.locator("tbody a", has_text="Ouvrir").first.click()
    await page.get_by_role("button", name="Terminer aujourd'hui").click()
    await scene.step("10-habilitation-terminee", "L'habilitation est terminée.", "Terminée")

    await page.goto(f"{scene.address}/admin/habiliter")
    await page.fill("#email", world.people["manager"].email)
    await page.fill("#name", "Moi-même")
    await page.get_by_label("Approbateur").check()
    await page.get_by_label("Crèche 0").check()
    await page.get_by_role("button", name="Vérifier").locator("visible=true").last.click()
    await page.get_by_role("button", name="Habiliter", exact=True).click()
    await scene.step("11-refus", "Vous ne pouvez pas agir sur vos propres habilitations.")


async def test_the_lists_are_in_french_and_change_what_they_may(scene: Scene) -> None:
    page = scene.page
    await scene.sign_in("manager")
    await page.goto(f"{scene.address}/admin/#/habilitations")
    await scene.step("20-habilitations", "Habilitations", "01/01/2024", "approbateur", "active")
    await page.locator("[data-uitest=filter_button]").click()
    await scene.step("21-filtres", "Appliquer", "Supprimer les filtres")
    filters = page.locator(".filter_wrapper form")
    du = filters.locator("input[name=du] >> xpath=preceding-sibling::input[1]")
    await du.fill("02/01/2024")
    await filters.get_by_role("button", name="Appliquer").click()
    await scene.step("21-filtre-par-date", "Aucun résultat trouvé")
    async with page.expect_download() as got:
        await page.locator("[data-uitest=csv_button]").click()
    assert (await (await got.value).path()).read_bytes().count(b"\r\n") == 1
    await du.fill("01/01/2024")
    await filters.get_by_role("button", name="Appliquer").click()
    await scene.step("21-filtre-par-autre-date", "12 affichés sur 12 résultats")
    async with page.expect_download() as got:
        await page.locator("[data-uitest=csv_button]").click()
    file = (await (await got.value).path()).read_text(encoding="utf-8-sig")
    assert file.startswith("Personne;Adresse;Structure;Gestionnaire;Rôle;Du;Au;État;")
    assert file.count(";01/01/2024;;active;") == 12
    await page.locator("[data-uitest=filter_button]").click()
    await page.locator("[data-uitest=sort_button]").click()
    await scene.step("22-tri", "Trier par", "Ajouter une colonne de tri")
    await page.goto("about:blank")  # a change of the hash alone may overtake the one before

    await page.goto(f"{scene.address}/admin/#/habilitations")
    await page.wait_for_selector(".table_wrapper tbody tr")
    for box in await page.locator(".table_wrapper tbody input[type=checkbox]").all():
        await box.check()
    assert await page.locator("a.button", has_text="Supprimer").locator("visible=true").count() == 0
    await page.locator("a.button", has_text="Modifier").click()
    await page.select_option("select[name=property]", "au")
    assert await page.locator("input[type=date]").locator("visible=true").count() == 0
    await page.fill(".modal input.day", "31/02/2027")
    await page.locator(".modal form button", has_text="Modifier").click()
    wrong = await page.locator(".modal input.day").evaluate("field => field.validationMessage")
    assert wrong == "Une date est attendue, par exemple 30/09/2026."
    await page.fill(".modal input.day", "1/1/2020")
    await page.locator(".modal form button", has_text="Modifier").click()
    await scene.step("23-refus-en-nombre", "la fin ne peut pas être dans le passé")
    today = day_in_france(datetime.now(UTC))
    await page.fill(".modal input.day", today.strftime("%d/%m/%Y"))
    await page.locator(".modal form button", has_text="Modifier").click()
    await scene.step("24-fin-en-nombre", "Lignes modifiées.", today.strftime("%d/%m/%Y"))

    for list_name, word in (
        ("structures", "Crèche 0"),
        ("gestions", "en cours"),
        ("agrements", "Places"),
        ("courriels", "Courriels"),
    ):
        await page.goto("about:blank")
        await page.goto(f"{scene.address}/admin/#/{list_name}")
        await scene.step(f"26-{list_name}", word)
    await page.goto(f"{scene.address}/admin/tableau")
    await scene.step("27-tableau", "Habilitations qui se terminent dans les 60 jours")


@pytest.mark.parametrize(("who", "lists"), [("officer", ("declarations", "periodes")), ("cnaf", ("cafs", "agents"))])
async def test_the_other_roles_see_theirs(scene: Scene, who: str, lists: tuple[str, ...]) -> None:
    page = scene.page
    await scene.sign_in(who)
    for name in lists:
        await page.goto("about:blank")
        await page.goto(f"{scene.address}/admin/#/{name}")
        await page.wait_for_selector(".table_wrapper tbody tr")
        await scene.step(f"30-{who}-{name}", "sur 1")
    if who == "cnaf":
        await a_refusal_of_a_list_at_its_field(scene)
    for path in ("tableau", *(("nommer",) if who == "cnaf" else ())):
        await page.goto(f"{scene.address}/admin/{path}")
        await scene.step(f"31-{who}-{path}", "Tableau de bord")


async def a_refusal_of_a_list_at_its_field(scene: Scene) -> None:
    page = scene.page
    await page.goto(f"{scene.address}/admin/#/cafs/add/")
    # Piccolo's page draws the form again once it has read the columns, and what was typed before is gone.
    await page.reload()
    await page.wait_for_load_state("networkidle")
    await page.fill("input[name=nom]", "Caf des Yvelines")
    await page.fill("input[name=code]", "78")
    await page.locator("[data-uitest=create_button]").click()
    await scene.step("25-refus-au-champ", "Code :")


async def test_a_manager_opens_a_structure_passes_it_on_and_closes_it(scene: Scene) -> None:
    page = scene.page
    last_day = day_in_france(datetime.now(UTC)) - timedelta(days=1)
    first_day = last_day - timedelta(days=30)
    await scene.sign_in("manager")
    await page.get_by_text("Ouvrir une structure").first.click()
    await page.get_by_text("Ajouter un gestionnaire").click()
    await page.fill("#siret", "123")
    await page.fill("#name", "Association Les Lucioles")
    await page.get_by_role("button", name="Ajouter le gestionnaire").click()
    await scene.step("40-gestionnaire-refuse", "« 123 » n'est pas un numéro Siret.")
    await page.fill("#siret", "732 829 320 00074")
    await page.get_by_role("button", name="Ajouter le gestionnaire").click()
    await scene.step("41-gestionnaire-ajoute", "Le gestionnaire est ajouté.", "73282932000074")

    await page.get_by_role("link", name="Ouvrir une structure").last.click()
    await scene.step("42-ouvrir-une-structure", "La structure ouvre avec son gestionnaire et son premier agrément.")
    await page.fill("#name", "Les Lucioles")
    await page.fill("#id_equ", "LUC-1")
    await page.select_option("#nature", label="Micro-crèche")
    await page.fill("#commune", "Villeneuve")
    await type_day(page, "opened_on", date(2025, 3, 1))
    await page.fill("#places", "0")
    await page.get_by_role("button", name="Ouvrir la structure").click()
    await scene.step("43-ouverture-refusee", "est hors des limites")
    await page.fill("#places", "12")
    await page.get_by_role("button", name="Ouvrir la structure").click()
    await scene.step(
        "44-structure-ouverte",
        "La structure est ouverte.",
        "Aucun approbateur pour Association Les Lucioles.",
        "01/03/2025",
    )

    await page.goto(f"{scene.address}/admin/#/structures")
    await page.locator("td a", has_text="Crèche 0").click()
    await scene.step("45-structure", "Changer de gestionnaire", "Fournisseur de données d'activité")
    await page.get_by_text("Changer de gestionnaire").click()
    await page.select_option("#organisation", label="Association Les Lucioles — 73282932000074")
    await type_day(page, "on", first_day)
    await page.get_by_role("button", name="Vérifier").click()
    await scene.step(
        "46-verifier-le-changement", "Elles restent sur la gestion de Commune", first_day.strftime("%d/%m/%Y")
    )
    await page.get_by_role("button", name="Changer de gestionnaire").click()
    await scene.step(
        "47-gestionnaire-change",
        "Le changement de gestionnaire est enregistré.",
        "Aucun approbateur pour Association Les Lucioles.",
    )

    await page.get_by_text("Fermer la structure").click()
    await type_day(page, "last_day", last_day)
    await page.get_by_role("button", name="Vérifier").click()
    await scene.step(
        "48-verifier-la-fermeture", "Dernière journée d'activité de Crèche 0", last_day.strftime("%d/%m/%Y")
    )
    await page.get_by_role("button", name="Fermer la structure").click()
    await scene.step("49-structure-fermee", "La fermeture est enregistrée.", "Annuler la fermeture")
    await page.goto(f"{scene.address}/admin/tableau")
    await page.get_by_role("link", name="Les Lucioles").click()
    await scene.step("50-du-tableau-a-la-structure", "Personne n'est habilité sur cette structure.")


async def type_day(page: Any, name: str, day: date) -> None:
    """Into a field of our own pages."""
    await page.fill(f"#{name}", day.strftime("%d/%m/%Y"))
