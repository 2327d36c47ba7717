"""People at the door of the portal: they sign in, ask in GraphQL and sign out, in process and on their own clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from resolvers.asker import House
from server.answer import Answer, Question, answer

SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { viewer { email } errors { code message } } }"
SIGN_OUT = "mutation { signOut { errors { code } } }"


class TurnedAway(Exception):
    """Somebody could not sign in, or was answered something that no act expects."""


@dataclass
class _Visit:
    token: str
    last: datetime


@dataclass
class Visitors:
    """Everybody who knocks, with one password for all; each session is opened through the API when it is needed."""

    password: str
    house: House
    visits: dict[str, _Visit] = field(default_factory=dict)

    async def ask(
        self, email: str, document: str, now: datetime, key: str | None = None, /, **variables: Any
    ) -> dict[str, Any]:
        """The body of the answer, where nothing but hidden fields may be an error; of an act, under an idempotency key."""
        visit = self.visits.get(email)
        if visit is None or now - visit.last > timedelta(minutes=self.house.session_idle_minutes / 2):
            visit = self.visits[email] = await self._signed_in(email, now, visit.token if visit else None)
        visit.last = now
        body = (await self._answer(document, now, visit.token, variables, key)).body
        strange = [each for each in body.get("errors", ()) if each["extensions"]["code"] != "FORBIDDEN"]
        if strange or body.get("data") is None:
            raise TurnedAway(f"{email} : {strange or body}")
        return body

    async def leave(self) -> None:
        """Everybody signs out at the moment of his last request."""
        for visit in self.visits.values():
            await self._answer(SIGN_OUT, visit.last, visit.token, {})
        self.visits.clear()

    async def _signed_in(self, email: str, now: datetime, before: str | None) -> _Visit:
        given = await self._answer(SIGN_IN, now, before, {"input": {"email": email, "password": self.password}})
        if given.new_token is None:
            raise TurnedAway(f"{email} : {given.body}")
        return _Visit(given.new_token, now)

    async def _answer(
        self, document: str, now: datetime, token: str | None, variables: dict[str, Any], key: str | None = None
    ) -> Answer:
        return await answer(Question({"query": document, "variables": variables}, now, token, key=key), self.house)
