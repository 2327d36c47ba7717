"""Receipts and printouts over HTTP: complete, by role, harmless, and never in the way of other requests."""

import asyncio
import csv
import html
import io
import re
import socket
import sys
import threading
from typing import Any

import cffi
import httpx
import pypdf
import pytest

from models.engine import watch_statements
from models.scope import scoped
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.printouts.declarations import declaration_printout
from resolvers.printouts.receipts import receipt
from rules.attestation import ATTESTATION
from rules.controls import Control
from rules.forms import DeclarationKind, Part
from rules.kinds import KINDS
from rules.receipts import hash_shown
from server.prints import pdf
from server.prints.pdf import Press
from tests.browser import Browser, refused
from tests.world import APPROVE, COMPLETE, SAVE, WITHDRAW, World

pytestmark = pytest.mark.usefixtures("database")

EAJE = KINDS["EAJE"]
ACCOUNTS = [item.label for item in EAJE.form(DeclarationKind.ACTUAL, 2024).part(Part.FINANCE)]
HOSTILE = (
    "<script>alert(1)</script><img src='http://evil.example/x.png'> =HYPERLINK(\"http://evil.example\") 🎉 "
    + "é" * 1800
)


async def submission(world: World, number: int = 1) -> dict[str, Any]:
    rows = await world.written(
        "select * from submission where declaration_id = $1 and number = $2", world.declarations[0], number
    )
    return dict(rows[0])


async def receipt_path(world: World) -> str:
    return f"/receipts/{encode('Submission', (await submission(world))['id'])}.pdf"


async def get(world: World, name: str, path: str) -> httpx.Response:
    """What somebody of this world is answered by the real clock."""
    async with Browser() as browser:
        assert (await browser.sign_in(world.people[name].email)).status_code == 200
        return await browser.get(path)


def words(response: httpx.Response) -> str:
    """The text of a PDF, its spaces and line ends made plain."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return plain(" ".join(page.extract_text() for page in pages))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
async def world(database: object) -> World:
    made = await World.granted()
    await made.reach("TRANSMITTED")
    return made


async def test_the_receipt_holds_all_that_was_sent(world: World) -> None:
    text = words(await get(world, "deputy", await receipt_path(world)))
    sent = await submission(world)
    for expected in (
        "Récépissé de transmission", sent["reference"], hash_shown(sent["content_hash"]), "Commune", "Crèche 0",
        f"{world.code}0", "Ville", f"Caf {world.code}", "Multi-accueil", "Déclaration du réel 2024",
        "du 10/01/2025 au 30/06/2025", "Transmise le 20/01/2025 à 13 h 00", ATTESTATION,
        f"Approuvée par {world.people['deputy'].name}", f"Saisi par {world.people['director'].name}.",
        f"Saisi par {world.people['accountant'].name}.", "verifyReceipt",
    ):  # fmt: skip
        assert plain(expected) in text, expected
    for label, figure in (
        ("Nombre de places agréées", "20"), ("Nombre de jours d'ouverture", "220 jours"),
        ("Heures réalisées, enfants de moins de 4 ans", "33 000 h"), ("Taux de ressortissants du régime général", "99 %"),
        ("Couches fournies", "oui"), ("Participations familiales", "58 650,00 €"), ("Etp de toute la structure", "9 Etp"),
        ("Du 01/01/2024 au 31/12/2024", "20 places"), ("60 Achats", "30 000,00 €"), ("64 Charges de personnel", "285 000,00 €"),
        ("Total des charges", "380 000,00 €"), ("Résultat", "−149 526,21 €"),
        ("Droit estimé L1 + L2 + L3 + L4", "171 823,79 €"), ("741 Subventions de l'État", "non renseigné"),
    ):  # fmt: skip
        assert plain(f"{label} {figure}") in text, (label, figure)
    for label in ACCOUNTS:
        assert plain(label) in text


async def test_the_officer_reads_on_it_what_the_approver_reads(world: World) -> None:
    path = await receipt_path(world)
    assert (await get(world, "officer", path)).content == (await get(world, "deputy", path)).content


async def test_an_activity_provider_reads_totals_instead_of_accounts_and_no_hash(world: World) -> None:
    text = words(await get(world, "director", await receipt_path(world)))
    sent = await submission(world)
    for label in ACCOUNTS:
        assert plain(label) not in text
    for value in ("285 000,00", "30 000,00", "25 000,00"):
        assert value not in text
    assert hash_shown(sent["content_hash"])[:17] not in text
    assert sent["reference"] in text
    assert "Total des charges 380 000,00 €" in text
    assert "Le détail des comptes est réservé à" in text
    assert "Heures réalisées, enfants de moins de 4 ans 33 000 h" in text
    assert "Droit estimé L1 + L2 + L3 + L4 171 823,79 €" in text


async def test_a_receipt_is_a_tagged_archive_in_french_made_of_the_portal_s_own_files(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    given = await get(world, "deputy", await receipt_path(world))
    reader = pypdf.PdfReader(io.BytesIO(given.content))
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("fr", True)
    assert b"pdfaid" in root["/Metadata"].get_object().get_data(), "an archive"
    assert reader.metadata is not None
    reference = (await submission(world))["reference"]
    assert reader.metadata.title == f"Récépissé de transmission {reference} — Portail Caf partenaires"
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = {str(font.get_object()["/BaseFont"]) for each in resources for font in each["/Font"].values()}
    assert len(fonts) == 3
    assert all("+Printout" in font for font in fonts)
    complaints = [record.message for record in caplog.records if record.name == "weasyprint"]
    assert complaints == [], "nothing was refused and every rule was understood"


async def test_the_same_receipt_has_the_same_bytes(world: World) -> None:
    path = await receipt_path(world)
    first, second = await get(world, "deputy", path), await get(world, "deputy", path)
    assert first.content == second.content


async def test_its_headers_keep_it_private_and_name_the_file_in_french(world: World) -> None:
    given = await get(world, "deputy", await receipt_path(world))
    reference = (await submission(world))["reference"]
    assert given.headers["content-disposition"] == f'attachment; filename="recepisse-{reference}.pdf"'
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["content-security-policy"].startswith("default-src 'none'")
    assert given.headers["x-content-type-options"] == "nosniff"


STRANGE = ("x", "é", "%00", "../x", encode("Submission", 2**31 - 1), encode("Declaration", 1), "A" * 3000)


@pytest.mark.parametrize("name", ["manager", "deputy"])
async def test_a_strange_receipt_answers_as_one_that_does_not_exist(world: World, name: str) -> None:
    other = await World.granted()
    await other.reach("TRANSMITTED")
    async with Browser() as browser:
        await browser.sign_in(world.people[name].email)
        unknown = await browser.get(f"/receipts/{encode('Submission', 2**31 - 1)}.pdf")
        answers = [await browser.get(f"/receipts/{mark}.pdf") for mark in STRANGE]
        answers.append(await browser.get(await receipt_path(other)))
        if name == "manager":
            answers.append(await browser.get(await receipt_path(world)))
    for given in answers:
        assert (given.status_code, given.content) == (404, unknown.content)
    assert refused(unknown) == "NOT_FOUND"


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


async def sent_with(remark: str = "", year: int = 2024, **accounts: str) -> World:
    """A world whose declaration was sent with a remark on each part, and these accounts."""
    made = await World.granted(year=year)
    await made.save_example()
    for name, part, kind in (("director", Part.ACTIVITY, "eajeActivity"), ("accountant", Part.FINANCE, "eajeFinance")):
        saved = await made.act(
            name, SAVE, declaration=made.declaration, version=2, values={kind: accounts if part is Part.FINANCE else {}},
            remarks=[{"control": control_of(part).code, "text": f"Remarque {part} {remark}"}],
        )  # fmt: skip
        assert saved["errors"] == [], saved
        done = await made.act(name, COMPLETE, declaration=made.declaration, part=part, version=3)
        assert done["errors"] == [], done
    stands = await made.stands()
    done = await made.act("deputy", APPROVE, declaration=made.declaration, version=stands["version"], attested=True)
    assert done["errors"] == [], done
    return made


def control_of(part: Part) -> Control:
    """A control whose remark is kept in that part."""
    return next(control for control in EAJE.controls if control.part(EAJE) is part)


async def test_remarks_stand_beside_what_they_answer_and_hostile_text_is_only_text() -> None:
    world = await sent_with(HOSTILE)
    text = words(await get(world, "officer", await receipt_path(world)))
    for part in Part:
        assert f"Remarque — {control_of(part).label} : « Remarque {part} <script>alert(1)</script><img src=" in text
    assert text.count("é" * 100) >= 2, "2 000 characters are broken into lines, not cut"
    provider = words(await get(world, "director", await receipt_path(world)))
    assert "Remarque ACTIVITY" in provider
    assert "Remarque FINANCE" not in provider
    page = (await get(world, "deputy", f"/declarations/{world.declaration}")).text
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


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


async def test_a_correction_names_the_transmission_that_it_replaces() -> None:
    world = await World.granted()
    shown = await world.reach("TRANSMITTED")
    drawn = await world.act("deputy", WITHDRAW, declaration=world.declaration, version=shown["version"])
    await world.act(
        "deputy", APPROVE, declaration=world.declaration, version=drawn["declaration"]["version"], attested=True
    )
    first, second = await submission(world), await submission(world, 2)
    text = words(await get(world, "deputy", f"/receipts/{encode('Submission', second['id'])}.pdf"))
    assert f"Remplace la transmission n° 1, {first['reference']}" in text
    assert "Remplace" not in words(await get(world, "deputy", await receipt_path(world)))


async def test_fictional_amounts_are_marked_in_so_many_words() -> None:
    world = await sent_with(year=2023, account70623="157861.44")
    assert "Montants fictifs" in words(await get(world, "deputy", await receipt_path(world)))


async def test_twenty_receipts_at_once_wait_their_turn_and_nobody_waits_for_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out, go_on, at_once = pdf._laid_out, threading.Event(), list[int]()

    def held_up(_: str) -> bytes:
        at_once.append(press.waiting)
        assert go_on.wait(60)
        return laid_out('<html lang="fr"><title>Un</title><p>Un</p></html>')

    press = Press()
    monkeypatch.setattr(pdf, "_laid_out", held_up)
    monkeypatch.setattr("server.app.Press", lambda: press)
    path = await receipt_path(world)
    async with Browser() as browser:
        await browser.sign_in(world.people["deputy"].email)
        receipts = [asyncio.create_task(browser.get(path)) for _ in range(20)]
        try:
            for _ in range(30):
                assert (await browser.get("/readyz")).status_code == 200, "no connection is held meanwhile"
            page = await browser.get(f"/declarations/{world.declaration}")
            assert (page.status_code, press.waiting, len(at_once)) == (200, 20, pdf.AT_ONCE)
        finally:
            go_on.set()
        given = await asyncio.gather(*receipts)
    assert [each.status_code for each in given] == [200] * 20
    assert len({each.content for each in given}) == 1
    assert (press.waiting, len(at_once)) == (0, 20)


async def test_beyond_a_number_those_who_wait_are_asked_to_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MAX_WAITING", 0)
    given = await get(world, "deputy", await receipt_path(world))
    assert (given.status_code, refused(given), given.headers["retry-after"]) == (503, "PDF_BUSY", "2")


async def test_without_pango_only_the_pdf_is_refused_with_the_remedy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    load = cffi.FFI.dlopen

    def missing(self: cffi.FFI, name: str, flags: int = 0) -> Any:
        if "pango" in name:
            raise OSError(f"cannot load library {name!r}")
        return load(self, name, flags)

    monkeypatch.setattr(cffi.FFI, "dlopen", missing)
    given = await get(world, "deputy", await receipt_path(world))
    assert (given.status_code, refused(given)) == (503, "PDF_UNAVAILABLE")
    assert "apt install libpangoft2-1.0-0" in given.json()["errors"][0]["extensions"]["remedy"]
    assert (await get(world, "deputy", f"/declarations/{world.declaration}")).status_code == 200
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        del sys.modules[name]


async def test_the_layout_opens_no_address_but_the_portal_s_own_files(caplog: pytest.LogCaptureFixture) -> None:
    opened: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.settimeout(0)
        url = f"http://127.0.0.1:{outside.getsockname()[1]}/x.css"
        page = f'<link rel="stylesheet" href="{url}"><link rel="stylesheet" href="file:///etc/passwd"><img src="{url}">'
        made = await Press().pdf(f'<html lang="fr"><title>x</title>{page}<img src="/static/icon.svg"><p>x')
        with pytest.raises(BlockingIOError):
            opened.append(str(outside.accept()))
    assert opened == []
    assert made.startswith(b"%PDF")
    assert sum("not a file of this portal" in record.getMessage() for record in caplog.records) >= 4


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
