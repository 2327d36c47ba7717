"""Receipts and printouts as they are asked for over HTTP, and their words."""

import io
import re
from typing import Any

import httpx
import pypdf

from resolvers.opaque import encode
from rules.controls import Control
from rules.forms import DeclarationKind, Part
from rules.kinds import KINDS
from tests.browser import Browser
from tests.world import APPROVE, COMPLETE, SAVE, World

EAJE = KINDS["EAJE"]


ACCOUNTS = [item.label for item in EAJE.form(DeclarationKind.ACTUAL, 2024).part(Part.FINANCE)]


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
