"""A page of the portal for a browser: the shell every page shares, escaping, and the headers it leaves with.

It stands in this room because the admin's own pages use it and the server may import the admin, not the reverse.
"""

from html import escape
from string import Template

from starlette.responses import HTMLResponse


class Html(str):
    """Text that is HTML already and is inserted as it stands; any other text is escaped by `fill`."""

    __slots__ = ()


def fill(template: str, **values: str) -> Html:
    """The template with each `$name` replaced, escaped unless it is `Html`. A missing name is a `KeyError`."""
    safe = {name: value if isinstance(value, Html) else escape(value) for name, value in values.items()}
    return Html(Template(template).substitute(safe))


def headers(**sources: str) -> dict[str, str]:
    """The headers of a page. `sources` opens the content policy where a page needs more: `script_src="'self'"`."""
    policy = {"default-src": "'none'", "style-src": "'self'", "img-src": "'self'", "form-action": "'none'"}
    policy |= {name.replace("_", "-"): value for name, value in sources.items()}
    policy |= {"base-uri": "'none'", "frame-ancestors": "'none'"}
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


SHELL = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title — Portail Caf partenaires</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/portal.css">
</head>
<body>
<a class="skip" href="#content">Aller au contenu</a>
<header class="top">
<a class="brand" href="/">Portail Caf partenaires</a>
<nav aria-label="Principale">
<a href="/graphql">Explorer l'API</a>
<a href="/schema.graphql">Schéma</a>
<a href="/admin/">Administration</a>
<a href="$account">Mon compte</a>
</nav>
</header>
<main id="content" tabindex="-1">
$body
</main>
<footer>
<p>Service réservé aux personnes habilitées&nbsp;: <a href="/#legal">avertissement légal</a>.</p>
</footer>
</body>
</html>
"""


OWN_ACCOUNT = "/account/"
"""Where « Mon compte » leads, unless a page stands behind the admin's door."""


def page(title: str, body: Html) -> HTMLResponse:
    """A whole page in French around `body`, without script."""
    return HTMLResponse(fill(SHELL, title=title, body=body, account=OWN_ACCOUNT), headers=headers())
