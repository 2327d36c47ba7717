"""Where the database is: URLs, the passwords derived from them, and a connection or a refusal that says what to do."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import asyncpg

from models.engine import DbRole

OLDEST = 15
CONNECT_SECONDS = 10
SHARED_DATABASES = frozenset({"", "postgres", "template0", "template1"})

Urls = Mapping[DbRole, str]
"""Where each role of the database connects."""


class DatabaseError(Exception):
    """The database cannot be used. The text, in French, names the setting and says what to do; never a password."""


class NoEntry(DatabaseError):
    """The login or its password is refused."""


class NoServer(DatabaseError):
    """Nothing answers there."""


def url_for(url: str, database: str, login: str | None = None, password: str | None = None) -> str:
    """The same server, another database and perhaps another login."""
    parts = urlsplit(url)
    address = parts.netloc.rpartition("@")[2]
    who = parts.netloc.rpartition("@")[0] if login is None else f"{quote(login)}:{quote(password or '', safe='')}"
    dropped = {"dbname", "database"} | (set() if login is None else {"user", "password", "passfile"})
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name not in dropped])
    return urlunsplit((parts.scheme, f"{who}@{address}" if who else address, f"/{quote(database)}", query, ""))


def database_of(url: str) -> str:
    """The database that a URL names; empty when it names none, or one that every server has."""
    named = dict(parse_qsl(urlsplit(url).query)).get("dbname") or unquote(urlsplit(url).path.lstrip("/"))
    return "" if named in SHARED_DATABASES else named


def password_in(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.password or "") or dict(parse_qsl(parts.query)).get("password", "")


def derived_urls(superuser_url: str, database: str, key: str = "") -> Urls:
    """The URL of each role. Its password follows from the superuser's (or from `key`), so that reruns agree."""
    secret = password_in(superuser_url) or key
    if not secret:
        raise DatabaseError(
            "Réglage DATABASE_URL : l'adresse ne porte pas de mot de passe, dont ceux des rôles du portail sont dérivés. "
            "Remède : ajoutez-le (postgresql://utilisateur:motdepasse@hote/base), ou indiquez OWNER_URL, APP_URL, "
            "AUTH_URL et JOB_URL."
        )

    def password(role: DbRole) -> str:
        digest = hmac.new(secret.encode(), f"caf-portal {role}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")

    return {role: url_for(superuser_url, database, role, password(role)) for role in DbRole}


async def connect(url: str, setting: str = "DATABASE_URL") -> asyncpg.Connection:
    """One connection, or a `DatabaseError` that names the setting and says what to do."""
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        raise refusal(url, "compte ou mot de passe refusé", "vérifiez les deux.", setting, NoEntry) from None
    except asyncpg.InvalidCatalogNameError:
        raise refusal(url, "cette base n'existe pas", "créez-la, ou corrigez son nom.", setting) from None
    except (OSError, TimeoutError) as error:
        reason = error.strerror or "pas de réponse" if isinstance(error, OSError) else "pas de réponse"
        remedy = "démarrez ce serveur, ou corrigez l'hôte et le port."
        raise refusal(url, f"serveur injoignable ({reason})", remedy, setting, NoServer) from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise refusal(url, f"connexion refusée ({error})", "corrigez cette adresse.", setting) from None
    if connection.get_server_version().major < OLDEST:
        await connection.close()
        raise refusal(
            url, "PostgreSQL est trop ancien", f"prenez un serveur de version {OLDEST} ou plus récente.", setting
        )
    return connection


def refusal(
    url: str, wrong: str, remedy: str, setting: str = "DATABASE_URL", kind: type[DatabaseError] = DatabaseError
) -> DatabaseError:
    """What is wrong with a URL, where it leads (without its password), and the remedy."""
    parts = urlsplit(url)
    place = f"{parts.netloc.rpartition('@')[2] or dict(parse_qsl(parts.query)).get('host', 'local')}{parts.path}"
    return kind(f"Réglage {setting} : {wrong}, pour {parts.username or '?'} sur {place}. Remède : {remedy}")
