"""Piccolo admin as it stands here: its page in French, its assets, its private routes behind our gate; the rest stays shut."""

from collections.abc import Collection
from pathlib import Path

from piccolo_admin.endpoints import ASSET_PATH, create_admin
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from admin.door import AdminDoor
from admin.french import TRANSLATION
from admin.gate import Gate
from admin.page import headers
from admin.refusals import json
from admin.tables import TABLES
from models.scope import scoped

STATIC = Path(__file__).parent / "static"
NAME = "Portail Caf partenaires"
STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-U2kEcnngcrfdto6sFJKrtW80odoJ5yOgdz80DpMDrWA='",
    "'sha256-36E+CbvABov6CENfak/CBFxx0LsZtt+fKdRCtVFGtkw='",
    "'sha256-t4I2teZN5ZH+VM+XOiWlaPbsjQHe+k9d6viXPpKpNWA='",
)
"""The styles that the pinned bundle puts into the page by script: of its icons and of its editor."""
PAGE_HEADERS = headers(
    script_src="'self'", style_src=" ".join(("'self'", *STYLES)), connect_src="'self'", img_src="'self' data:",
    font_src="'self' data:", form_action="'self'",
)  # fmt: skip
OURS = """<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="static/admin.css">
  <script src="static/admin.js"></script>
</head>"""


class OtherLayout(Exception):
    """Piccolo admin is not laid out as this room expects: what it opens has to be looked at afresh."""


def private_routes() -> ASGIApp:
    """Piccolo's private application, without the sign-in that stands before it."""
    site = create_admin(
        [table.config for table in TABLES.values()], auto_include_related=False, production=True, site_name=NAME,
        default_language_code="fr", translations=[TRANSLATION],
    )  # fmt: skip
    for route in site.routes:
        if getattr(route, "path", None) == "/api" and isinstance(getattr(route, "app", None), AuthenticationMiddleware):
            found: ASGIApp = route.app.app
            return found
    raise OtherLayout("no private routes behind an authentication")


def page_text() -> str:
    """Piccolo's page with our language, title, words and style."""
    text = (Path(ASSET_PATH) / "index.html").read_text(encoding="utf-8")
    for old, new in (
        ('<html lang="en">', '<html lang="fr">'),
        ("<title>Piccolo Admin</title>", f"<title>Administration — {NAME}</title>"),
        ("</head>", OURS),
        (
            "We're sorry but the Piccolo Admin doesn't work properly without JavaScript enabled.",
            'Les listes demandent JavaScript. Sans lui, le <a href="/admin/tableau">tableau de bord</a> et ses pages restent ouverts.',
        ),
    ):
        if old not in text:
            raise OtherLayout(old)
        text = text.replace(old, new, 1)
    return text


def routes(door: AdminDoor, lists: ASGIApp, trusted: Collection[str]) -> list[BaseRoute]:
    """The lists of the admin, from the root of the site; `lists` are Piccolo's private routes."""
    text = page_text()

    async def home(request: Request) -> Response:
        with scoped(None):
            asker = await door.asker(request)
        if asker.visit is None:
            return RedirectResponse("/admin/sign-in?next=/admin/", 303, headers=PAGE_HEADERS)
        if asker.scope is None:
            return RedirectResponse("/admin/step?next=/admin/", 303, headers=PAGE_HEADERS)
        return HTMLResponse(text, headers=PAGE_HEADERS)

    async def meta(_: Request) -> Response:
        return json({"piccolo_admin_version": "", "site_name": NAME})

    async def translations(_: Request) -> Response:
        one = {"language_code": TRANSLATION.language_code, "language_name": TRANSLATION.language_name}
        return json({"translations": [one], "default_language_code": one["language_code"]})

    async def translation(_: Request) -> Response:
        return json(TRANSLATION.model_dump())

    return [
        Route("/admin/", home),
        Route("/admin/public/meta/", meta),
        Route("/admin/public/translations/", translations),
        Route("/admin/public/translations/fr/", translation),
        Mount("/admin/assets", StaticFiles(directory=Path(ASSET_PATH) / "assets")),
        Mount("/admin/static", StaticFiles(directory=STATIC)),
        Mount("/admin/api", Gate(lists, door, trusted)),
    ]
