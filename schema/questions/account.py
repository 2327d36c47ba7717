"""Questions about one's own account."""

import strawberry
from strawberry import Info

from resolvers.sessions import own_sessions
from rules import notice
from schema.account import Notice, PendingStep, Session, pending


@strawberry.type
class AccountQuestions:
    """The notice and the steps are told to everybody, the sessions to whoever they belong to."""

    @strawberry.field(description="The legal notice in force (avertissement légal).")
    def notice(self) -> Notice:
        """Its paragraphs, in French."""
        return Notice(version=notice.VERSION, paragraphs=list(notice.NOTICE))

    @strawberry.field(description="What the session still waits for; nothing when it is open, or when there is none.")
    def sign_in_steps(self, info: Info) -> list[PendingStep]:
        """In the order in which they are done."""
        return pending(info.context)

    @strawberry.field(description="The caller's own sessions, the one used last first.")
    async def sessions(self, info: Info) -> list[Session]:
        """At both doors."""
        return [Session.of(each) for each in await own_sessions(info.context)]
