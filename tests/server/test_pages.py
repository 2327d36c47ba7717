"""What a browser is given: complete, from this server only, closed by its headers, demo accounts in a demo only."""

import hashlib
import json
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from graphql import build_schema, graphql_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.pages import STATIC, examples, graphiql_page, routes

MODES = ["production", "development", "demo", "test"]
PAGES = ["/", "/graphql"]
VENDORED = STATIC / "graphiql"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

CHROMIUM_FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync --enable-logging=stderr --virtual-time-budget=10000 --dump-dom"""


def account(email: str, *roles: str, caf: str = "Caf du Nord", structure: str | None = None) -> dict[str, Any]:
    held = [{"role": role, "caf": caf, "structure": structure} for role in roles]
    return {"email": email, "password": "hibou-lanterne", "roles": held}


PARTNER_ROLES = ("ACTIVITY_DATA_PROVIDER", "FINANCIAL_DATA_PROVIDER", "APPROVER")
ACCOUNTS = [
    account("direction@example.org", "ACTIVITY_DATA_PROVIDER", structure="Les Lutins <script>alert(1)"),
    account("presidence@example.org", *PARTNER_ROLES, structure="Petit Navire"),
    account("habilitations@example.org", "HABILITATION_MANAGER"),
]

SCHEMA = build_schema("""
"A person (personne)" type Person { email: String! }
type Error { code: String! message: String! }
input SignInInput { email: String! password: String! }
type SignIn { viewer: Person errors: [Error!]! }
type SignOut { errors: [Error!]! }
type Query { viewer: Person }
type Mutation { signIn(input: SignInInput!): SignIn! signOut: SignOut! }
""")


@dataclass(frozen=True)
class Mode:
    """The settings, as far as the pages read them."""

    mode: str


class Endpoint:
    """A GraphQL endpoint of the same shape as ours, for one visitor; the real one has its own tests."""

    def __init__(self) -> None:
        self.email: str | None = None
        self.origins: list[str | None] = []

    def viewer(self, *_: Any) -> dict[str, str] | None:
        return {"email": self.email} if self.email else None

    def signIn(self, _: Any, input: dict[str, str]) -> dict[str, Any]:  # noqa: N802 - the name in the schema
        if input["password"] != "hibou-lanterne":
            return {"errors": [{"code": "BAD_CREDENTIALS", "message": "Adresse ou mot de passe incorrect."}]}
        self.email = input["email"]
        return {"viewer": self.viewer(), "errors": []}

    def signOut(self, *_: Any) -> dict[str, Any]:  # noqa: N802 - the name in the schema
        self.email = None
        return {"errors": []}

    async def answer(self, request: Request) -> Response:
        self.origins.append(request.headers.get("origin"))
        body = await request.json()
        result = graphql_sync(SCHEMA, body["query"], self, variable_values=body.get("variables"))
        return JSONResponse(result.formatted)


def portal(mode: str, endpoint: Endpoint | None = None) -> Starlette:
    settings = Mode(mode)

    async def explorer(request: Request) -> Response:
        return graphiql_page(settings)

    return Starlette(
        routes=[
            *routes(settings, lambda: ACCOUNTS),
            Route("/graphql", explorer),
            Route("/graphql", (endpoint or Endpoint()).answer, methods=["POST"]),
        ]
    )


def visit(mode: str, app: Starlette | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app or portal(mode))
    return httpx.AsyncClient(transport=transport, base_url="http://portal.test")


def references(html: str) -> list[str]:
    """Every address the page makes a browser load or lets a person follow."""
    return re.findall(r'(?:src|href|action|data-accounts)="([^"]+)"', html)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("mode", MODES)
async def test_every_file_a_page_needs_is_served(mode: str, page: str) -> None:
    client = visit(mode)
    needed = [address for address in references((await client.get(page)).text) if address.startswith("/static/")]
    assert needed
    for address in needed:
        assert (await client.get(address)).status_code == 200, address


async def test_the_front_page_leads_to_every_door() -> None:
    links = references((await visit("production").get("/")).text)
    assert {"/graphql", "/schema.graphql", "/admin/", "/healthz", "/readyz"} <= set(links)


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_french_titled_and_has_one_main_heading(page: str) -> None:
    html = (await visit("demo").get(page)).text
    assert '<html lang="fr">' in html
    assert re.search(r"<title>[^<]+ — Portail Caf partenaires</title>", html)
    assert html.count("<h1") == 1
    assert html.count("<main") == 1


async def test_the_front_page_carries_the_legal_notice() -> None:
    legal = (await visit("production").get("/")).text.split('id="legal"')[1]
    assert all(words in legal for words in ("loi Godfrain", "88-19", "mot de passe"))


def test_vendored_files_are_those_that_were_published() -> None:
    packages = json.loads((VENDORED / "manifest.json").read_text())["packages"]
    sums = {file["file"]: file["sha256"] for package in packages for file in package["files"]}
    licences = {name for package in packages for name in package["licenceFiles"]}
    for name, expected in sums.items():
        assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == expected, name
    present = {file.name for file in VENDORED.iterdir()}
    assert present == {*sums, *licences, "README.md", "manifest.json"}


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_refers_to_this_server_only(page: str) -> None:
    for address in references((await visit("demo").get(page)).text):
        assert not urlsplit(address).netloc, address


@pytest.mark.parametrize("file", sorted([*STATIC.glob("*.css"), *STATIC.glob("*.js")]), ids=lambda file: file.name)
def test_our_own_scripts_and_styles_name_no_other_server(file: Path) -> None:
    assert not re.findall(r"https?:|//[a-z]|@import", re.sub(r"(?m)^\s*//.*$", "", file.read_text()))


@pytest.mark.parametrize("file", ["graphiql.min.css", "graphiql.min.js", "react-dom.production.min.js"])
def test_vendored_files_load_nothing_by_themselves(file: str) -> None:
    text = (VENDORED / file).read_text()
    loads = re.findall(r"new Worker\(|importScripts\(|@import|sourceMappingURL=\w+:", text)
    loads += [url for url in re.findall(r"url\(([^)]{5})", text) if file.endswith("css") and url != "data:"]
    assert loads == []


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_closed_by_its_headers(page: str) -> None:
    sent = (await visit("demo").get(page)).headers
    policy = dict(part.split(" ", 1) for part in sent["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    # A page to read needs no script at all.
    assert policy.get("script-src") == ("'self'" if page == "/graphql" else None)
    assert "unsafe-eval" not in sent["content-security-policy"]
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["referrer-policy"] == "no-referrer"
    assert sent["cache-control"] == "no-store"


async def test_the_explorer_holds_no_inline_script_or_handler() -> None:
    html = (await visit("demo").get("/graphql")).text
    assert not re.findall(r"<script(?![^>]*\ssrc=)", html)
    assert not re.findall(r"\son\w+=|javascript:|style=", html)


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("/static/graphiql/graphiql.min.js", "public, max-age=86400"),
        ("/static/graphiql.js", "no-cache"),
        ("/static/graphiql/examples.json", "no-cache"),
    ],
)
async def test_static_files_say_how_long_they_keep(file: str, kept: str) -> None:
    client = visit("production")
    answer = await client.get(file)
    assert answer.headers["cache-control"] == kept
    if etag := answer.headers.get("etag"):
        assert (await client.get(file, headers={"If-None-Match": etag})).status_code == 304
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/../pages.py", "/static/%2e%2e/pages.py", "/static/absent.css", "/static/"])
async def test_nothing_but_the_static_files_is_served(path: str) -> None:
    assert (await visit("demo").get(path)).status_code == 404


async def test_examples_open_as_tabs_in_the_order_of_their_files(tmp_path: Path) -> None:
    (tmp_path / "02-deux.graphql").write_text("query Deux($n: Int) { __typename }")
    (tmp_path / "02-deux.json").write_text('{"n": 2}')
    (tmp_path / "01-un.graphql").write_text("query Été { __typename }")
    assert (await visit("production").get("/static/graphiql/examples.json")).json() == examples() != []
    assert examples(tmp_path) == [
        {"name": "01-un", "query": "query Été { __typename }"},
        {"name": "02-deux", "query": "query Deux($n: Int) { __typename }", "variables": '{"n": 2}'},
    ]


async def test_a_demo_says_so_and_shows_each_account_escaped_with_what_to_try() -> None:
    html = (await visit("demo").get("/")).text
    assert "DÉMONSTRATION" in html
    assert all(one["email"].replace("@", "@<wbr>") in html for one in ACCOUNTS)
    assert "Fournisseur de données d&#x27;activité\u00a0: Les Lutins" in html
    assert "Gestionnaire des habilitations de la Caf\u00a0: Caf du Nord" in html
    assert "tenir les trois rôles" in html
    assert "Les Lutins &lt;script&gt;alert(1)" in html, "what an account holds is text, never markup"
    assert "<script" not in html


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "demo"])
async def test_elsewhere_no_account_is_shown_or_even_asked_for(mode: str) -> None:
    def asked() -> list[dict[str, Any]]:
        raise AssertionError("accounts were asked for outside a demo")

    client = visit(mode, Starlette(routes=routes(Mode(mode), asked)))
    assert "DÉMONSTRATION" not in (await client.get("/")).text
    assert (await client.get("/static/demo-accounts.json")).status_code == 404
    assert "demo-accounts" not in bytes(graphiql_page(Mode(mode)).body).decode()


async def test_demo_accounts_are_offered_to_the_explorer() -> None:
    client = visit("demo")
    assert 'data-accounts="/static/demo-accounts.json"' in (await client.get("/graphql")).text
    answer = await client.get("/static/demo-accounts.json")
    assert [one["email"] for one in answer.json()] == [one["email"] for one in ACCOUNTS]
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture
def site() -> Iterator[tuple[str, Endpoint]]:
    """The demo pages on a free port of this machine, around the endpoint above."""
    endpoint = Endpoint()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(portal("demo", endpoint), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", endpoint
        server.should_exit = True
        thread.join(10)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize(
    ("page", "shown"),
    [("/", "DÉMONSTRATION"), ("/graphql", 'class="graphiql-container"')],
)
def test_a_browser_shows_the_page_and_asks_no_other_server(
    site: tuple[str, Endpoint], tmp_path: Path, page: str, shown: str
) -> None:
    address, endpoint = site
    log = tmp_path / "net.json"
    paths = [f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}"]
    run = [CHROMIUM or "", *CHROMIUM_FLAGS.split(), "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", *paths]
    seen = subprocess.run([*run, address + page], capture_output=True, text=True, timeout=90, check=True)
    assert shown in seen.stdout
    assert "Content Security Policy" not in seen.stderr
    # One event a line; the browser's own chatter has another initiator than the page.
    asked = re.findall(rf'"initiator":"{re.escape(address)}",.*?"url":"([^"]+)"', log.read_text())
    assert any(url.endswith(".css") for url in asked)
    assert [url for url in asked if not url.startswith(address + "/")] == []
    if page == "/graphql":
        assert set(endpoint.origins) == {address}
