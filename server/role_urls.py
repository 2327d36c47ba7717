"""Where the roles of the database connect: as the settings say, or on a server that is prepared for them, embedded or not."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterator

from models.engine import DbRole
from server import database
from server.database_url import Urls, database_of, password_in
from server.listener import on_stop
from server.postgres import Cluster
from server.postgres_account import private_folder, write_private
from server.settings import Mode, Settings, SettingsError

DATABASE = "portal"


@contextlib.contextmanager
def server_url(settings: Settings) -> Iterator[str]:
    """The URL of a login that may create roles: the server of DATABASE_URL, or the embedded one for this block."""
    if settings.database_url:
        yield settings.database_url
        return
    cluster = Cluster(settings.postgres_folder, binaries=settings.postgres_bin)
    url = cluster.start()
    try:
        yield url
    finally:
        with on_stop(lambda *_: None):
            cluster.stop()


def roles_key(settings: Settings, url: str) -> str:
    """What the roles' passwords derive from when the URL carries no password: a secret kept in the data folder."""
    if password_in(url):
        return ""
    path = private_folder(settings.data) / "roles.key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text().strip()


@contextlib.contextmanager
def roles_urls(settings: Settings, *needed: DbRole) -> Iterator[Urls]:
    """Where the roles connect: as the settings say, else on a server prepared for it. Only production insists.

    Raises `SettingsError` when production lacks one that is needed.
    """
    given = {role: getattr(settings, f"{role.name.lower()}_url") for role in DbRole}
    missing = [role for role in needed if not given[role]]
    if not missing:
        yield {role: url for role, url in given.items() if url}
    elif settings.mode is Mode.PRODUCTION:
        raise SettingsError(
            f"Réglage {missing[0].name}_URL : il manque, et le mode production ne le devine pas. "
            f"Remède : donnez l'adresse PostgreSQL du rôle {missing[0]}, ou MODE=development pour un essai."
        )
    else:
        with server_url(settings) as url:
            key = roles_key(settings, url)
            yield asyncio.run(database.prepare(url, database_of(url) or DATABASE, key=key))
