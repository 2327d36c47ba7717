"""The one PostgreSQL engine, with a door per database role; every statement carries the caller's scope.

Piccolo's own engine has one login and no idea of the caller. Ours picks the pool of the role in force
(`connect_as`), opens a small transaction around each statement to set the scope, and starts every explicit
transaction with it. No scope, no rows: row-level security sees to that.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from enum import StrEnum
from typing import Any, Literal, cast

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from models.scope import current_scope

POOL_WAIT_SECONDS = 2.0
STATEMENT_SECONDS = 8.0
"""Longer than the server's own `statement_timeout`: only a server that no longer answers meets it."""


class DbRole(StrEnum):
    """The four logins of the database, each with its own rights."""

    OWNER = "portal_owner"
    APP = "portal_app"
    AUTH = "portal_auth"
    JOB = "portal_job"


_role: ContextVar[DbRole | None] = ContextVar("role", default=None)
_watched: ContextVar[list[str] | None] = ContextVar("watched", default=None)


class DatabaseAway(Exception):
    """The database cannot be reached, or gave no connection in time. To be tried again later."""


@contextmanager
def connect_as(role: DbRole) -> Iterator[None]:
    """Run the statements of this block as another role of the database."""
    token = _role.set(role)
    try:
        yield
    finally:
        _role.reset(token)


@contextmanager
def connect_apart(role: DbRole) -> Iterator[None]:
    """Run the statements of this block as another role, outside the transaction that is open, on a connection of their own."""
    token = DB.current_transaction.set(None)
    try:
        with connect_as(role):
            yield
    finally:
        DB.current_transaction.reset(token)


@contextmanager
def _away_told() -> Iterator[None]:
    try:
        yield
    except AWAY as error:
        raise DatabaseAway(str(error)) from error


@contextmanager
def watch_statements() -> Iterator[list[str]]:
    """Collect the SQL of every statement run in this block and in the tasks that it starts."""
    seen: list[str] = []
    token = _watched.set(seen)
    try:
        yield seen
    finally:
        _watched.reset(token)


async def _keep_as_is(_: asyncpg.Connection) -> None:
    """Nothing outlives a transaction here, so a connection needs no reset between two uses."""


def _begin(role: DbRole) -> str:
    scope = current_scope() if role is DbRole.APP else None
    return f"BEGIN; {scope.settings_sql}" if scope else "BEGIN"


class ScopedTransaction(PostgresTransaction):
    """A transaction that starts with the scope, serialises its statements and always gives back its connection."""

    engine: "ScopedEngine"

    def __init__(self, engine: "ScopedEngine", allow_nested: bool = True) -> None:
        super().__init__(engine, allow_nested)
        self.lock = asyncio.Lock()
        self.role = engine.role

    async def __aenter__(self) -> "ScopedTransaction":
        if self._parent is not None:
            return cast("ScopedTransaction", self._parent)
        self.connection = await self.engine.take(self.role)
        try:
            with _away_told():
                await self.connection.execute(_begin(self.role))
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def _give_back(self) -> None:
        await self.engine.give_back(self.role, self.connection)

    async def commit(self) -> None:
        """Write everything for good."""
        await self.connection.execute("COMMIT")
        self._committed = True

    async def rollback(self) -> None:
        """Undo everything since the start."""
        await self.connection.execute("ROLLBACK")
        self._rolled_back = True

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> Literal[False]:
        if self._parent is not None:
            return False
        try:
            async with self.lock:
                if kind is not None and not self._rolled_back:
                    # A broken connection undoes by itself; what broke it is already on its way up.
                    with suppress(*AWAY):
                        await self.rollback()
                elif kind is None and not self._committed and not self._rolled_back:
                    with _away_told():
                        await self.commit()
        finally:
            # A COMMIT that fails must neither leak the connection nor leave the transaction in force.
            self.engine.current_transaction.reset(self.context)
            await asyncio.shield(self._give_back())
        return False


class ScopedEngine(PostgresEngine):
    """See the module. `know` the URLs, `start` the pools needed, `stop` at the end."""

    def __init__(self) -> None:
        super().__init__(config={})
        self.urls: dict[DbRole, str] = {}
        self.pools: dict[DbRole, asyncpg.Pool] = {}
        self.default_role = DbRole.APP

    async def check_version(self) -> None:
        """The version is checked when the database is prepared, not when a module is imported."""

    @property
    def role(self) -> DbRole:
        """The role in force for this task."""
        return _role.get() or self.default_role

    def know(self, urls: Mapping[DbRole, str]) -> None:
        """Remember where each role connects; no connection is made."""
        self.urls = dict(urls)

    async def start(self, *roles: DbRole, min_size: int = 1, max_size: int = 10) -> None:
        """Open a pool for each of these roles."""
        for role in roles:
            # Jobs take the time they need; for a request a silent server is a server that is away.
            patience = None if role in (DbRole.JOB, DbRole.OWNER) else STATEMENT_SECONDS
            self.pools[role] = await asyncpg.create_pool(
                self.urls[role], min_size=min_size, max_size=max_size, reset=_keep_as_is, command_timeout=patience
            )

    async def stop(self) -> None:
        """Close every pool."""
        for role in list(self.pools):
            await self.pools.pop(role).close()

    async def take(self, role: DbRole) -> asyncpg.Connection:
        """A connection of this role, from its pool when it has one."""
        try:
            if role in self.pools:
                return await self.pools[role].acquire(timeout=POOL_WAIT_SECONDS)
            return await asyncpg.connect(self.urls[role])
        except AWAY as error:
            raise DatabaseAway(str(error)) from error

    async def give_back(self, role: DbRole, connection: asyncpg.Connection) -> None:
        """Return what `take` gave."""
        if role in self.pools:
            # A broken one cannot be made clean: the pool throws it away.
            with suppress(*AWAY):
                await self.pools[role].release(connection)
        else:
            await connection.close()

    async def get_new_connection(self) -> asyncpg.Connection:
        """A private connection; its scope, if any, lasts as long as it does."""
        connection = await asyncpg.connect(self.urls[self.role])
        scope = current_scope() if self.role is DbRole.APP else None
        if scope:
            await connection.execute(scope.lasting_sql)
        return connection

    def transaction(self, allow_nested: bool = True) -> ScopedTransaction:
        """One unit of work under the scope in force."""
        return ScopedTransaction(engine=self, allow_nested=allow_nested)

    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:
        """Run a Piccolo query."""
        query, args = querystring.compile_string(engine_type=self.engine_type)
        return await self.fetch(query, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        """Run a Piccolo schema change."""
        return await self.fetch(ddl)

    async def fetch(self, query: str, *args: Any) -> Sequence[asyncpg.Record]:
        """Run SQL with `$1` parameters under the role and the scope in force."""
        watched = _watched.get()
        if watched is not None:
            watched.append(query)
        transaction = self.current_transaction.get()
        try:
            if not isinstance(transaction, ScopedTransaction):
                return await self._fetch_alone(query, args)
            if transaction.role is not self.role:
                raise RuntimeError(f"a statement of {self.role} inside a transaction of {transaction.role}")
            async with transaction.lock:
                return await transaction.connection.fetch(query, *args)
        except AWAY as error:
            raise DatabaseAway(str(error)) from error

    async def _fetch_alone(self, query: str, args: Sequence[Any]) -> Sequence[asyncpg.Record]:
        role = self.role
        connection = await self.take(role)
        try:
            if role is not DbRole.APP or current_scope() is None:
                return await connection.fetch(query, *args)
            await connection.execute(_begin(role))
            try:
                rows = await connection.fetch(query, *args)
            except BaseException:
                if not connection.is_closed():
                    await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT")
            return rows
        finally:
            await asyncio.shield(self.give_back(role, connection))


AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)

DB = ScopedEngine()
