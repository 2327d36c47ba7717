"""What redoing a stored estimate changes, and why: the working that was stored beside the one of today, operand by operand.

Both are read as they stand in JSON. One that was stored long ago may lack what later ones hold.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from rules import french
from rules.estimate import Origin
from rules.parameters.reader import DECIMAL, STATUS_LABELS, Status

Data = Mapping[str, Any]


class Cause(StrEnum):
    """Why an estimate is another than the one stored, in the order in which it is told."""

    REASON = "REASON"
    PARAMETER = "PARAMETER"
    READING = "READING"
    LINE = "LINE"
    LEFT_OUT = "LEFT_OUT"
    SENT = "SENT"
    AGREEMENT = "AGREEMENT"
    ACCEPTED = "ACCEPTED"
    FIGURES = "FIGURES"
    FORMULA = "FORMULA"
    WORDING = "WORDING"


@dataclass(frozen=True, slots=True)
class Change:
    """One cause and its French words."""

    cause: Cause
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The amount that was stored, that of today (none where it cannot be told), and what made the difference."""

    before: Decimal | None
    after: Decimal | None
    changes: tuple[Change, ...]

    @property
    def gap(self) -> Decimal | None:
        """By how much the amount moves, where there is one before and after."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def told_alike(self) -> bool:
        """Only the words of the working are others."""
        return all(each.cause is Cause.WORDING for each in self.changes)


WORDING = Change(Cause.WORDING, "présentation du détail")
_WHOLE = Change(Cause.FORMULA, "formule du droit")
_BESIDE: Mapping[str, tuple[Cause, str]] = {
    "SENT": (Cause.SENT, "autre déclaration transmise (« {} »)"),
    "AGREEMENT": (Cause.AGREEMENT, "convention (« {} »)"),
    "ACCEPTED": (Cause.ACCEPTED, "droit validé (« {} »)"),
}
"""What an estimate reads beside its own figures, by origin, and how a line that reads it otherwise is told."""


def compared(old: Data, new: Data) -> Difference | None:
    """What differs between the estimate stored and the one of today; none when they are the same to the letter."""
    if old == new:
        return None
    before, after = (_decimal(each.get("right")) for each in (old, new))
    told = sorted(dict.fromkeys(_changes(old, new)), key=lambda each: _ORDER[each.cause])
    return Difference(before, after, tuple(told) or (WORDING if before == after else _WHOLE,))


_ORDER = {cause: place for place, cause in enumerate(Cause)}


def _changes(old: Data, new: Data) -> Iterator[Change]:
    yield from _reason(old, new)
    was, now = ({line["code"]: line for line in each.get("lines") or ()} for each in (old, new))
    if not was or not now:
        return
    come, gone = now.keys() - was.keys(), was.keys() - now.keys()
    yield from (Change(Cause.LINE, f"nouvelle ligne « {now[code]['label']} »") for code in now if code in come)
    yield from (Change(Cause.LINE, f"plus de ligne « {was[code]['label']} »") for code in was if code in gone)
    yield from _left_out(old, new, come)
    known = {name for line in was.values() for name in _names(line, Origin.PARAMETER)}
    for code, line in now.items():
        if code in was and was[code] != line:
            yield from _of_line(was[code], line, known, come | gone)


def _reason(old: Data, new: Data) -> Iterator[Change]:
    """An amount that is no longer told, or is now, or is not for another reason."""
    was, now = (each.get("reason_text") if each.get("reason") else None for each in (old, new))
    if was == now:
        return
    if was is None:
        yield Change(Cause.REASON, f"plus de montant : {now}")
    elif now is None:
        yield Change(Cause.REASON, f"un montant, qui manquait : {was}")
    else:
        yield Change(Cause.REASON, f"toujours pas de montant : {now}")


def _left_out(old: Data, new: Data, come: Iterable[str]) -> Iterator[Change]:
    """Components that cannot be told, or can be though no line came of it."""
    was, now = ({each["code"]: each for each in estimate.get("left_out") or ()} for estimate in (old, new))
    for code, each in now.items():
        if each != was.get(code):
            yield Change(Cause.LEFT_OUT, f"sans « {each['label']} » : {each['reason']}")
    if not any(come):
        gone = (each for code, each in was.items() if code not in now)
        yield from (Change(Cause.LEFT_OUT, f"« {each['label']} » n'est plus laissé de côté") for each in gone)


def _of_line(was: Data, now: Data, known: set[str], moved: Iterable[str]) -> Iterator[Change]:
    """Why a line that stands in both reads otherwise: what it reads, else the way it is computed."""
    before, after = _by_place(was), _by_place(now)
    for place, operand in after.items():
        if place in before:
            yield from _operand(before[place], operand, now["label"])
    for origin, (cause, words) in _BESIDE.items():
        if {place for place in before if place[0] == origin} != {place for place in after if place[0] == origin}:
            yield Change(cause, words.format(now["label"]))
    if _decimal(was["result"]) == _decimal(now["result"]):
        return
    for name, operand in ((each["reference"], each) for each in after.values() if each["origin"] == Origin.PARAMETER):
        if name not in known:
            yield Change(_kind(operand), f"{_noun(operand)} {name} : {_shown(operand['value'])}, qui n'était pas lu")
    same = ({(*place, str(each["value"])) for place, each in one.items()} for one in (before, after))
    reads = [_names(one, Origin.ITEM) | (_names(one, Origin.LINE) - set(moved)) for one in (was, now)]
    if reads[0] != reads[1] or next(same) == next(same):
        yield Change(Cause.FORMULA, f"formule de « {now['label']} »")


def _operand(was: Data, now: Data, line: str) -> Iterator[Change]:
    """An operand read from the same place with another value; that of a line follows from that line."""
    origin, name = now["origin"], now["reference"]
    same = _same(was["value"], now["value"])
    if origin == Origin.PARAMETER:
        if not same:
            yield Change(_kind(now), f"{_noun(now)} {name} : {_shown(was['value'])} → {_shown(now['value'])}")
        elif _status(was) != _status(now):
            yield Change(_kind(now), f"{_noun(now)} {name} : {_status(was)} → {_status(now)}")
    elif origin in _BESIDE:
        if not same or was["reference"] != name:
            cause, words = _BESIDE[origin]
            yield Change(cause, words.format(line))
    elif origin == Origin.ITEM and not same:
        yield Change(Cause.FIGURES, f"chiffres (« {now['label']} »)")


def _by_place(line: Data) -> dict[tuple[str, str, int], Data]:
    """The operands of a line by where they come from: a name, or a symbol for what may be read from another place."""
    found: dict[tuple[str, str, int], Data] = {}
    for each in line["operands"]:
        mark = each["symbol"] if each["origin"] in _BESIDE else each["reference"]
        number = 0
        while (each["origin"], mark, number) in found:
            number += 1
        found[each["origin"], mark, number] = each
    return found


def _names(line: Data, origin: Origin) -> set[str]:
    return {each["reference"] for each in line["operands"] if each["origin"] == origin}


def _kind(operand: Data) -> Cause:
    """A figure of the law, or a reading of it."""
    return Cause.PARAMETER if _is_figure(operand["value"]) else Cause.READING


def _noun(operand: Data) -> str:
    return "paramètre" if _is_figure(operand["value"]) else "lecture"


def _status(operand: Data) -> str | None:
    used = operand.get("parameter")
    return STATUS_LABELS[Status(used["status"])] if used else None


def _is_figure(value: object) -> bool:
    return isinstance(value, str) and DECIMAL.fullmatch(value) is not None


def _same(one: object, other: object) -> bool:
    return one == other or (_is_figure(one) and _is_figure(other) and Decimal(str(one)) == Decimal(str(other)))


@lru_cache(maxsize=4096)
def _shown(value: str | bool) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return french.number(Decimal(value)) if _is_figure(value) else value


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
