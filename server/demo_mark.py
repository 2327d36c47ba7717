"""The mark of a demonstration: a schema inside its database, which a dump takes along.

Demo accounts have published passwords, so they may exist only in a database that bears the mark, and a portal in
any other mode refuses to serve it. The mark also remembers a population once it is whole, never before.
"""

import json
from typing import Any

import asyncpg

from models.engine import DbRole
from server.database_url import DatabaseError, Urls, connect, database_of

SCHEMA = "portal_demo"


async def bears_mark(connection: asyncpg.Connection) -> bool:
    """Whether this database is a demonstration's. Any role may ask."""
    found: bool = await connection.fetchval("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", SCHEMA)
    return found


async def refuse_mark(urls: Urls) -> None:
    """Refuse to serve a demonstration's database outside the demo mode."""
    connection = await connect(urls[DbRole.APP], "APP_URL")
    try:
        marked = await bears_mark(connection)
    finally:
        await connection.close()
    if marked:
        raise DatabaseError(
            f"La base {database_of(urls[DbRole.APP])} est celle d'une démonstration : ses comptes ont des mots de passe "
            "publics. Remède : nommez une autre base, ou lancez « make demo »."
        )


async def refuse_foreign(connection: asyncpg.Connection, database: str) -> None:
    """Refuse to touch a database that holds tables and is not a demonstration's."""
    tables = await connection.fetchval(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
    )
    if tables and not await bears_mark(connection):
        raise DatabaseError(
            f"Réglage DATABASE_URL : la base {database} contient déjà des tables ({tables}) et n'est pas celle d'une "
            "démonstration ; rien n'y a été changé. Remède : nommez une base vide ou qui n'existe pas encore."
        )


async def set_mark(owner: asyncpg.Connection) -> None:
    """Mark a database before anything of the demonstration enters it."""
    await owner.execute(
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}; "
        f"CREATE TABLE IF NOT EXISTS {SCHEMA}.population "
        "(one boolean PRIMARY KEY DEFAULT true CHECK (one), day date NOT NULL, accounts jsonb NOT NULL)"
    )


async def population(owner: asyncpg.Connection) -> list[dict[str, Any]] | None:
    """The accounts of the population that was loaded whole, or none."""
    if not await owner.fetchval("SELECT to_regclass($1)", f"{SCHEMA}.population"):
        return None
    found = await owner.fetchval(f"SELECT accounts FROM {SCHEMA}.population")  # noqa: S608 - our own name
    return None if found is None else list(json.loads(found))


async def record_population(owner: asyncpg.Connection, day: Any, accounts: list[dict[str, Any]]) -> None:
    """Remember that the population is whole."""
    await owner.execute(
        f"INSERT INTO {SCHEMA}.population (day, accounts) VALUES ($1, $2)",  # noqa: S608 - our own name
        day,
        json.dumps(accounts, ensure_ascii=False),
    )
