"""A question as it is drawn: fields under names of their own, fragments, arguments; and the same as GraphQL text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.oracle.lists import After
from tests.oracle.shape import SHAPE, concrete


@dataclass(frozen=True)
class Pick:
    """One field asked, perhaps under another name."""

    name: str
    kind: str = ""
    alias: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    picks: Sequence[Any] = ()

    @property
    def key(self) -> str:
        """The name in the answer."""
        return self.alias or self.name


@dataclass(frozen=True)
class Fragment:
    """Fields that are asked of one type: inline, or under a name."""

    on: str
    picks: Sequence[Any]
    name: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked of the root. `spoken`: arguments stand in the text, not in variables."""

    picks: Sequence[Any]
    spoken: bool = True

    def written(self) -> tuple[str, dict[str, Any]]:
        """The document and its variables."""
        writer = Writer(self.spoken)
        body = writer.selection("Query", self.picks)
        head = f"query ({', '.join(f'${name}: {kind}' for name, (kind, _) in writer.variables.items())}) " if writer.variables else ""  # fmt: skip
        text = f"{head}{body}" + "".join(f" {each}" for each in writer.fragments)
        return text, {name: value for name, (_, value) in writer.variables.items()}

    def __str__(self) -> str:
        text, variables = self.written()
        return f"{text}\n  variables {variables}" if variables else text


class Writer:
    """Writes one document."""

    def __init__(self, spoken: bool) -> None:
        self.spoken = spoken
        self.variables: dict[str, tuple[str, Any]] = {}
        self.fragments: list[str] = []

    def selection(self, kind: str, picks: Sequence[Any]) -> str:
        """Whatever is asked of one object."""
        return "{ " + " ".join(self._pick(kind, each) for each in picks) + " }"

    def _pick(self, kind: str, pick: Any) -> str:
        if isinstance(pick, Fragment):
            body = self.selection(pick.on or kind, pick.picks)
            if not pick.name:
                return f"... {f'on {pick.on} ' if pick.on else ''}{body}"
            self.fragments.append(f"fragment {pick.name} on {pick.on or kind} {body}")
            return f"...{pick.name}"
        name = f"{pick.alias}: {pick.name}" if pick.alias else pick.name
        given = ", ".join(f"{each}: {self._argument(kind, pick, each, value)}" for each, value in pick.given.items())
        below = f" {self.selection(pick.kind, pick.picks)}" if pick.picks else ""
        return f"{name}({given}){below}" if given else f"{name}{below}"

    def _argument(self, kind: str, pick: Pick, name: str, value: Any) -> str:
        value = str(value) if isinstance(value, After) else value
        wanted = SHAPE[kind][pick.name].args[name]
        if self.spoken:
            return literal(value, wanted)
        # The same argument under the same name must be the same variable: both fields are one.
        known = [each for each, one in self.variables.items() if one == (wanted, value)]
        variable = known[0] if known else f"v{len(self.variables)}"
        self.variables[variable] = (wanted, value)
        return f"${variable}"


ENUMS = ("DeclarationState", "DeclarationKind", "DeclarationOrder")


def literal(value: Any, kind: str) -> str:
    """A value as it stands in a document."""
    if isinstance(value, list):
        return f"[{', '.join(literal(each, kind) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(each, kind)}' for name, each in value.items())}}}"
    return str(value) if value is not None and any(each in kind for each in ENUMS) else orjson.dumps(value).decode()


def collected(kind: str, picks: Sequence[Sequence[Any]]) -> dict[str, list[Pick]]:
    """The fields that are asked of an object of a type, through fragments, by their names in the answer."""
    found: dict[str, list[Pick]] = {}
    for each in _flat(kind, [pick for several in picks for pick in several]):
        found.setdefault(each.key, []).append(each)
    return found


def _flat(kind: str, picks: Sequence[Any]) -> Iterator[Pick]:
    for each in picks:
        if isinstance(each, Pick):
            yield each
        elif not each.on or kind in concrete(each.on):
            yield from _flat(kind, each.picks)
