"""A wrong setting is refused by name, with what is wrong and what to do; a password is never repeated."""

from pathlib import Path

import pytest

from server.settings import Mode, Settings, SettingsError

WRONG = [
    ({"PORT": "abc"}, "PORT", "« abc » n'est pas un nombre entier"),
    ({"PORT": "70000"}, "PORT", "trop grand (au plus 65535)"),
    ({"PAGE_MAX": "0"}, "PAGE_MAX", "trop petit (au moins 1)"),
    ({"MODE": "prod"}, "MODE", "production, development, demo, test"),
    ({"RESET": "perhaps"}, "RESET", "ni true ni false"),
    ({"TRUSTED_ORIGINS": "https://caf.example,nowhere"}, "TRUSTED_ORIGINS", "« nowhere » n'est pas une origine"),
    ({"DATABASE_URL": "mysql://u:topsecret@h/d"}, "DATABASE_URL", "n'est pas une adresse PostgreSQL"),
    ({"APP_URL": "postgresql://u:top#secret@h:5432/d"}, "APP_URL", "n'est pas une adresse PostgreSQL"),
    ({"JOB_URL": "postgresql://u:topsecret@h:99999/d"}, "JOB_URL", "n'est pas une adresse PostgreSQL"),
    ({"LOG_LEVEL": "verbose"}, "LOG_LEVEL", "choix possibles : debug, info, warning, error"),
    ({"PUBLIC_URL": "portail.caf.example"}, "PUBLIC_URL", "« portail.caf.example » n'est pas une origine"),
    ({"PUBLIC_URL": "https://caf.example/portail"}, "PUBLIC_URL", "n'est pas une origine"),
    ({"SMTP_URL": "http://u:topsecret@h"}, "SMTP_URL", "ce n'est pas l'adresse d'un serveur de courriel"),
    ({"SMTP_URL": "smtp://u:topsecret@h:99999"}, "SMTP_URL", "ce n'est pas l'adresse d'un serveur de courriel"),
    ({"SMTP_URL": "smtp://u:topsecret@h/mail"}, "SMTP_URL", "ce n'est pas l'adresse d'un serveur de courriel"),
    ({"SMTP_URL": "smtp://u:topsecret@h?tls=perhaps"}, "SMTP_URL", "tls= vaut none ou starttls"),
    ({"SMTP_URL": "smtps://u:topsecret@h?tls=none"}, "SMTP_URL", "tls= vaut none ou starttls"),
    ({"SMTP_URL": "smtp://u@h?tls=starttls"}, "SMTP_URL", "un compte va avec un mot de passe"),
    ({"SMTP_URL": "smtp://u:topsecret@h"}, "SMTP_URL", "le mot de passe partirait en clair"),
    ({"SMTP_URL": "smtp://u:topsecret@h?tls=none"}, "SMTP_URL", "le mot de passe partirait en clair"),
    ({"SMTP_URL": "smtps://u:topsecret@h"}, "MAIL_FROM", "il manque, et un serveur de courriel le veut"),
    ({"MAIL_FROM": "le portail"}, "MAIL_FROM", "« le portail » n'est pas une adresse électronique"),
    ({"LINK_RESET_HOURS": "73"}, "LINK_RESET_HOURS", "trop grand (au plus 72)"),
    ({"DEADLINE_DAYS": "10,soon"}, "DEADLINE_DAYS", "ce n'est pas une liste de nombres de 1 à 365"),
    ({"GRANT_DAYS": "0"}, "GRANT_DAYS", "ce n'est pas une liste de nombres de 1 à 365"),
    ({"PASSWORD_TIME_COST": "1"}, "PASSWORD_TIME_COST", "trop faible en production ; il faut au moins 2"),
    ({"PASSWORD_MEMORY_KIB": "1024"}, "PASSWORD_MEMORY_KIB", "trop faible en production ; il faut au moins 65536"),
    ({"EXPLICIT_PREDICATES": "false"}, "EXPLICIT_PREDICATES", "trop faible en production ; il faut true"),
]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def _read(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings.read()


@pytest.mark.parametrize(("environment", "setting", "wrong"), WRONG)
def test_a_wrong_setting_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], setting: str, wrong: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        _read(monkeypatch, environment)
    text = str(refused.value)
    assert text.startswith(f"Réglage {setting} : ")
    assert wrong in text
    assert "Remède : " in text
    assert "secret" not in text


def test_every_wrong_setting_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as refused:
        _read(monkeypatch, {"PORT": "abc", "SESSION_HOURS": "never"})
    assert [line.split(" : ")[0] for line in str(refused.value).splitlines()] == [
        "Réglage PORT",
        "Réglage SESSION_HOURS",
    ]


@pytest.mark.parametrize(
    ("environment", "https"),
    [
        ({}, True),
        ({"MODE": "production"}, True),
        ({"MODE": "development"}, False),
        ({"MODE": "demo"}, False),
        ({"MODE": "demo", "HTTPS": "true"}, True),
    ],
)
def test_cookies_are_for_https_in_production_unless_told(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], https: bool
) -> None:
    assert _read(monkeypatch, environment).https is https


@pytest.mark.parametrize("mode", list(Mode))
def test_fictional_figures_are_for_all_but_production(mode: Mode) -> None:
    assert Settings.read(mode=mode).fictional_allowed is (mode is not Mode.PRODUCTION)


def test_production_is_the_default_and_safe() -> None:
    settings = Settings.read()
    assert settings.mode is Mode.PRODUCTION
    assert (settings.host, settings.port, settings.page_max, settings.body_max_bytes) == (
        "127.0.0.1",
        8000,
        100,
        262_144,
    )
    assert (settings.session_idle_minutes, settings.session_hours) == (30, 12)
    assert settings.explicit_predicates


def test_links_lead_where_the_portal_listens_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.read(port=8123).public_url == "http://127.0.0.1:8123"
    assert Settings.read(host="::1").public_url == "http://[::1]:8000"
    assert _read(monkeypatch, {"PUBLIC_URL": "https://caf.example/"}).public_url == "https://caf.example"


def test_reminders_come_on_the_days_named(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch, {"DEADLINE_DAYS": "14, 7,1"})
    assert (settings.deadline_days, settings.grant_days) == ((14, 7, 1), (30, 7))


def test_the_account_at_the_mail_server_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch, {"SMTP_URL": "smtps://u:topsecret@h", "MAIL_FROM": "portail@caf.fr"})
    assert "topsecret" not in repr(settings) + str(settings)


def test_weak_passwords_are_for_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch, {"MODE": "test", "PASSWORD_TIME_COST": "1", "PASSWORD_MEMORY_KIB": "8"})
    assert (settings.password_time_cost, settings.password_memory_kib) == (1, 8)


def test_the_data_folder_is_absolute_whatever_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read(monkeypatch, {"DATA": "elsewhere"}).data == Path.cwd() / "elsewhere"
    assert _read(monkeypatch, {"DATA": "~/elsewhere"}).data == Path.home() / "elsewhere"


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch, {"DATABASE_URL": "", "RESET": "", "PORT": ""})
    assert (settings.database_url, settings.reset, settings.port) == (None, False, 8000)


def test_a_drawn_password_and_a_login_without_one_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("postgresql://portal_app:zC4-kq9VxT2w_LrM@h/d", "postgresql://portal_app@/d?host=/run/postgresql"):
        assert _read(monkeypatch, {"APP_URL": url}).app_url == url
    assert _read(monkeypatch, {"MODE": "test", "APP_URL": "postgresql://u:u@h/d"}).app_url == "postgresql://u:u@h/d"


def test_urls_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch, {"DATABASE_URL": "postgresql://u:topsecret@h/d"})
    assert "topsecret" not in repr(settings) + str(settings)


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(Exception, match="frozen"):
        Settings.read().port = 1


def test_every_setting_has_a_description() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
