"""How the admin says no: JSON that its forms show at the field, in French, with a code and a remedy."""

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.responses import Response

from rules.columns import Word
from rules.problems import Code, Problem, problem

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WHOLE = "La demande"
"""What a refusal lies at when it lies at no field."""

STATUSES = {Code.FORBIDDEN: 403, Code.NOT_FOUND: 404}
"""The status of a refusal, where it is not one of the fields'."""

UNREAD = {
    "missing": "À renseigner.",
    "extra_forbidden": "Cette donnée ne se modifie pas ici.",
    "string_too_short": "À renseigner.",
    "string_too_long": "Ce texte est trop long.",
    "string_type": "Un texte est attendu.",
    "int_parsing": "Un nombre entier est attendu.",
    "int_type": "Un nombre entier est attendu.",
    "int_from_float": "Un nombre entier est attendu.",
    "literal_error": "Choisissez l'une des valeurs proposées.",
    "enum": "Choisissez l'une des valeurs proposées.",
}
"""What pydantic finds, in French; whatever else it finds of a day is a day that cannot be one."""
A_DAY = "Une date est attendue, par exemple 30/09/2026."
NOT_READ = "Cette valeur n'est pas comprise."


def json(body: Any, status: int = 200) -> Response:
    """A JSON answer of the admin."""
    return Response(orjson.dumps(body), status, HEADERS, "application/json")


def entry(label: str, text: str, code: str) -> dict[str, Any]:
    """One refusal as the forms of the admin read it: they show the last of `loc`, then `msg`."""
    return {"loc": ["body", label], "msg": text, "type": code}


def refused(
    *problems: Problem, at: Mapping[str, str] | None = None, words: Mapping[str, Word] | None = None
) -> Response:
    """Refusals of an act: `at` leads from its paths to the columns of the list, `words` to their labels."""
    said = [
        entry(_label(each.path, at or {}, words or {}), f"{each.message} {each.remedy}", each.code) for each in problems
    ]
    return json({"detail": said}, STATUSES.get(problems[0].code, 422))


def _label(path: tuple[str, ...], at: Mapping[str, str], words: Mapping[str, Word]) -> str:
    column = at.get(path[0], path[0]) if path else ""
    return words[column].label if column in words else WHOLE


def not_read(error: ValidationError, words: Mapping[str, Word]) -> Response:
    """What was sent has not the shape of the act: each field with what is expected there."""
    return json({"detail": [_unread(each, words) for each in error.errors()]}, 422)


def _unread(found: Any, words: Mapping[str, Word]) -> dict[str, Any]:
    kind, path = str(found["type"]), tuple(map(str, found["loc"]))
    text = A_DAY if kind.startswith("date") else UNREAD.get(kind, NOT_READ)
    return entry(_label(path, {}, words), text, Code.BAD_USER_INPUT)


def closed(status: int, code: Code, text: str = "") -> Response:
    """A door that stays shut, in one sentence. The forms read `detail`: a text with 405, a list with any other."""
    told = text or f"{problem(code).message} {problem(code).remedy}"
    return json({"detail": told if status == 405 else [entry(WHOLE, told, code)], "code": code}, status)
