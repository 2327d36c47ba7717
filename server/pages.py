"""What a person sees in a browser: the page that explains the portal, the GraphQL explorer, their static files."""

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from admin.page import Html, fill, headers, page
from rules.french import capital
from rules.policy import PARTNERS, ROLE_LABELS, Role

STATIC = Path(__file__).parent / "static"
EXAMPLES = STATIC / "examples"
DEMO_ACCOUNTS = "/static/demo-accounts.json"

Account = Mapping[str, Any]
"""A demo account: `email`, `password` and `roles`, each with `role` and its `structure` or its `caf`."""


class Settings(Protocol):
    """The part of the settings that the pages read."""

    @property
    def mode(self) -> str:
        """`production`, `development`, `demo` or `test`."""


TO_TRY = {
    Role.ACTIVITY_DATA_PROVIDER: "saisir les jours et les heures, puis terminer le volet activité.",
    Role.FINANCIAL_DATA_PROVIDER: "saisir les comptes ou les apporter dans un tableur, puis terminer le volet financier.",
    Role.APPROVER: "relire les deux volets et leurs contrôles, renvoyer un volet ou transmettre à la Caf.",
    Role.HABILITATION_MANAGER: "attribuer un rôle sur une structure de sa Caf, la confier à un autre gestionnaire.",
    Role.DECLARATION_OFFICER: "publier une période, prendre en charge une déclaration, la retourner ou la valider.",
    Role.NATIONAL: "comparer ce que voit la Cnaf avec ce que voit une seule Caf.",
}

DEMO = """
<section class="demo" aria-labelledby="demo">
<h2 id="demo"><strong>DÉMONSTRATION</strong></h2>
<p>Les organismes, les personnes et les montants sont inventés. Ne saisissez ici aucune donnée réelle.</p>
<p>Choisissez un compte, ouvrez l'<a href="/graphql">explorateur</a> et connectez-vous&nbsp;: d'un compte à l'autre, la
même question ne donne pas la même réponse.</p>
$shared
<ul class="accounts">
$accounts
</ul>
</section>
"""

OPENS_WITH = "<p>Mot de passe$whose\u00a0: <code>$password</code></p>"

ACCOUNT = """<li class="card">
<h3>$email</h3>
$own
<ul>
$roles
</ul>
<p class="note">À essayer&nbsp;: $attempt</p>
</li>
"""

HOME = """
<h1>Portail Caf partenaires</h1>
<p class="lead">Les organismes qui gèrent une structure financée par leur Caf, à commencer par les établissements
d'accueil du jeune enfant (Eaje), y déclarent leurs données et connaissent aussitôt l'estimation de leur droit.</p>
$demo
<h2>À quoi sert le portail</h2>
<ul>
<li><strong>Déclarer en ligne</strong> les données d'activité et les données financières, avec l'aide d'infobulles et
de contrôles à la saisie&nbsp;; coller les chiffres d'un tableur, ou l'envoyer.</li>
<li><strong>Suivre l'avancement</strong> de chaque déclaration, de la saisie à la validation par la Caf&nbsp;: qui doit agir,
depuis quand, jusqu'à quand.</li>
<li><strong>Voir tout de suite une estimation du droit</strong>, avec le détail du calcul&nbsp;: formule, barème, dates
et textes.</li>
<li><strong>Se comparer</strong> aux moyennes locales et nationales, dans le respect du secret statistique.</li>
<li><strong>Garder un reçu</strong> de chaque transmission, dont chacun peut vérifier l'authenticité.</li>
</ul>
<h2>Une déclaration en trois étapes</h2>
<ol>
<li>Le fournisseur de données d'activité et le fournisseur de données financières remplissent chacun leur volet.</li>
<li>L'approbateur vérifie l'ensemble et l'envoie&nbsp;: il engage la responsabilité du partenaire.</li>
<li>La Caf traite la déclaration et la valide, ou la retourne pour correction.</li>
</ol>
<p>Une même personne peut tenir plusieurs rôles. Chacun n'accède qu'aux structures pour lesquelles il est habilité.</p>
<h2>Les portes d'entrée</h2>
<dl>
<dt><a href="/graphql">/graphql</a></dt>
<dd>L'API&nbsp;; dans un navigateur, un explorateur avec des exemples prêts à lancer.</dd>
<dt><a href="/schema.graphql">/schema.graphql</a></dt>
<dd>Le schéma complet, avec les droits requis pour chaque champ.</dd>
<dt>/declarations/…, /receipts/…</dt>
<dd>Une fois connecté&nbsp;: la déclaration à imprimer, ses chiffres dans un tableur, le reçu d'une transmission.</dd>
<dt><a href="/admin/">/admin/</a></dt>
<dd>L'administration des habilitations et le traitement par la Caf.</dd>
<dt><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a></dt>
<dd>Pour l'exploitation&nbsp;: le service tourne, le service est prêt à répondre.</dd>
</dl>
<p lang="en" class="note"><strong>For integrators:</strong> one GraphQL endpoint, <code>POST /graphql</code> with
<code>application/json</code>; its schema is at <a href="/schema.graphql">/schema.graphql</a>.</p>
<section id="legal" class="legal" aria-labelledby="legal-title">
<h2 id="legal-title">Avertissement légal</h2>
<p>Ce service professionnel est <strong>réservé aux personnes habilitées</strong>. Y accéder ou s'y maintenir sans
l'être, en fausser ou en entraver le fonctionnement, ou tenter de le faire, expose à des poursuites sur le fondement de
la loi n°&nbsp;88-19 du 5&nbsp;janvier 1988, dite loi Godfrain (articles&nbsp;323-1 et suivants du code pénal).</p>
<p>En vous connectant, vous vous engagez à n'utiliser les informations consultées que pour les missions et les finalités
prévues par la convention signée entre la Caf et votre organisme.</p>
<p>Vos droits d'accès vous sont personnels et le gestionnaire des habilitations de la Caf en est informé. Ne communiquez
et ne partagez <strong>jamais</strong> votre identifiant ni votre mot de passe&nbsp;: un manquement peut engager votre
responsabilité personnelle et conduire à la dénonciation de la convention.</p>
</section>
"""

EXPLORER = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Explorateur de l'API — Portail Caf partenaires</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/graphiql/graphiql.min.css">
<link rel="stylesheet" href="/static/graphiql.css">
<script src="/static/graphiql/react.production.min.js" defer></script>
<script src="/static/graphiql/react-dom.production.min.js" defer></script>
<script src="/static/graphiql/graphiql.min.js" defer></script>
<script src="/static/graphiql.js" defer></script>
</head>
<body>
<header class="strip">
<h1><a href="/">Portail Caf partenaires</a></h1>
$demo
<form id="sign-in" method="post" hidden>
<label>Adresse électronique <input id="email" type="email" autocomplete="username" required></label>
<label>Mot de passe <input id="password" type="password" autocomplete="current-password" required></label>
<button type="submit">Se connecter</button>
<a href="/account/forgotten">Mot de passe oublié&nbsp;?</a>
</form>
<div id="signed-in" hidden>
<p>Connecté&nbsp;: <strong id="viewer"></strong></p>
<a href="/account/">Mon compte</a>
<button type="button" id="sign-out">Se déconnecter</button>
</div>
<p id="status" role="status"></p>
<p id="steps" hidden><a href="/account/step?next=/graphql">Terminer la connexion</a></p>
</header>
<main id="graphiql" lang="en"><p class="wait" lang="fr">Chargement de l'explorateur…</p></main>
<noscript><p class="wait">L'explorateur a besoin de JavaScript. Le schéma se lit sans&nbsp;:
<a href="/schema.graphql">/schema.graphql</a>.</p></noscript>
</body>
</html>
"""

DEMO_PICKER = Html(f"""<details id="demo" data-accounts="{DEMO_ACCOUNTS}">
<summary>Comptes de démonstration</summary>
<ul></ul>
</details>""")


SCROLL_LOCK = "'sha256-Y/huXlwoYkVyQlxwSVcCi1RCDGDCSVBzDt0hYP9qlTc='"
"""The one inline style that GraphiQL inserts: it keeps the page still behind a dialog. All others are refused."""


def graphiql_page(settings: Settings) -> Response:
    """The explorer, for `GET /graphql` from a browser. Its scripts come from this server only, none is inline."""
    demo = DEMO_PICKER if settings.mode == "demo" else Html("")
    opened = headers(
        script_src="'self'",
        connect_src="'self'",
        font_src="data:",
        img_src="'self' data:",
        style_src=f"'self' {SCROLL_LOCK}",
    )
    return HTMLResponse(fill(EXPLORER, demo=demo), headers=opened | {"Vary": "Accept"})


def _role_lines(account: Account) -> Html:
    """One line per role of an account, with all the places where it is held."""
    places: dict[Role, list[str]] = {}
    for held in account["roles"]:
        where = held.get("structure") or held.get("caf")
        places.setdefault(Role(held["role"]), []).extend([str(where)] if where else [])
    lines = (
        "\u00a0: ".join(filter(None, [capital(ROLE_LABELS[role]), ", ".join(where)])) for role, where in places.items()
    )
    return Html("\n".join(fill("<li>$line</li>", line=line) for line in lines))


def _attempt(account: Account) -> str:
    """What this account is good for in a demonstration, in French."""
    roles = {Role(held["role"]) for held in account["roles"]}
    if roles >= PARTNERS:
        return "tenir les trois rôles, de la première saisie à la transmission."
    return " Puis\u00a0: ".join(text for role, text in TO_TRY.items() if role in roles)


def _demo_section(accounts: list[dict[str, Any]]) -> Html:
    """The banner and one card per account; a password that all share is said once."""
    passwords = {account["password"] for account in accounts}
    shared = (
        fill(OPENS_WITH, whose=" de tous les comptes", password=passwords.pop()) if len(passwords) == 1 else Html("")
    )
    cards = (
        fill(
            ACCOUNT,
            email=Html(escape(account["email"]).replace("@", "@<wbr>")),
            own=Html("") if shared else fill(OPENS_WITH, whose="", password=account["password"]),
            roles=_role_lines(account),
            attempt=_attempt(account),
        )
        for account in accounts
    )
    return fill(DEMO, shared=shared, accounts=Html("".join(cards)))


def examples(folder: Path = EXAMPLES) -> list[dict[str, str]]:
    """The example queries in the order of their file names; `x.json` beside `x.graphql` holds its variables."""
    found = []
    for query in sorted(folder.glob("*.graphql")):
        variables = query.with_suffix(".json")
        example = {"name": query.stem, "query": query.read_text("utf-8")}
        if variables.exists():
            example["variables"] = variables.read_text("utf-8")
        found.append(example)
    return found


class _Static(StaticFiles):
    """Static files: ours are asked for again each time (304), the vendored ones are kept for a day."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        vendored = path.startswith("graphiql/")
        response.headers.update(headers() | {"Cache-Control": "public, max-age=86400" if vendored else "no-cache"})
        return response


def routes(settings: Settings, accounts: Callable[[], list[dict[str, Any]]]) -> list[BaseRoute]:
    """`/` and `/static/*`. The accounts are asked for, and shown, in a demonstration only."""
    demo = settings.mode == "demo"
    tabs = examples()

    async def home(request: Request) -> Response:
        return page("Accueil", fill(HOME, demo=_demo_section(accounts()) if demo else Html("")))

    async def example_tabs(request: Request) -> Response:
        return JSONResponse(tabs, headers=headers() | {"Cache-Control": "no-cache"})

    async def demo_accounts(request: Request) -> Response:
        shown = [{name: account[name] for name in ("email", "password", "roles")} for account in accounts()]
        return JSONResponse([one | {"attempt": _attempt(one)} for one in shown], headers=headers())

    demo_routes: list[BaseRoute] = [Route(DEMO_ACCOUNTS, demo_accounts)] if demo else []
    return [
        Route("/", home),
        Route("/static/graphiql/examples.json", example_tabs),
        *demo_routes,
        Mount("/static", app=_Static(directory=STATIC)),
    ]
