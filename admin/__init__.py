"""The admin. Until its screens exist, a page that says what will stand here."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.page import Html, page

COMING = Html("""
<h1>Administration</h1>
<p class="lead">Les écrans d'administration ne sont pas encore ouverts. Voici ce qu'ils permettront, et à qui.</p>
<div class="cards">
<section class="card">
<h2>Gestionnaires des habilitations</h2>
<p>Chacun pour sa propre Caf&nbsp;:</p>
<ul>
<li>attribuer les rôles de fournisseur de données d'activité, de fournisseur de données financières
et d'approbateur, structure par structure&nbsp;;</li>
<li>y mettre fin à une date donnée, sans rien effacer&nbsp;;</li>
<li>tenir à jour les organismes et leurs structures.</li>
</ul>
<p class="note">Ils ne lisent jamais les déclarations.</p>
</section>
<section class="card">
<h2>Agents de traitement</h2>
<p>Chacun pour sa propre Caf&nbsp;:</p>
<ul>
<li>prendre en charge les déclarations transmises&nbsp;;</li>
<li>les retourner pour correction, avec un motif, ou les valider&nbsp;;</li>
<li>fixer les périodes de déclaration et les délais accordés à une structure.</li>
</ul>
<p class="note">Ils retournent une déclaration, ils ne la corrigent pas.</p>
</section>
<section class="card">
<h2>Cnaf</h2>
<p>Pour l'ensemble du réseau&nbsp;:</p>
<ul>
<li>ouvrir une Caf sur le portail&nbsp;;</li>
<li>y nommer les gestionnaires des habilitations et les agents de traitement.</li>
</ul>
</section>
</div>
<h2>En attendant</h2>
<p>Ce que l'API permet déjà s'essaie dans l'<a href="/graphql">explorateur</a>, avec les mêmes droits que ceux
qu'auront ces écrans.</p>
""")


async def coming(request: Request) -> Response:
    """What will stand at `/admin/`, in French."""
    return page("Administration", COMING)


def routes() -> list[Route]:
    """The routes of the admin, from the root of the site."""
    return [Route("/admin/", coming)]
