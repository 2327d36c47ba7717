"""The settings: read once from the environment, checked, then handed over. Nothing else reads the environment."""

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from server.mail.addresses import BadAddress, BadRelay, RelayAddress, sender_of
from server.settings_refusal import in_french
from server.settings_strength import (
    FLOORS,
    PASSWORD_MEMORY_KIB,
    PASSWORD_TIME_COST,
    SECRET_LENGTH,
    guessable,
    guessable_password,
)


class SettingsError(Exception):
    """A setting is wrong. The text, in French, names it and says what to do; it never shows a password."""


class Mode(StrEnum):
    """What this installation is for. Only production refuses fictional figures and weak choices."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    DEMO = "demo"
    TEST = "test"


DAYS_MOST = 365
ROLE_URLS = ("owner_url", "app_url", "auth_url", "job_url")
URL_SETTINGS = ("database_url", *ROLE_URLS)


def _url(description: str) -> Any:
    return Field(default=None, repr=False, description=description)


class Settings(BaseSettings):
    """Every setting, under the name of its environment variable in lower case."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore")

    mode: Mode = Field(
        default=Mode.PRODUCTION, description="À quoi sert cette installation : production, development, demo ou test"
    )
    database_url: str | None = _url(
        "Une adresse PostgreSQL dont le compte peut créer des rôles ; les quatre rôles en découlent (hors production)"
    )
    owner_url: str | None = _url("Adresse PostgreSQL de portal_owner : mise à jour des tables, sauvegarde")
    app_url: str | None = _url("Adresse PostgreSQL de portal_app : le serveur web")
    auth_url: str | None = _url("Adresse PostgreSQL de portal_auth : connexion et sessions")
    job_url: str | None = _url("Adresse PostgreSQL de portal_job : ligne de commande et tâches de fond")
    postgres_bin: Path | None = Field(
        default=None, description="Dossier des programmes PostgreSQL (15 ou plus récent) à embarquer"
    )
    data: Path = Field(default=Path("data"), description="Dossier de la base embarquée, des courriels et des fichiers")
    host: str = Field(default="127.0.0.1", description="Adresse sur laquelle écouter")
    port: int = Field(default=8000, ge=1, le=65_535, description="Port sur lequel écouter")
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
    https: bool = Field(default=False, description="Cookies réservés à https ; par défaut true en production seulement")
    trusted_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origines publiques du portail derrière un serveur mandataire qui change l'hôte, séparées par des virgules",
    )
    reset: bool = Field(default=False, description="« make demo » repart de zéro")
    page_max: int = Field(default=100, ge=1, le=10_000, description="Nombre de lignes d'une page, au plus")
    body_max_bytes: int = Field(default=262_144, ge=1_024, description="Taille d'une requête, en octets, au plus")
    password_time_cost: int = Field(default=PASSWORD_TIME_COST, ge=1, le=10, description="argon2id : itérations")
    password_memory_kib: int = Field(
        default=PASSWORD_MEMORY_KIB, ge=8, le=1_048_576, description="argon2id : mémoire, en KiB"
    )
    session_idle_minutes: int = Field(
        default=30, ge=1, le=1_440, description="Minutes sans activité après lesquelles une session prend fin"
    )
    session_hours: int = Field(default=12, ge=1, le=168, description="Heures après lesquelles toute session prend fin")
    idempotency_hours: int = Field(
        default=24, ge=24, le=720, description="Heures pendant lesquelles une clé d'idempotence est connue, au moins"
    )
    admin_idle_minutes: int = Field(
        default=15,
        ge=1,
        le=1_440,
        description="Minutes sans activité après lesquelles une session de l'administration prend fin",
    )
    second_factor_for_staff: bool = Field(
        default=False,
        description="Second facteur exigé des agents de la Caf et de la Cnaf ; par défaut true en production seulement",
    )
    secret_key: str | None = Field(
        default=None, repr=False,
        description="Secrets qui scellent les seconds facteurs, 32 caractères au moins chacun, séparés par des virgules :"
        " le premier scelle, les autres ouvrent encore",
    )  # fmt: skip
    secret_key_file: Path | None = Field(default=None, description="Fichier qui contient SECRET_KEY")
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Adresses IP de vos serveurs mandataires, dont X-Forwarded-For est cru, séparées par des virgules",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        description="Ce que le journal retient, et ce qui est plus grave : debug, info (une ligne par requête), warning ou"
        " error ; par défaut info en production, warning ailleurs",
    )
    explicit_predicates: bool = Field(
        default=True,
        description="Les requêtes filtrent elles-mêmes avant la sécurité par ligne ; seuls des tests s'en passent",
    )

    @classmethod
    def read(cls, **chosen: Any) -> Self:
        """The settings of the environment; `chosen` ones win.

        Raises `SettingsError`.
        """
        try:
            return cls(**chosen)
        except ValidationError as wrong:
            raise SettingsError("\n".join(in_french(error, SECRET_SETTINGS) for error in wrong.errors())) from None

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
        level = "info" if production else "warning"
        return {"https": production, "second_factor_for_staff": production, "log_level": level, **given, "mode": mode}

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets, the one that seals first. None where they are still to be made."""
        text = self.secret_key or (self.secret_key_file.read_text() if self.secret_key_file else "")
        return tuple(each.strip() for each in text.split(",") if each.strip())

    @model_validator(mode="after")
    def _secrets_long_enough(self) -> Self:
        try:
            found = self.secrets
        except (OSError, UnicodeDecodeError):
            raise PydanticCustomError("secret_file", "ce fichier ne peut pas être lu") from None
        if self.secret_key_file and not found:
            raise PydanticCustomError("secret_file", "ce fichier est vide")
        if any(len(each) < SECRET_LENGTH for each in found):
            where = "secret" if self.secret_key else "secret_file"
            raise PydanticCustomError(where, f"un secret compte moins de {SECRET_LENGTH} caractères")
        if self.mode is Mode.PRODUCTION and any(guessable(each) for each in found):
            where = "secret" if self.secret_key else "secret_file"
            raise PydanticCustomError(where, "un secret se devine")
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

    @field_validator(*ROLE_URLS)
    @classmethod
    def _drawn_password(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url and info.data.get("mode") is Mode.PRODUCTION and guessable_password(url):
            raise PydanticCustomError("password", "son mot de passe se devine")
        return url

    @field_validator("explicit_predicates", "password_time_cost", "password_memory_kib")
    @classmethod
    def _strong_in_production(cls, value: Any, info: ValidationInfo) -> Any:
        floor = FLOORS[info.field_name or ""]
        if info.data.get("mode") is Mode.PRODUCTION and value < floor:
            wanted = "true" if floor is True else f"au moins {floor}"
            raise PydanticCustomError("weak", f"trop faible en production ; il faut {wanted}")
        return value


SECRET_SETTINGS = frozenset(name for name, field in Settings.model_fields.items() if not field.repr)
"""The settings whose value is never shown."""


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
