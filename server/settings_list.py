"""`portal settings`: every setting with its meaning, its default and what it is now; a secret is never shown."""

from typing import Any

import typer
from pydantic.fields import FieldInfo

from server.settings import SECRET_SETTINGS, Settings, SettingsError

GROUPS = {
    "Usage": ("mode", "data", "reset"),
    "Adresses": ("host", "port", "public_url", "trusted_origins", "proxies", "https"),
    "Base de données": ("database_url", "owner_url", "app_url", "auth_url", "job_url", "postgres_bin"),
    "Comptes et sessions": (
        "secret_key", "secret_key_file", "second_factor_for_staff", "session_idle_minutes", "admin_idle_minutes",
        "session_hours", "password_time_cost", "password_memory_kib",
    ),
    "Courriels": (
        "smtp_url", "mail_from", "link_opening_hours", "link_reset_hours", "deadline_days", "grant_days",
    ),
    "Journal": ("log_level",),
    "Limites": ("page_max", "body_max_bytes", "idempotency_hours", "explicit_predicates"),
}  # fmt: skip
"""The settings in the order in which they are read; one that stands nowhere comes last."""
OTHERS = "Autres"
NONE = "aucun"


def list_settings() -> None:
    """Lister les réglages : leur sens, leur défaut, leur valeur."""
    try:
        settings, wrong = Settings.read(), None
    except SettingsError as refusal:
        settings, wrong = None, refusal
    typer.echo("Chaque réglage est une variable d'environnement de ce nom.")
    for heading, names in grouped().items():
        typer.echo(f"\n{heading}\n")
        for name in names:
            typer.echo(told(name, settings))
    if wrong is not None:
        raise wrong


def grouped() -> dict[str, tuple[str, ...]]:
    """Every setting, under its heading."""
    placed = {name for names in GROUPS.values() for name in names}
    others = tuple(name for name in Settings.model_fields if name not in placed)
    return {**GROUPS, **({OTHERS: others} if others else {})}


def told(name: str, settings: Settings | None) -> str:
    """One setting: its name, what it is now, what it would be by itself, and what it means."""
    field = Settings.model_fields[name]
    now = "" if settings is None else f" = {_now(name, settings)}"
    by_itself = "" if name in SECRET_SETTINGS else f" (défaut : {_default(field)})"
    return f"  {name.upper()}{now}{by_itself}\n      {field.description}."


def _now(name: str, settings: Settings) -> str:
    value = getattr(settings, name)
    if name in SECRET_SETTINGS:
        return "défini" if value else "absent"
    return _written(value)


def _default(field: FieldInfo) -> str:
    return _written(field.default)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or NONE
    return NONE if value in (None, "") else str(value)
