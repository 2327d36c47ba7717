"""The secret of the house: as the settings say, else one of its own, made once and kept in the data folder."""

import secrets

from server.postgres_account import private_folder, write_private
from server.settings import Mode, Settings, SettingsError


def with_secret(settings: Settings) -> Settings:
    """The same settings with a secret.

    Raises `SettingsError` in production, which guesses none.
    """
    if settings.secrets:
        return settings
    if settings.mode is Mode.PRODUCTION:
        raise SettingsError(
            "Réglage SECRET_KEY : il manque, et le mode production ne le devine pas. Remède : tirez-en un au hasard, "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))', et gardez-le : il ouvre les seconds facteurs."
        )
    path = private_folder(settings.data) / "secret.key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return settings.model_copy(update={"secret_key": path.read_text().strip()})
