"""A small world of its own for each test: one Caf with its staff, one organisation, its structures and people.

Worlds share a database; that they never see each other is what the portal promises.
"""

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from demo import stage
from models.engine import DB, DbRole, connect_as
from models.scope import Scope
from resolvers.asker import House
from resolvers.opaque import encode
from resolvers.sessions import load_scope
from rules.forms import DeclarationKind, Part
from rules.policy import Role
from server.answer import Answer, Question, answer
from tests.example import example

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
PASSWORD = "Chaque matin, 20 enfants."
SECRETS = ("un secret de quarante caractères au moins.",)
HOUSE = House(fictional_allowed=True, password_time_cost=1, password_memory_kib=8, secrets=SECRETS)
_numbers = itertools.count(os.getpid() % 1000 * 1000)

SHOW = "{ declaration { id state version activity { version state } finance { version state } } errors { code path control currentVersion message remedy } }"
SAVE = "mutation ($input: SaveInput!) { save(input: $input) " + SHOW + " }"
COMPLETE = "mutation ($input: CompletePartInput!) { completePart(input: $input) " + SHOW + " }"
APPROVE = "mutation ($input: ApproveInput!) { approve(input: $input) " + SHOW + " }"
OUTSIDE = SHOW.replace("activity { version state } finance { version state } ", "")
TAKE = "mutation ($input: TakeInput!) { take(input: $input) " + OUTSIDE + " }"
WITHDRAW = "mutation ($input: WithdrawInput!) { withdraw(input: $input) " + SHOW + " }"
REOPEN_PART = "mutation ($input: ReopenPartInput!) { reopenPart(input: $input) " + SHOW + " }"
SEND_BACK = "mutation ($input: SendBackPartInput!) { sendBackPart(input: $input) " + SHOW + " }"
RETURN = "mutation ($input: ReturnInput!) { return(input: $input) " + OUTSIDE + " }"
REOPEN = "mutation ($input: ReopenInput!) { reopen(input: $input) " + OUTSIDE + " }"
CANCEL = "mutation ($input: CancelInput!) { cancel(input: $input) " + OUTSIDE + " }"
DELAY = "mutation ($input: DelayInput!) { grantDelay(input: $input) " + OUTSIDE + " }"
ACCEPT = "mutation ($input: AcceptInput!) { accept(input: $input) " + OUTSIDE + " }"
SIGN_IN = (
    "mutation ($input: SignInInput!) { signIn(input: $input) { viewer { email displayName } errors { code message } } }"
)
GRANT = (
    "mutation ($input: GrantRoleInput!) { grantRole(input: $input)"
    " { roleGrant { id role personEmail active } errors { code path message remedy } } }"
)
END = "mutation ($input: EndRoleGrantInput!) { endRoleGrant(input: $input) { roleGrant { id active endsOn } errors { code path } } }"


@dataclass
class Person:
    """Somebody of this world, and the session he has opened."""

    id: int
    email: str
    name: str
    token: str | None = None


@dataclass
class World:
    """One Caf and all that stands in it. `now` is the clock of everything asked here."""

    caf: int = 0
    code: str = ""
    now: datetime = NOON
    house: House = HOUSE
    people: dict[str, Person] = field(default_factory=dict)
    organisation: int = 0
    structures: list[int] = field(default_factory=list)
    tenures: list[int] = field(default_factory=list)
    period: int = 0
    declarations: list[int] = field(default_factory=list)
    kind: DeclarationKind = DeclarationKind.ACTUAL
    year: int = 2024
    places: int = 20

    @classmethod
    async def make(
        cls, structures: int = 1, kind: DeclarationKind = DeclarationKind.ACTUAL, year: int = 2024, places: int = 20
    ) -> "World":
        """A Caf with a manager and an officer; an organisation whose director, accountant and deputy hold the roles."""
        world = cls(code=_code(), kind=kind, year=year, places=places)
        world.caf = await stage.add_caf(world.code, f"Caf {world.code}")
        for role, name in (
            (Role.HABILITATION_MANAGER, "manager"),
            (Role.DECLARATION_OFFICER, "officer"),
        ):
            person = await world.add_person(name)
            await stage.add_staff_role(person.id, role, world.caf, date(2020, 1, 1))
        for name in ("director", "accountant", "deputy"):
            await world.add_person(name)
        world.organisation = await stage.add_organisation(world.caf, f"{next(_numbers):014d}", "Commune")
        world.period = await stage.add_period(
            world.caf, kind, year,
            opens_on=date(2025, 1, 10), due_on=date(2025, 3, 31), closes_on=date(2025, 6, 30),
            observed_until=date(year, 6, 30) if kind is DeclarationKind.UPDATE else None,
        )  # fmt: skip
        for number in range(structures):
            structure = await stage.add_structure(
                world.caf, f"{world.code}{number}", f"Crèche {number}", nature="MULTI_ACCUEIL", commune="Ville",
                places=places, opened_on=date(2010, 9, 1),
            )  # fmt: skip
            world.structures.append(structure)
            world.tenures.append(await stage.add_tenure(world.caf, world.organisation, structure, date(2010, 9, 1)))
        world.declarations = await stage.open_declarations(world.period, world.tenures, world.now)
        return world

    @classmethod
    async def granted(cls, **options: Any) -> "World":
        """The same, every role granted on every structure."""
        world = await cls.make(**options)
        for tenure in world.tenures:
            await world.grant("director", Role.ACTIVITY_DATA_PROVIDER, tenure)
            await world.grant("accountant", Role.FINANCIAL_DATA_PROVIDER, tenure)
            await world.grant("deputy", Role.APPROVER, tenure)
        return world

    async def add_person(self, name: str) -> Person:
        """An account of this world under a short name."""
        email = f"{name}@{self.code.lower()}.example"
        made = await stage.add_person(email, f"{name.title()} {self.code}", PASSWORD, self.now, self.house)
        self.people[name] = Person(made, email, f"{name.title()} {self.code}")
        return self.people[name]

    async def add_national(self, name: str) -> Person:
        """An agent of the Cnaf."""
        person = await self.add_person(name)
        await stage.add_staff_role(person.id, Role.NATIONAL, None, date(2020, 1, 1))
        return person

    async def sign_in(self, name: str) -> str:
        """Open a session through the API."""
        person = self.people[name]
        given = await self.ask(None, SIGN_IN, input={"email": person.email, "password": PASSWORD})
        assert given.new_token, given.body
        person.token = given.new_token
        return given.new_token

    async def ask(self, name: str | None, document: str, **variables: Any) -> Answer:
        """Ask as somebody of this world (signed in on the way), or as nobody."""
        token = None if name is None else self.people[name].token or await self.sign_in(name)
        return await answer(Question({"query": document, "variables": variables}, self.now, token), self.house)

    async def data(self, name: str | None, document: str, **variables: Any) -> Any:
        """What is answered where no error is expected."""
        given = await self.ask(name, document, **variables)
        assert "errors" not in given.body, given.body
        return given.body["data"]

    async def act(self, name: str | None, document: str, **input: Any) -> Any:
        """The payload of an act."""
        return next(iter((await self.data(name, document, input=input)).values()))

    async def grant(self, name: str, role: Role, tenure: int, **more: Any) -> Any:
        """Grant a role, as the manager does."""
        person = self.people[name]
        made = await self.act(
            "manager", GRANT, email=person.email, displayName=person.name, tenure=encode("Tenure", tenure),
            role=role.value, **{"startsOn": "2024-01-01", **more},
        )  # fmt: skip
        assert made["errors"] == [], made
        return made["roleGrant"]

    async def scope(self, name: str) -> Scope:
        """The scope that this person's requests run under."""
        person = self.people[name]
        return await load_scope(person.id, person.name, self.now)

    @property
    def declaration(self) -> str:
        """The opaque id of the first declaration."""
        return encode("Declaration", self.declarations[0])

    async def save_example(
        self, finance: bool = True, activity: bool = True, said: Sequence[str] = (), **changes: Any
    ) -> None:
        """Type the worked example (domain reference, example A) into the first declaration; a remark on these controls."""
        if activity:
            saved = await self.act(
                "director", SAVE, declaration=self.declaration, version=1,
                values={"eajeActivity": {**example(Part.ACTIVITY, self.kind, self.year, self.places), **changes}},
                remarks=[{"control": code, "text": "Vérifié."} for code in said],
            )  # fmt: skip
            assert saved["errors"] == [], saved
        if finance:
            saved = await self.act(
                "accountant", SAVE, declaration=self.declaration, version=1,
                values={"eajeFinance": example(Part.FINANCE, self.kind, self.year)},
            )  # fmt: skip
            assert saved["errors"] == [], saved

    async def reach(self, state: str, said: Sequence[str] = ()) -> dict[str, Any]:
        """Lead the first declaration, typed with the example and remarks on these controls, to a state."""
        await self.save_example(said=said)
        acts: list[tuple[str, str, dict[str, Any]]] = [
            ("director", COMPLETE, {"part": "ACTIVITY", "version": 2}),
            ("accountant", COMPLETE, {"part": "FINANCE", "version": 2}),
            ("deputy", APPROVE, {"version": 5, "attested": True}),
            ("officer", TAKE, {"version": 6}),
            ("officer", ACCEPT, {"version": 7}),
        ]
        shown: dict[str, Any] = {}
        for name, document, input in acts:
            if shown.get("state") == state:
                break
            done = await self.act(name, document, declaration=self.declaration, **input)
            assert done["errors"] == [], done
            shown = done["declaration"]
        assert shown["state"] == state, shown
        return shown

    async def put(self, state: str) -> None:
        """Bring the first declaration to any state."""
        if state == "OPEN":
            return
        if state == "IN_PROGRESS":
            await self.save_example()
        elif state in {"RETURNED", "CANCELLED"}:
            sent = await self.reach("TRANSMITTED")
            given = {"declaration": self.declaration, "version": sent["version"], "reason": "À revoir."}
            if state == "RETURNED":
                done = await self.act("officer", RETURN, **given, parts=["ACTIVITY", "FINANCE"])
            else:
                done = await self.act("officer", CANCEL, **given)
            assert done["errors"] == [], done
        else:
            await self.reach(state)

    async def written(self, sql: str, *args: Any) -> Sequence[Any]:
        """Read or write as the job role, which sees every row."""
        with connect_as(DbRole.JOB):
            return await DB.fetch(sql, *args)

    async def stands(self) -> dict[str, Any]:
        """The state and the versions of the first declaration: `state`, `version`, `activity`, `finance`."""
        rows = await self.written(
            "select d.state, d.version, max(p.version) filter (where p.part = 'ACTIVITY') as activity,"
            " max(p.version) filter (where p.part = 'FINANCE') as finance"
            " from declaration d join declaration_part p on p.declaration_id = d.id where d.id = $1 group by d.id",
            self.declarations[0],
        )
        return dict(rows[0])

    async def fingerprint(self) -> str:
        """A fingerprint of every row of this Caf, without the audit trail: the same when nothing was written."""
        tables = (
            "organisation", "structure", "licence", "tenure", "agreement", "role_grant", "staff_role", "declaration_period",
            "declaration", "declaration_part", "declaration_estimate", "declaration_event", "group_accounts",
            "submission", "accepted_right", "structure_ratio", "outgoing_mail",
        )  # fmt: skip
        prints = [
            (await self.written(f"select md5(string_agg(t::text, '' order by id)) as m from {table} t where caf_id = $1", self.caf))[0]["m"]
            for table in tables
        ]  # fmt: skip
        return " ".join(map(str, prints))

    async def trail(self) -> list[tuple[str, str, str, str]]:
        """The audit trail of this Caf's people, oldest first, without their signing in: (who, act, outcome, codes)."""
        names = {person.id: name for name, person in self.people.items()}
        rows = await self.written(
            "select actor_id, act, outcome, codes from audit_entry where actor_id = any($1::int[]) and act <> 'signIn'"
            " order by id",
            list(names),
        )
        return [(names[row["actor_id"]], row["act"], row["outcome"], row["codes"]) for row in rows]


_codes = itertools.count(int.from_bytes(os.urandom(2)) % 20000)


def _code() -> str:
    """A code of three letters or digits, different for each world of this process."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number = next(_codes) % len(letters) ** 3
    return letters[number // 1296] + letters[number // 36 % 36] + letters[number % 36]
