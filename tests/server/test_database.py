"""Preparing a server: four bound logins, a database of the owner's, the same again at each run, clear refusals."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from models.engine import DbRole
from server.database import ROLE_LIMITS, check_roles, drop, exists, migrate, prepare
from server.database_url import DatabaseError, Urls, connect, database_of, derived_urls, password_in, url_for
from server.postgres import Cluster
from server.postgres_binaries import find_binaries

Clone = Callable[[], Awaitable[Urls]]
ADMIN_PASSWORD = "admin-secret"


async def _ask(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = await connect(url)
    try:
        return [tuple(row.values()) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


@dataclass
class Server:
    """The tests' server, under a name of database that is this test's own."""

    url: str
    database: str

    async def login(self, attributes: str) -> str:
        """The URL of a login made for this test."""
        name = f"{self.database}_login"
        await _ask(self.url, f"CREATE ROLE {name} LOGIN PASSWORD '{ADMIN_PASSWORD}' {attributes}")
        return url_for(self.url, "postgres", name, ADMIN_PASSWORD)


@pytest.fixture
async def server(server_url: str, worker: str) -> AsyncIterator[Server]:
    made = Server(server_url, f"prepared_{worker}")
    yield made
    await drop(server_url, made.database)
    await _ask(server_url, f"DROP ROLE IF EXISTS {made.database}_login")


async def test_the_four_roles_are_bound(clone: Clone) -> None:
    urls = await clone()
    rows = await _ask(
        urls[DbRole.APP],
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
        "FROM pg_roles WHERE rolname LIKE 'portal\\_%' ORDER BY 1",
    )
    assert rows == [(role, True, False, False, False, False, False) for role in sorted(DbRole)]
    assert [await _ask(urls[role], "SELECT current_user::text") for role in DbRole] == [[(role,)] for role in DbRole]


async def test_no_role_may_become_another(clone: Clone) -> None:
    urls = await clone()
    for role in DbRole:
        others = [other for other in DbRole if other is not role]
        for other in others:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await _ask(urls[role], f"SET ROLE {other}")


@pytest.mark.parametrize("role", [DbRole.APP, DbRole.AUTH, DbRole.JOB])
@pytest.mark.parametrize(
    "act", ["CREATE TABLE mine (n int)", "CREATE SCHEMA mine", "CREATE TEMP TABLE mine (n int)", "CREATE ROLE mine"]
)
async def test_only_the_owner_creates(clone: Clone, role: DbRole, act: str) -> None:
    urls = await _once(clone)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _ask(urls[role], act)


_made: list[Urls] = []


async def _once(clone: Clone) -> Urls:
    if not _made:
        _made.append(await clone())
    return _made[0]


async def test_strangers_do_not_enter(server: Server, clone: Clone) -> None:
    urls = await clone()
    stranger = await server.login("")
    with pytest.raises(DatabaseError, match="permission denied"):
        await connect(url_for(stranger, database_of(urls[DbRole.APP])))


@pytest.mark.parametrize("role", [DbRole.APP, DbRole.AUTH])
async def test_statements_of_the_web_process_end_in_time(clone: Clone, role: DbRole) -> None:
    urls = await _once(clone)
    for name, value in ROLE_LIMITS.items():
        assert await _ask(urls[role], f"SHOW {name}") == [(value,)]


async def test_preparing_again_changes_nothing(server: Server) -> None:
    first = await prepare(server.url, server.database)
    await _ask(first[DbRole.OWNER], "CREATE TABLE kept AS SELECT 1 AS n")
    assert await prepare(server.url, server.database) == first
    assert await _ask(first[DbRole.OWNER], "SELECT n FROM kept") == [(1,)]


async def test_two_may_prepare_and_migrate_at_once(server: Server) -> None:
    first, second = await asyncio.gather(*(prepare(server.url, server.database) for _ in range(2)))
    assert first == second
    await migrate(first)
    await migrate(first)
    assert await _ask(first[DbRole.OWNER], "SELECT count(*) = count(DISTINCT name) FROM migration") == [(True,)]


async def test_an_existing_database_becomes_the_owner_s(server: Server) -> None:
    await _ask(server.url, f"CREATE DATABASE {server.database}")
    urls = await prepare(server.url, server.database)
    await migrate(urls)
    assert await _ask(
        server.url, f"SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = '{server.database}'"
    ) == [(DbRole.OWNER,)]


async def test_a_name_of_database_may_be_odd(server: Server) -> None:
    name = 'l\'étrange "base" %41/?#'
    try:
        urls = await prepare(server.url, name)
        assert await _ask(urls[DbRole.APP], "SELECT current_database()::text") == [(name,)]
        assert database_of(urls[DbRole.APP]) == name
    finally:
        await drop(server.url, name)
    assert not await exists(server.url, name)


BINARIES = [find_binaries(), *sorted(Path("/usr/lib/postgresql").glob("*/bin"))]


@pytest.mark.parametrize("binaries", BINARIES, ids=str)
async def test_a_login_that_may_create_roles_and_databases_is_enough(binaries: Path) -> None:
    """As managed servers give: a login that is no superuser, on every version of PostgreSQL found here."""
    cluster = Cluster(Path(tempfile.mkdtemp()), binaries=binaries, fast=True)
    try:
        login = await Server(cluster.start(), "managed").login("CREATEROLE CREATEDB")
        urls = await prepare(login, "managed")
        assert await prepare(login, "managed") == urls
        await migrate(urls)
        await check_roles(urls)
        await drop(login, "managed")
        assert not await exists(login, "managed")
    finally:
        cluster.remove()


REFUSED = [
    ("postgresql://u:topsecret@127.0.0.1:1/d", "serveur injoignable", "démarrez ce serveur"),
    ("postgresql://u:topsecret@no-such-host.invalid/d", "serveur injoignable", "corrigez l'hôte"),
    ("postgresql://u:topsecret@/d?host=/nowhere", "serveur injoignable", "démarrez ce serveur"),
]


@pytest.mark.parametrize(("url", "wrong", "remedy"), REFUSED)
async def test_a_server_that_does_not_answer_is_said(url: str, wrong: str, remedy: str) -> None:
    await _refused(url, wrong, remedy)


async def test_a_wrong_password_is_said(server: Server) -> None:
    await _refused(url_for(server.url, "postgres", "postgres", "topsecret"), "mot de passe refusé", "vérifiez les deux")


async def test_a_login_without_the_right_to_create_roles_is_said(server: Server) -> None:
    await _refused(await server.login("CREATEDB"), "droit insuffisant", "donnez un compte", server.database)


async def test_a_url_without_password_is_refused_unless_a_key_is_kept() -> None:
    await _refused("postgresql://postgres@127.0.0.1/d", "ne porte pas de mot de passe", "OWNER_URL")
    assert derived_urls("postgresql://postgres@h/d", "d", key="kept")


async def test_roles_that_another_installation_made_are_left_alone(server: Server) -> None:
    before = await _ask(server.url, "SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE 'portal\\_%'")
    await _refused(await server.login("SUPERUSER"), "portal_owner existe déjà", "OWNER_URL", server.database)
    assert before == await _ask(
        server.url, "SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE 'portal\\_%'"
    )


async def test_a_database_in_another_encoding_is_refused(server: Server) -> None:
    await _ask(server.url, f"CREATE DATABASE {server.database} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0 "
               "LOCALE_PROVIDER libc")  # fmt: skip
    await _refused(server.url, "codée en LATIN1", "nommez une base en UTF8", server.database)


async def _refused(url: str, wrong: str, remedy: str, database: str = "d") -> None:
    with pytest.raises(DatabaseError) as refused:
        await prepare(url, database)
    text = str(refused.value)
    assert text.startswith("Réglage DATABASE_URL : ")
    assert wrong in text
    assert remedy in text.partition("Remède : ")[2]
    assert "topsecret" not in text
    assert ADMIN_PASSWORD not in text


async def test_the_web_process_takes_the_roles_made_for_it(clone: Clone) -> None:
    await check_roles(await _once(clone))


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ("SUPERUSER", "est superutilisateur"),
        ("BYPASSRLS", "échappe à la sécurité par ligne"),
        ("CREATEROLE", "peut créer des rôles"),
        (f"IN ROLE {DbRole.OWNER}", "est propriétaire de la base"),
    ],
)
@pytest.mark.parametrize("role", [DbRole.APP, DbRole.AUTH])
async def test_the_web_process_refuses_a_login_that_escapes_row_level_security(
    server: Server, role: DbRole, attributes: str, reason: str
) -> None:
    urls = dict(await prepare(server.url, server.database))
    urls[role] = url_for(await server.login(attributes), server.database)
    await _ask(server.url, f"GRANT CONNECT ON DATABASE {server.database} TO {server.database}_login")
    with pytest.raises(DatabaseError, match=f"Réglage {role.name}_URL : ce compte .*{reason}"):
        await check_roles(urls)


async def test_the_web_process_refuses_the_owner(clone: Clone) -> None:
    urls = dict(await _once(clone))
    with pytest.raises(DatabaseError, match="APP_URL : ce compte est propriétaire"):
        await check_roles({**urls, DbRole.APP: urls[DbRole.OWNER]})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p@h:5432/portail", "portail"),
        ("postgresql://u:p@h:5432/portail?sslmode=require", "portail"),
        ("postgresql://u:p@h:5432", ""),
        ("postgresql://u:p@h:5432/", ""),
        ("postgresql://u:p@h:5432/postgres", ""),
        ("postgresql://u:p@/?host=/run/postgresql&dbname=portail", "portail"),
    ],
)
def test_a_url_names_a_database_or_none(url: str, expected: str) -> None:
    assert database_of(url) == expected


def test_the_derived_urls_keep_the_server_and_its_options() -> None:
    urls = derived_urls("postgresql://root:p%40ss@db.example:6543/x?sslmode=require", "portail")
    for role, url in urls.items():
        assert url.startswith(f"postgresql://{role}:")
        assert url.endswith("@db.example:6543/portail?sslmode=require")
        assert "p%40ss" not in url
    assert len({password_in(url) for url in urls.values()}) == len(DbRole)


def test_the_derived_passwords_follow_from_the_superuser_s_alone() -> None:
    here = derived_urls("postgresql://root:one@h/x", "portail")
    there = derived_urls("postgresql://admin:one@elsewhere/y?sslmode=require", "autre")
    changed = derived_urls("postgresql://root:two@h/x", "portail")
    for role in DbRole:
        assert password_in(here[role]) == password_in(there[role]) != password_in(changed[role])
