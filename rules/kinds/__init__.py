"""The kinds of structure: one file each, found by being here with a `KIND`."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from rules.kinds.kind import Kind

__all__ = ["KINDS", "Kind"]


def discovered() -> Mapping[str, Kind]:
    """Every kind of this folder by code. Raises `ValueError` when two have the same."""
    kinds: dict[str, Kind] = {}
    for module in iter_modules(__path__):
        kind = getattr(import_module(f"{__name__}.{module.name}"), "KIND", None)
        if isinstance(kind, Kind):
            if kind.code in kinds:
                raise ValueError(f"two kinds are called {kind.code}")
            kinds[kind.code] = kind
    return MappingProxyType(kinds)


KINDS = discovered()
