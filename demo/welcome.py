"""What `make demo` says once the portal answers: where, as whom, and three requests to try."""

import json
import shlex
from pathlib import Path
from typing import Any

from rules.policy import ROLE_LABELS, Role


def welcome(url: str, accounts: list[dict[str, Any]], cookies: Path) -> str:
    """The whole text."""
    lines = [f"Le portail de démonstration répond sur {url} (Ctrl-C pour l'arrêter).", ""]
    lines += [f"  {url}{path:16} {what}" for path, what in PATHS.items()]
    lines += ["", "Comptes de démonstration, organismes et montants inventés :", "", *_table(accounts)]
    for title, line in requests(url, accounts, cookies):
        lines += ["", f"{title} :", line]
    return "\n".join(lines)


PATHS = {
    "/": "ce qu'est le portail",
    "/graphql": "l'API ; dans un navigateur, un explorateur avec des exemples",
    "/schema.graphql": "le schéma, avec les droits requis",
    "/admin/": "l'administration",
    "/healthz": "le service tourne",
    "/readyz": "le service est prêt",
}


def _table(accounts: list[dict[str, Any]]) -> list[str]:
    rows = []
    for account in accounts:
        for number, held in enumerate(account["roles"] or [{}]):
            role = ROLE_LABELS[Role(held["role"])] if held.get("role") else ""
            where = held.get("structure") or held.get("caf") or ""
            first = number == 0
            rows.append((account["email"] if first else "", account["password"] if first else "", role, where))
    widths = [max(len(str(row[column])) for row in rows) for column in range(3)] if rows else []
    return [
        "  " + "  ".join([*(str(text).ljust(width) for text, width in zip(row, widths, strict=False)), str(row[3])])
        for row in rows
    ]


SIGN_IN = (
    "mutation($email: String!, $password: String!) "
    "{ signIn(input: {email: $email, password: $password}) { viewer { displayName } errors { code message } } }"
)
MY_STRUCTURES = "{ structures { nodes { name declarations { nodes { year kindLabel stateLabel estimate { amount reasonText } } } } } }"
REFUSED_FIELD = (
    "{ declarations(first: 3) { nodes { year stateLabel finance { values { ... on EajeFinance { account64 } } } } } }"
)


def requests(url: str, accounts: list[dict[str, Any]], cookies: Path) -> list[tuple[str, str]]:
    """Three lines for a shell, in this order, each with its title: sign in, read, be refused a field."""
    person = next((each for each in accounts if _only_activity(each)), None)
    if person is None:
        return []
    who = {"email": person["email"], "password": person["password"]}
    return [
        (f"Se connecter ({person['email']})", _curl(url, f"-c {shlex.quote(str(cookies))}", SIGN_IN, who)),
        ("Mes structures, leurs déclarations et l'estimation du droit", _curl(url, _read(cookies), MY_STRUCTURES)),
        ("Un champ refusé : les comptes, à qui fournit l'activité", _curl(url, _read(cookies), REFUSED_FIELD)),
    ]


def _only_activity(account: dict[str, Any]) -> bool:
    return {held["role"] for held in account["roles"]} == {Role.ACTIVITY_DATA_PROVIDER}


def _read(cookies: Path) -> str:
    return f"-b {shlex.quote(str(cookies))}"


def _curl(url: str, jar: str, query: str, variables: dict[str, Any] | None = None) -> str:
    body = {"query": query} | ({"variables": variables} if variables else {})
    words = f"curl -s {jar} -H 'Content-Type: application/json' -d"
    return f"{words} {shlex.quote(json.dumps(body, ensure_ascii=False))} {url}/graphql"
