"""What is wrong with a setting, in French: one line that names it and says what to do, and never shows a secret."""

import re
from collections.abc import Collection
from typing import Any

URL_EXAMPLE = "postgresql://utilisateur:motdepasse@hote:5432/portail"
RELAY_EXAMPLE = "smtp://compte:motdepasse@hote:587?tls=starttls"

OF_SECRETS = {"secret": "secret_key", "secret_file": "secret_key_file"}
"""The setting that is at fault, by what is wrong with the secrets, which come from either."""

REMEDIES = {
    "url": f"écrivez-la comme {URL_EXAMPLE} (caractères spéciaux du mot de passe en %XX).",
    "relay": f"écrivez-le comme {RELAY_EXAMPLE} (caractères spéciaux du mot de passe en %XX).",
    "secret_file": "donnez un fichier lisible qui ne contient que le secret.",
    "sender": "écrivez-le comme Portail des partenaires <portail@caf.example>.",
    "password": "tirez-en un au hasard, et donnez-le à ce compte : python3 -c 'import secrets; print(secrets.token_urlsafe(24))'.",
    "secret": "tirez-en un au hasard : python3 -c 'import secrets; print(secrets.token_urlsafe(48))'.",
}
"""What to do, by what is wrong, where it is not simply to correct the variable."""


def in_french(error: Any, secret: Collection[str]) -> str:
    """One line: the setting, what is wrong, the remedy. Values of URLs are never shown."""
    kind = error["type"]
    name = str(error["loc"][0]) if error["loc"] else OF_SECRETS.get(kind, "secret_key")
    given, bounds = error.get("input"), error.get("ctx", {})
    shown = "" if name in secret else f"« {given} » "
    remedy = REMEDIES.get(kind, "corrigez ou retirez cette variable d'environnement.")
    if kind in REMEDIES or kind in {"origin", "weak", "address", "days"}:
        wrong = error["msg"]
    elif kind in {"int_parsing", "int_type", "int_from_float"}:
        wrong = f"{shown}n'est pas un nombre entier"
    elif kind in {"greater_than_equal", "less_than_equal"}:
        least = "ge" in bounds
        wrong = f"{shown}est trop {'petit' if least else 'grand'} ({'au moins' if least else 'au plus'} "
        wrong += f"{bounds['ge' if least else 'le']})"
    elif kind in {"bool_parsing", "bool_type"}:
        wrong = f"{shown}n'est ni true ni false"
    elif kind in {"enum", "literal_error"}:
        choices = re.findall(r"'(.+?)'", bounds["expected"])
        wrong = f"{shown}est inconnu ; choix possibles : {', '.join(choices)}"
    else:
        wrong = f"{shown}ne peut pas être lu"
    return f"Réglage {name.upper()} : {wrong}. Remède : {remedy}"
