"""How questions come to a type: the shortest way from each root field."""

from tests.oracle.shape import ABSTRACT, SHAPE

Way = tuple[tuple[str, str], ...]
"""A way to a type: at each type the field, or the type of the fragment, that leads on."""


def _ways() -> dict[str, list[Way]]:
    """The shortest way to each type from each root field."""
    found: dict[str, list[Way]] = {}
    for root, field in SHAPE["Query"].items():
        known: dict[str, Way] = {}
        waiting: list[tuple[str, Way]] = [(field.kind, (("Query", root),))] if field.kind else []
        while waiting:
            kind, way = waiting.pop(0)
            if kind in known:
                continue
            known[kind] = way
            if kind in ABSTRACT:
                waiting += [(each, (*way, (kind, each))) for each in ABSTRACT[kind]]
            else:
                waiting += [(each.kind, (*way, (kind, name))) for name, each in SHAPE[kind].items() if each.kind]
        for kind, way in known.items():
            if kind not in ABSTRACT:
                found.setdefault(kind, []).append(way)
    return found


WAYS = _ways()
TYPES = sorted(WAYS)
