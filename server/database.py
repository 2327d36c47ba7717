"""The database of the portal on a PostgreSQL server: its four logins, its migrations, the checks before serving."""

import contextlib
import hashlib
import hmac
import io
import os
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from models.engine import DB, DbRole, connect_as
from server.database_url import (
    DatabaseError,
    NoEntry,
    NoServer,
    Urls,
    connect,
    derived_urls,
    password_in,
    refusal,
    url_for,
)

LOCK = 7_203_511
"""The advisory lock under which a server is prepared or migrated, by one process at a time."""
ROLE_LIMITS = {"statement_timeout": "5s", "idle_in_transaction_session_timeout": "10s"}


async def prepare(superuser_url: str, database: str, *, template: str | None = None, key: str = "") -> Urls:
    """Create what is missing: the four roles and the database, owned by portal_owner. Safe to repeat, even at once.

    `template` is a database to copy. Raises `DatabaseError`.
    """
    urls = derived_urls(superuser_url, database, key)
    async with alone(superuser_url) as server:
        try:
            await _create_roles(server, urls)
            await _create_database(server, database, template)
        except asyncpg.InsufficientPrivilegeError as error:
            raise refusal(superuser_url, f"droit insuffisant ({error})", "donnez un compte administrateur.") from None
        for role in DbRole:
            await _check_login(role, urls[role])
        await _own_schema(urls[DbRole.OWNER])
    return urls


async def drop(superuser_url: str, database: str) -> None:
    """Delete a database with all it holds. The roles stay."""
    async with alone(superuser_url) as server:
        await server.execute(f"DROP DATABASE IF EXISTS {_name(database)} WITH (FORCE)")


async def exists(superuser_url: str, database: str) -> bool:
    """Whether the server has this database."""
    async with alone(superuser_url) as server:
        found: bool = await server.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", database)
        return found


async def migrate(urls: Urls) -> None:
    """Bring the tables up to date as the owner, quietly; two at once wait for each other."""
    from piccolo.apps.migrations.commands.forwards import run_forwards

    said = io.StringIO()
    # Piccolo's runner knows one engine, ours: it is lent for this, then given back as it was.
    before = DB.urls, DB.pools
    lock = await connect(urls[DbRole.OWNER], "OWNER_URL")
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", LOCK)
        DB.urls, DB.pools = dict(urls), {}
        try:
            await DB.start(DbRole.OWNER, max_size=2)
            with connect_as(DbRole.OWNER), contextlib.redirect_stdout(said):
                result = await run_forwards("portal")
        finally:
            await DB.stop()
            DB.urls, DB.pools = before
    finally:
        await lock.close()
    if not result.success:
        raise DatabaseError(f"La mise à jour des tables a échoué : {result.message}\n{said.getvalue()}")


async def up_to_date(connection: asyncpg.Connection) -> bool:
    """Has this database seen the newest migration that this version of the portal knows?"""
    if not await connection.fetchval("SELECT to_regclass('public.migration') IS NOT NULL"):
        return False
    done: bool = await connection.fetchval("SELECT EXISTS (SELECT FROM migration WHERE name = $1)", _newest())
    return done


def _newest() -> str:
    from models.piccolo_app import APP_CONFIG

    files = Path(APP_CONFIG.resolved_migrations_folder_path).glob("portal_*.py")
    known = (re.search(r'^ID = "(.+)"$', path.read_text("utf-8"), re.MULTILINE) for path in files)
    return max(found[1] for found in known if found)


CHECK_ROLE = """
SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole,
       pg_has_role(r.oid, d.datdba, 'member')
       OR EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'member')) AS owner
FROM pg_roles r, pg_database d
WHERE r.rolname = current_user AND d.datname = current_database()
"""


async def check_roles(urls: Urls) -> None:
    """Refuse to serve through a login that row-level security does not bind.

    Raises `DatabaseError`, which names the setting.
    """
    for role in (DbRole.APP, DbRole.AUTH):
        setting = f"{role.name}_URL"
        connection = await connect(urls[role], setting)
        try:
            found = await connection.fetchrow(CHECK_ROLE)
        finally:
            await connection.close()
        reasons = {
            "rolsuper": "est superutilisateur",
            "rolbypassrls": "échappe à la sécurité par ligne (BYPASSRLS)",
            "rolcreaterole": "peut créer des rôles",
            "owner": "est propriétaire de la base ou de ses tables",
        }
        wrong = [words for name, words in reasons.items() if found[name]]
        if wrong:
            raise DatabaseError(
                f"Réglage {setting} : ce compte {' et '.join(wrong)}, ce que le serveur web refuse. "
                f"Remède : donnez l'adresse du rôle {role}, créé sans aucun de ces droits."
            )


@contextlib.asynccontextmanager
async def alone(url: str, lock: int = LOCK) -> AsyncIterator[asyncpg.Connection]:
    """A connection outside the portal's database; whoever wants the same lock on this server waits."""
    refused = None
    for database in ("postgres", "template1", urlsplit(url).path.lstrip("/")):
        try:
            connection = await connect(url_for(url, database))
            break
        except (NoEntry, NoServer):
            raise
        except DatabaseError as error:
            refused = refused or error
    else:
        raise refused or DatabaseError(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", lock)
        yield connection
    finally:
        await connection.close()


async def _create_roles(server: asyncpg.Connection, urls: Urls) -> None:
    known = {row["rolname"]: row for row in await server.fetch("SELECT * FROM pg_roles WHERE rolname LIKE 'portal_%'")}
    for role in DbRole:
        if role not in known:
            verifier = _verifier(password_in(urls[role]))
            await server.execute(
                f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION "
                f"PASSWORD '{verifier}'"
            )
            if role in {DbRole.APP, DbRole.AUTH}:
                for name, value in ROLE_LIMITS.items():
                    await server.execute(f"ALTER ROLE {role} SET {name} = '{value}'")
        elif known[role]["rolsuper"] or known[role]["rolbypassrls"] or known[role]["rolcreaterole"]:
            raise DatabaseError(
                f"Réglage DATABASE_URL : le rôle {role} de ce serveur a des droits qu'il ne doit pas avoir. "
                f"Remède : ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS NOCREATEROLE."
            )
    if not await server.fetchval("SELECT pg_has_role(current_user, $1, 'usage')", DbRole.OWNER):
        await server.execute(f"GRANT {DbRole.OWNER} TO CURRENT_USER")


def _verifier(password: str) -> str:
    """What PostgreSQL stores for a password (SCRAM-SHA-256), so that its logs never see the password itself."""
    salt, rounds = os.urandom(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    client = hmac.new(salted, b"Client Key", hashlib.sha256).digest()
    server = hmac.new(salted, b"Server Key", hashlib.sha256).digest()
    stored = hashlib.sha256(client).digest()
    return "SCRAM-SHA-256${}:{}${}:{}".format(rounds, *(b64encode(each).decode() for each in (salt, stored, server)))


async def _create_database(server: asyncpg.Connection, database: str, template: str | None) -> None:
    found = await server.fetchrow(
        "SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding FROM pg_database "
        "WHERE datname = $1",
        database,
    )
    name = _name(database)
    if found is None:
        copied = f"TEMPLATE {_name(template)}" if template else "TEMPLATE template0 ENCODING 'UTF8'"
        await server.execute(f"CREATE DATABASE {name} OWNER {DbRole.OWNER} {copied}")
    elif found["encoding"] != "UTF8":
        raise DatabaseError(
            f"Réglage DATABASE_URL : la base {database} est codée en {found['encoding']}. "
            "Remède : nommez une base en UTF8, ou une base qui n'existe pas encore."
        )
    elif found["owner"] != DbRole.OWNER:
        await server.execute(f"ALTER DATABASE {name} OWNER TO {DbRole.OWNER}")
    await server.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    await server.execute(f"GRANT CONNECT ON DATABASE {name} TO {DbRole.APP}, {DbRole.AUTH}, {DbRole.JOB}, CURRENT_USER")


async def _check_login(role: DbRole, url: str) -> None:
    try:
        await (await connect(url)).close()
    except NoEntry:
        raise DatabaseError(
            f"Réglage DATABASE_URL : le rôle {role} existe déjà sur ce serveur avec un autre mot de passe. "
            "Remède : indiquez OWNER_URL, APP_URL, AUTH_URL et JOB_URL avec les leurs, ou supprimez ces quatre rôles "
            "s'ils ne servent à personne."
        ) from None


async def _own_schema(owner_url: str) -> None:
    owner = await connect(owner_url)
    try:
        await owner.execute(
            f"ALTER SCHEMA public OWNER TO {DbRole.OWNER}; REVOKE ALL ON SCHEMA public FROM PUBLIC; "
            f"GRANT USAGE ON SCHEMA public TO {DbRole.APP}, {DbRole.AUTH}, {DbRole.JOB}"
        )
    finally:
        await owner.close()


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
