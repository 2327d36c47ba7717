"""The key that a client gives to an act: how it is written, and what is said of one that will not do."""

import re

from rules.problems import Code, Problem

HEADER = "Idempotency-Key"
LONGEST = 128
_FITS = re.compile(rf"[!#-\[\]-~]{{1,{LONGEST}}}", re.ASCII)
"""Visible ASCII without blanks, quotation marks and backslashes: what no program and no proxy changes on the way."""


def read_key(given: list[str]) -> str | None:
    """The key of a request that carries these headers, quoted or not; none without one. Raises `ValueError`."""
    if not given:
        return None
    text = given[0].strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if len(given) > 1 or not _FITS.fullmatch(text):
        raise ValueError(HEADER)
    return text


OTHER_REQUEST = Problem(
    Code.CONFLICT,
    "Cette clé d'idempotence a déjà servi à une autre demande, qui est faite.",
    "Donnez à chaque demande une clé à elle ; pour recommencer la première, renvoyez-la telle quelle.",
    (HEADER,),
)
"""The refusal of a key under which something else was done already."""
