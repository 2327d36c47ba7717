"""Printouts of declarations over HTTP: complete, by role, harmless, for nobody without a session."""

import csv
import html
import io
import re

import pytest

from models.engine import watch_statements
from models.scope import scoped
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.printouts.declarations import declaration_printout
from resolvers.printouts.receipts import receipt
from rules.forms import DeclarationKind
from tests.browser import Browser, refused
from tests.server.papers import get, plain, receipt_path, submission
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
async def world(database: object) -> World:
    made = await World.granted()
    await made.reach("TRANSMITTED")
    return made


@pytest.mark.parametrize("extension", ["", ".html", ".csv"])
async def test_a_strange_declaration_answers_as_one_that_does_not_exist(world: World, extension: str) -> None:
    other = await World.granted()
    async with Browser() as browser:
        await browser.sign_in(world.people["deputy"].email)
        unknown = await browser.get(f"/declarations/{encode('Declaration', 2**31 - 1)}{extension}")
        strange = await browser.get(f"/declarations/{other.declaration}{extension}")
        malformed = await browser.get(f"/declarations/x{extension}")
    assert refused(unknown) == "NOT_FOUND"
    for given in (strange, malformed):
        assert (given.status_code, given.content) == (404, unknown.content)


@pytest.mark.parametrize("extension", [".pdf", "", ".html", ".csv"])
async def test_nobody_reads_anything_without_a_session(world: World, extension: str) -> None:
    path = await receipt_path(world) if extension == ".pdf" else f"/declarations/{world.declaration}{extension}"
    async with Browser() as browser:
        given = await browser.get(path)
        browser.cookies.set("portal_session", "x" * 43)
        stale = await browser.get(path)
    for each in (given, stale):
        assert (each.status_code, refused(each)) == (401, "UNAUTHENTICATED")


async def test_nothing_is_written_through_these_addresses(world: World) -> None:
    async with Browser() as browser:
        given = await browser.post(await receipt_path(world))
    assert (given.status_code, refused(given)) == (405, "METHOD_NOT_ALLOWED")


async def test_a_page_shows_one_s_own_draft_and_says_that_it_is_no_receipt() -> None:
    world = await World.granted()
    await world.save_example()
    given = await get(world, "accountant", f"/declarations/{world.declaration}")
    same = await get(world, "accountant", f"/declarations/{world.declaration}.html")
    assert given.text == same.text
    assert given.headers["content-type"] == "text/html; charset=utf-8"
    assert "font-src 'self'" in given.headers["content-security-policy"]
    assert "script-src" not in given.headers["content-security-policy"]
    assert given.headers["cache-control"] == "no-store"
    for expected in ("Ce document n'est pas un récépissé", "En cours de saisie", "Déclaration du réel 2024"):
        assert html.escape(expected).replace("&#x27;", "&#39;") in given.text
    text = plain(re.sub(r"<[^>]*>", " ", html.unescape(given.text)))
    assert "64 Charges de personnel 285 000,00 €" in text
    assert "741 Subventions de l'État non renseigné" in text
    assert f"En cours de saisie ; dernier enregistrement par {world.people['accountant'].name}." in text
    assert not re.search(r"(?:href|src)=\"(?!/)[^#]", given.text), "nothing from outside"


async def test_the_page_can_be_heard_as_well_as_read(world: World) -> None:
    page = (await get(world, "deputy", f"/declarations/{world.declaration}")).text
    assert '<html lang="fr">' in page
    assert page.count("<h1>") == 1
    tables = page.count("<table>")
    assert tables >= 4
    assert page.count("<caption>") == tables
    assert page.count('<th scope="col"') >= 2 * tables
    assert page.count('<th scope="row">') == len(
        re.findall(r"<tr(?: class=\"(?:total|computed)\")?>\s*<th scope=\"row\">", page)
    )
    marks = re.findall(r'id="([^"]+)"', page)
    assert len(marks) == len(set(marks))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(marks)


async def test_an_activity_provider_reads_the_totals_of_a_draft() -> None:
    world = await World.granted()
    await world.save_example()
    page = plain(
        re.sub(
            r"<[^>]*>", " ", html.unescape((await get(world, "director", f"/declarations/{world.declaration}")).text)
        )
    )
    assert "Total des charges 380 000,00 €" in page
    assert "Charges de personnel" not in page
    assert "285 000" not in page


async def test_an_officer_reads_state_and_dates_of_a_draft_and_no_figure() -> None:
    world = await World.granted()
    await world.save_example()
    for extension in (".html", ".csv"):
        given = await get(world, "officer", f"/declarations/{world.declaration}{extension}")
        assert given.status_code == 200
        text = plain(re.sub(r"<[^>]*>", " ", html.unescape(given.content.decode("utf-8-sig"))))
        assert "En cours de saisie" in text
        assert "31/03/2025" in text
        assert "La Caf ne lit les chiffres qu'une fois transmis" in text
        for hidden in ("Volet", "Estimation", "285", "33 000", "171 823", "€"):
            assert hidden not in text


@pytest.mark.parametrize("name", ["deputy", "officer"])
async def test_the_page_leads_to_the_receipt_of_each_transmission(world: World, name: str) -> None:
    path = await receipt_path(world)
    async with Browser() as browser:
        await browser.sign_in(world.people[name].email)
        page = (await browser.get(f"/declarations/{world.declaration}")).text
        assert f'href="{path}"' in page
        assert (await browser.get(path)).status_code == 200


async def table(world: World, name: str) -> dict[str, dict[str, str]]:
    """The lines of the file for a spreadsheet, by code."""
    given = await get(world, name, f"/declarations/{world.declaration}.csv")
    assert given.headers["content-type"] == "text/csv; charset=utf-8"
    assert given.content.startswith(b"\xef\xbb\xbf")
    lines = csv.DictReader(io.StringIO(given.content.decode("utf-8-sig")), delimiter=";")
    return {line["Code"] or line["Rubrique"]: line for line in lines}


async def test_the_file_for_a_spreadsheet_holds_bare_figures_with_a_decimal_comma() -> None:
    world = await World.granted()
    await world.save_example(dailyOpeningHours="10.5", familyContributions="58650.25")
    lines = await table(world, "deputy")
    assert (lines["dailyOpeningHours"]["Valeur"], lines["dailyOpeningHours"]["Unité"]) == ("10,5", "heures")
    assert (lines["familyContributions"]["Valeur"], lines["familyContributions"]["Unité"]) == ("58650,25", "€")
    assert (lines["account64"]["Valeur"], lines["account741"]["Valeur"]) == ("285000", "")
    assert lines["diapersProvided"]["Valeur"] == "oui"
    assert lines["Du 01/01/2024 au 31/12/2024"]["Valeur"] == "20"
    assert lines["Gestionnaire"]["Valeur"] == "Commune"
    assert "account64" not in await table(world, "director")


async def test_its_name_is_french_and_safe() -> None:
    world = await World.granted()
    await world.written(
        "update structure set name = $2 where id = $1",
        world.structures[0],
        'Crèche « L\'Été »"; filename="x.exe\r\n/../',
    )
    given = await get(world, "deputy", f"/declarations/{world.declaration}.csv")
    assert given.headers["content-disposition"] == (
        'attachment; filename="declaration-reel-2024-Creche-L-Ete-filename-x-exe.csv"'
    )


async def test_an_update_is_printed_with_its_two_columns_and_their_total() -> None:
    world = await World.granted(kind=DeclarationKind.UPDATE)
    await world.save_example(finance=False)
    lines = await table(world, "director")
    hours = lines["hoursAttendedUnder4"]
    assert (hours["Réalisé à ce jour"], hours["Prévu pour le reste de l'année"], hours["Valeur"]) == (
        "33000",
        "0",
        "33000",
    )
    assert lines["licensedPlaces"]["Réalisé à ce jour"] == ""
    page = plain(
        re.sub(
            r"<[^>]*>", " ", html.unescape((await get(world, "director", f"/declarations/{world.declaration}")).text)
        )
    )
    assert "Nombre de jours d'ouverture 220 jours 0 jour 220 jours" in page
    assert "Réalisé jusqu'au 30/06/2024" in page


async def test_a_receipt_is_one_statement_and_a_declaration_four(world: World) -> None:
    scope = await world.scope("deputy")
    asker = Asker(world.now, world.house, scope)
    with scoped(scope):
        with watch_statements() as seen:
            assert await receipt(asker, encode("Submission", (await submission(world))["id"])) is not None
        # One of them is the test's own look for the id.
        assert len(seen) == 2
        with watch_statements() as seen:
            assert await declaration_printout(asker, world.declaration) is not None
        assert len(seen) == 4
