"""Setting up a second factor: a QR code, its first code, the recovery codes. As a step, or from one's own account."""

from collections.abc import Sequence
from typing import Any

import segno
from starlette.responses import Response

from resolvers import second_factor, sessions
from resolvers.people import own_email
from resolvers.second_factor import Enrolment
from rules.problems import Problem, Refused
from server.account.call import Call
from server.account.place import with_query

TITLE = "Mettre en place un second facteur"
GROUP = 4


def form(call: Call, problems: Sequence[Problem] = (), **steps: Any) -> Response:
    """What a second factor is. Nothing begins until it is asked for."""
    return call.page("enrolment_begin", TITLE, problems, **steps)


async def take(call: Call, **steps: Any) -> Response:
    """Begin with a new secret, or put it in service by its first code.

    The secret is never read back into a page but after a code that was wrong, for whoever has it before him: one that
    somebody else began for this account is not shown.
    """
    email = await own_email(call.asker)
    if call.typed("act") != "enable":
        return await _begun(call, email, **steps)
    try:
        codes = await second_factor.enable_second_factor(call.asker, call.typed("code"))
    except Refused as refused:
        begun = await second_factor.begun_second_factor(call.asker, email)
        if begun is None or begun.secret != call.typed("secret"):
            return form(call, refused.problems, **steps)
        return _qr_code(call, begun, refused.problems, **steps)
    await sessions.enter_again(call.asker)
    waits = call.asker.visit is None or call.asker.visit.steps
    target = call.next if steps["step"] else call.place.account
    onward = with_query(call.place.step, next=target) if waits else target
    return call.page("recovery_codes", "Codes de secours", codes=codes, email=email, onward=onward)


async def _begun(call: Call, email: str, **steps: Any) -> Response:
    try:
        return _qr_code(call, await second_factor.begin_second_factor(call.asker, email), **steps)
    except Refused as refused:
        return form(call, refused.problems, **steps)


def _qr_code(call: Call, begun: Enrolment, problems: Sequence[Problem] = (), **steps: Any) -> Response:
    drawn = segno.make(begun.address, error="m", micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff")
    groups = [begun.secret[place : place + GROUP] for place in range(0, len(begun.secret), GROUP)]
    return call.page("enrolment", TITLE, problems, drawn=drawn, groups=groups, secret=begun.secret, **steps)
