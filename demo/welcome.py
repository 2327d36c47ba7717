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
    lines += ["", *([_passwords(accounts)] if accounts else [])]
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
    """A line for each role of each account, with all that it is held on."""
    rows = []
    for account in accounts:
        lines: dict[str, list[str]] = {}
        for held in account["roles"]:
            lines.setdefault(ROLE_LABELS[Role(held["role"])], []).append(held.get("structure") or held.get("caf") or "")
        for number, (role, where) in enumerate(lines.items() or [("", [])]):
            rows.append((account["email"] if number == 0 else "", role, ", ".join(where)))
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    return [f"  {email:{widths[0]}}  {role:{widths[1]}}  {where}".rstrip() for email, role, where in rows]


def _passwords(accounts: list[dict[str, Any]]) -> str:
    """The password that all have, or each of them."""
    each = list(dict.fromkeys(account["password"] for account in accounts))
    if len(each) == 1:
        return f"Mot de passe de tous : {each[0]}"
    return "Mots de passe : " + ", ".join(f"{account['email']} {account['password']}" for account in accounts)


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
