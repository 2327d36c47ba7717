"""The settings: read once from the environment, checked, then handed over. Nothing else reads the environment."""

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from server.mail.addresses import BadAddress, BadRelay, RelayAddress, sender_of


class SettingsError(Exception):
    """A setting is wrong. The text, in French, names it and says what to do; it never shows a password."""


class Mode(StrEnum):
    """What this installation is for. Only production refuses fictional figures and weak choices."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    DEMO = "demo"
    TEST = "test"


SECRET_LENGTH = 32
PASSWORD_TIME_COST, PASSWORD_MEMORY_KIB = 2, 65_536
"""The floor of argon2id in production: iterations, memory in KiB."""

URL_EXAMPLE = "postgresql://utilisateur:motdepasse@hote:5432/portail"
RELAY_EXAMPLE = "smtp://compte:motdepasse@hote:587?tls=starttls"
DAYS_MOST = 365
URL_SETTINGS = ("database_url", "owner_url", "app_url", "auth_url", "job_url")


def _url(description: str) -> Any:
    return Field(default=None, repr=False, description=description)


class Settings(BaseSettings):
    """Every setting, under the name of its environment variable in lower case."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore")

    mode: Mode = Field(default=Mode.PRODUCTION, description="production, development, demo or test")
    database_url: str | None = _url("One PostgreSQL URL whose login may create roles; the four roles derive from it")
    owner_url: str | None = _url("URL of portal_owner, for the migrations")
    app_url: str | None = _url("URL of portal_app, for the web process")
    auth_url: str | None = _url("URL of portal_auth, for sign-in and sessions")
    job_url: str | None = _url("URL of portal_job, for the command line and jobs")
    postgres_bin: Path | None = Field(default=None, description="Folder of PostgreSQL binaries (15 or newer) to embed")
    data: Path = Field(default=Path("data"), description="Folder of the embedded database, mails and files")
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=1, le=65_535, description="Port to listen on")
    public_url: str = Field(
        default="", validate_default=True,
        description="Adresse publique du portail, celle des liens envoyés ; par défaut http://HOST:PORT",
    )  # fmt: skip
    smtp_url: str | None = _url(
        "Serveur de courriel : smtp://compte:motdepasse@hote:587?tls=starttls ou smtps://… ; sans lui, les courriels"
        " sont écrits dans DATA/mail"
    )
    mail_from: str | None = Field(
        default=None, validate_default=True,
        description="Expéditeur des courriels : Portail des partenaires <portail@caf.example>",
    )  # fmt: skip
    link_opening_hours: int = Field(
        default=168, ge=1, le=720, description="Heures pendant lesquelles le lien d'ouverture d'un compte est valable"
    )
    link_reset_hours: int = Field(
        default=2, ge=1, le=72, description="Heures pendant lesquelles le lien d'un nouveau mot de passe est valable"
    )
    deadline_days: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(10, 3), description="Jours avant une échéance où elle est rappelée, séparés par des virgules"
    )
    grant_days: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(30, 7),
        description="Jours avant la fin d'une habilitation où elle est rappelée, séparés par des virgules",
    )
    https: bool = Field(default=False, description="Cookies for https only; by default true in production alone")
    trusted_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Public origins of the portal behind a proxy that changes the host, separated by commas"
    )
    reset: bool = Field(default=False, description="`make demo` starts afresh")
    page_max: int = Field(default=100, ge=1, le=10_000, description="Most rows that one page may hold")
    body_max_bytes: int = Field(default=262_144, ge=1_024, description="Longest request body accepted, in bytes")
    password_time_cost: int = Field(default=PASSWORD_TIME_COST, ge=1, le=10, description="argon2id iterations")
    password_memory_kib: int = Field(
        default=PASSWORD_MEMORY_KIB, ge=8, le=1_048_576, description="argon2id memory, in KiB"
    )
    session_idle_minutes: int = Field(
        default=30, ge=1, le=1_440, description="Minutes after which an idle session ends"
    )
    session_hours: int = Field(default=12, ge=1, le=168, description="Hours after which any session ends")
    admin_idle_minutes: int = Field(
        default=15, ge=1, le=1_440, description="Minutes after which an idle session of the admin ends"
    )
    second_factor_for_staff: bool = Field(
        default=False, description="Staff must have a second factor; by default true in production alone"
    )
    secret_key: str | None = Field(
        default=None, repr=False,
        description="Secrets that seal second factors, 32 characters at least each; the first seals, the others still open",
    )  # fmt: skip
    secret_key_file: Path | None = Field(default=None, description="A file that holds SECRET_KEY")
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Addresses of our own proxies, whose X-Forwarded-For is believed, separated by commas"
    )
    explicit_predicates: bool = Field(
        default=True, description="Queries filter by themselves before row-level security does; tests may turn it off"
    )

    @classmethod
    def read(cls, **chosen: Any) -> Self:
        """The settings of the environment; `chosen` ones win.

        Raises `SettingsError`.
        """
        try:
            return cls(**chosen)
        except ValidationError as wrong:
            raise SettingsError("\n".join(_in_french(error) for error in wrong.errors())) from None

    @property
    def fictional_allowed(self) -> bool:
        """Whether fictional figures and accounts may appear at all."""
        return self.mode is not Mode.PRODUCTION

    @property
    def postgres_folder(self) -> Path:
        """Where the embedded database lives."""
        return self.data / "postgres"

    @model_validator(mode="before")
    @classmethod
    def _secure_by_default(cls, given: dict[str, Any]) -> dict[str, Any]:
        mode = str(given.get("mode", Mode.PRODUCTION)).strip().lower()
        production = mode == Mode.PRODUCTION
        return {"https": production, "second_factor_for_staff": production, **given, "mode": mode}

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets, the one that seals first. None where they are still to be made."""
        text = self.secret_key or (self.secret_key_file.read_text() if self.secret_key_file else "")
        return tuple(each.strip() for each in text.split(",") if each.strip())

    @model_validator(mode="after")
    def _secrets_long_enough(self) -> Self:
        try:
            found = self.secrets
        except OSError:
            raise PydanticCustomError("secret", "le fichier ne peut pas être lu") from None
        if any(len(each) < SECRET_LENGTH for each in found):
            raise PydanticCustomError("secret", f"un secret compte moins de {SECRET_LENGTH} caractères")
        return self

    @field_validator("proxies", mode="before")
    @classmethod
    def _addresses(cls, given: Any) -> Any:
        found = given.split(",") if isinstance(given, str) else given
        found = tuple(each.strip() for each in found if each.strip())
        for each in found:
            try:
                ip_address(each)
            except ValueError:
                raise PydanticCustomError("address", f"« {each} » n'est pas une adresse IP") from None
        return found

    @field_validator("data", "postgres_bin", "secret_key_file")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    @field_validator("trusted_origins", mode="before")
    @classmethod
    def _origins(cls, given: Any) -> Any:
        origins = given.split(",") if isinstance(given, str) else given
        return tuple(_origin(each) for each in origins if each.strip())

    @field_validator("public_url")
    @classmethod
    def _public(cls, given: str, info: ValidationInfo) -> str:
        host = info.data.get("host", "")
        return _origin(given) if given else f"http://{f'[{host}]' if ':' in host else host}:{info.data.get('port')}"

    @field_validator("smtp_url")
    @classmethod
    def _relay(cls, url: str | None) -> str | None:
        try:
            RelayAddress.read(url or "smtp://localhost")
        except BadRelay as wrong:
            raise PydanticCustomError("relay", str(wrong)) from None
        return url

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, given: str | None, info: ValidationInfo) -> str | None:
        if given is None and info.data.get("smtp_url"):
            raise PydanticCustomError("sender", "il manque, et un serveur de courriel le veut")
        try:
            sender_of(given or "portail@caf.example.org")
        except BadAddress:
            raise PydanticCustomError("sender", f"« {given} » n'est pas une adresse électronique") from None
        return given

    @field_validator("deadline_days", "grant_days", mode="before")
    @classmethod
    def _days(cls, given: Any) -> Any:
        try:
            found = tuple(int(each) for each in (given.split(",") if isinstance(given, str) else given))
        except ValueError:
            found = ()
        if not found or not all(1 <= each <= DAYS_MOST for each in found):
            raise PydanticCustomError("days", f"ce n'est pas une liste de nombres de 1 à {DAYS_MOST} telle que 10,3")
        return found

    @field_validator(*URL_SETTINGS)
    @classmethod
    def _postgres(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            readable = parts.scheme in {"postgresql", "postgres"} and not parts.fragment and (parts.port or 1) > 0
        except ValueError:
            readable = False
        if not readable:
            raise PydanticCustomError("url", "ce n'est pas une adresse PostgreSQL")
        return url

    @field_validator("explicit_predicates", "password_time_cost", "password_memory_kib")
    @classmethod
    def _strong_in_production(cls, value: Any, info: ValidationInfo) -> Any:
        floors = {
            "explicit_predicates": True,
            "password_time_cost": PASSWORD_TIME_COST,
            "password_memory_kib": PASSWORD_MEMORY_KIB,
        }
        floor = floors[info.field_name or ""]
        if info.data.get("mode") is Mode.PRODUCTION and value < floor:
            wanted = "true" if floor is True else f"au moins {floor}"
            raise PydanticCustomError("weak", f"trop faible en production ; il faut {wanted}")
        return value


def _origin(given: str) -> str:
    origin = given.strip().rstrip("/")
    try:
        parts = urlsplit(origin)
        fits = (
            parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1) > 0 and "@" not in parts.netloc
        )
    except ValueError:
        fits = False
    if not fits or parts.path or parts.query or parts.fragment:
        raise PydanticCustomError("origin", f"« {origin} » n'est pas une origine telle que https://caf.example")
    return origin


REMEDIES = {
    "url": f"écrivez-la comme {URL_EXAMPLE} (caractères spéciaux du mot de passe en %XX).",
    "relay": f"écrivez-le comme {RELAY_EXAMPLE} (caractères spéciaux du mot de passe en %XX).",
    "sender": "écrivez-le comme Portail des partenaires <portail@caf.example>.",
    "secret": "tirez-en un au hasard : python3 -c 'import secrets; print(secrets.token_urlsafe(48))'.",
}
"""What to do, by what is wrong, where it is not simply to correct the variable."""


def _in_french(error: Any) -> str:
    """One line: the setting, what is wrong, the remedy. Values of URLs are never shown."""
    name = str(error["loc"][0]) if error["loc"] else "secret_key"
    given, bounds = error.get("input"), error.get("ctx", {})
    shown = "" if name in URL_SETTINGS else f"« {given} » "
    kind = error["type"]
    remedy = REMEDIES.get(kind, "corrigez ou retirez cette variable d'environnement.")
    if kind in {"url", "origin", "weak", "address", "secret", "relay", "sender", "days"}:
        wrong = error["msg"]
    elif kind in {"int_parsing", "int_type", "int_from_float"}:
        wrong = f"{shown}n'est pas un nombre entier"
    elif kind in {"greater_than_equal", "less_than_equal"}:
        least = "ge" in bounds
        wrong = f"{shown}est trop {'petit' if least else 'grand'} ({'au moins' if least else 'au plus'} "
        wrong += f"{bounds['ge' if least else 'le']})"
    elif kind in {"bool_parsing", "bool_type"}:
        wrong = f"{shown}n'est ni true ni false"
    elif kind == "enum":
        wrong = f"{shown}est inconnu ; choix possibles : {', '.join(Mode)}"
    else:
        wrong = f"{shown}ne peut pas être lu"
    return f"Réglage {name.upper()} : {wrong}. Remède : {remedy}"
