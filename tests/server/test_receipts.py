"""Receipts over HTTP: complete, by role, the same bytes each time, nothing for strangers."""

import io
from typing import Any

import pypdf
import pytest

from resolvers.opaque import encode
from rules.attestation import ATTESTATION
from rules.forms import Part
from rules.receipts import hash_shown
from tests.browser import Browser, refused
from tests.server.papers import ACCOUNTS, control_of, get, plain, receipt_path, sent_with, submission, words
from tests.world import APPROVE, WITHDRAW, World

pytestmark = pytest.mark.usefixtures("database")


HOSTILE = (
    "<script>alert(1)</script><img src='http://evil.example/x.png'> =HYPERLINK(\"http://evil.example\") 🎉 "
    + "é" * 1800
)


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
        ("Droit estimé L1 + L2 + L3 + L4 + L5 + L6", "171 823,79 €"), ("741 Subventions de l'État", "non renseigné"),
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
    assert "Droit estimé L1 + L2 + L3 + L4 + L5 + L6 171 823,79 €" in text


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
