"""Mails put in hand to a real mail server, and how their journey ends."""

from datetime import datetime

from rules.mails import Mail
from server.mail.addresses import RelayAddress
from server.mail.delivery import Outcome
from server.mail.relay import Relay
from tests.mails import MailServer, post_to
from tests.world import NOON, World

ENDS = "attempts, due_at, last_error, sent_at, given_up_at"


def relay(server: MailServer) -> Relay:
    return Relay(RelayAddress.read(server.url))


async def post(world: World, who: str = "director", mail: Mail = Mail.PASSWORD_CHANGED, at: datetime = NOON) -> int:
    return await post_to(world.people[who].id, mail, at)


def ends(outcomes: list[Outcome]) -> list[str]:
    return [str(outcome.end) for outcome in outcomes]
