"""A rehearsed act done for good, by the portal's own functions."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from demo.course import KIND
from demo.rehearsal import Done
from resolvers import declarations, processing
from resolvers.asker import Asker
from rules.forms import Part
from rules.workflow import Act

Doing = Callable[[Asker, str, int, Done], Awaitable[int]]
"""By whom and when, on which declaration, which version was read, what."""


def _part(done: Done) -> Part:
    part = done.planned.leg.part
    if part is None:
        raise ValueError("this act is about a part")
    return part


def _until(done: Done) -> date:
    until = done.planned.until
    if until is None:
        raise ValueError("a delay lasts until a day")
    return until


def _reason(done: Done) -> str:
    return done.planned.leg.reason


DOING: Mapping[Act, Doing] = {
    Act.SAVE: lambda asker, mark, version, done: declarations.save(
        asker, mark, version, _part(done), done.values, done.remarks, KIND.code
    ),
    Act.COMPLETE_PART: lambda asker, mark, version, done: declarations.complete_part(asker, mark, version, _part(done)),
    Act.REOPEN_PART: lambda asker, mark, version, done: declarations.reopen_part(asker, mark, version, _part(done)),
    Act.SEND_BACK_PART: lambda asker, mark, version, done: declarations.send_back_part(
        asker, mark, version, _part(done), _reason(done)
    ),
    Act.APPROVE: lambda asker, mark, version, _: declarations.approve(asker, mark, version, attested=True),
    Act.WITHDRAW: lambda asker, mark, version, _: declarations.withdraw(asker, mark, version),
    Act.TAKE: lambda asker, mark, version, _: processing.take(asker, mark, version),
    Act.RETURN: lambda asker, mark, version, done: processing.return_(
        asker, mark, version, [_part(done)], done.planned.leg.items, _reason(done), None
    ),
    Act.ACCEPT: lambda asker, mark, version, _: processing.accept(asker, mark, version),
    Act.REOPEN: lambda asker, mark, version, done: processing.reopen(
        asker, mark, version, [_part(done)], done.planned.leg.items, _reason(done), None
    ),
    Act.CANCEL: lambda asker, mark, version, done: processing.cancel(asker, mark, version, _reason(done)),
    Act.DELAY: lambda asker, mark, version, done: processing.delay(asker, mark, version, _until(done), _reason(done)),
}
