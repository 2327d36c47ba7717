"""`portal settings` tells those who install what each setting means; a wrong one is refused with its name; no secret is shown."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.command import app
from server.secret import with_secret
from server.settings import SECRET_SETTINGS, Settings, SettingsError
from server.settings_list import OTHERS, grouped

SECRET = "topsecret-hV3q-x9ZkTw2LrMb7NcP4d"
ENGLISH = {"the", "of", "for", "and", "to", "after", "which", "whose", "by", "in"}
WRONG = [
    ({"PROXIES": "10.0.0.1,proxy.example"}, "PROXIES", "« proxy.example » n'est pas une adresse IP"),
    ({"PROXIES": "10.0.0.0/8"}, "PROXIES", "« 10.0.0.0/8 » n'est pas une adresse IP"),
    ({"SECRET_KEY": f"{SECRET},topsecret"}, "SECRET_KEY", "un secret compte moins de 32 caractères"),
    ({"SECRET_KEY": "topsecret" * 5}, "SECRET_KEY", "un secret se devine"),
    ({"SECRET_KEY": f"{SECRET},{'changeme' * 5}"}, "SECRET_KEY", "un secret se devine"),
    ({"APP_URL": "postgresql://portal_app:topsecret@h/d"}, "APP_URL", "son mot de passe se devine"),
    ({"AUTH_URL": "postgresql://topsecret1234:topsecret1234@h/d"}, "AUTH_URL", "son mot de passe se devine"),
    ({"OWNER_URL": "postgresql://portal_owner:Topsecret-2026@h/d"}, "OWNER_URL", "son mot de passe se devine"),
    ({"SECRET_KEY_FILE": "/nowhere/topsecret"}, "SECRET_KEY_FILE", "ce fichier ne peut pas être lu"),
    ({"SECRET_KEY_FILE": "/"}, "SECRET_KEY_FILE", "ce fichier ne peut pas être lu"),
    ({"SECRET_KEY_FILE": "/dev/null"}, "SECRET_KEY_FILE", "ce fichier est vide"),
    ({"SECOND_FACTOR_FOR_STAFF": "perhaps"}, "SECOND_FACTOR_FOR_STAFF", "ni true ni false"),
    ({"ADMIN_IDLE_MINUTES": "0"}, "ADMIN_IDLE_MINUTES", "trop petit (au moins 1)"),
    ({"ADMIN_IDLE_MINUTES": "soon"}, "ADMIN_IDLE_MINUTES", "« soon » n'est pas un nombre entier"),
    ({"PUBLIC_URL": "portail.example"}, "PUBLIC_URL", "« portail.example » n'est pas une origine"),
    ({"PUBLIC_URL": "https://portail.example/caf"}, "PUBLIC_URL", "n'est pas une origine"),
    ({"PUBLIC_URL": "https://portail.example?x=1"}, "PUBLIC_URL", "n'est pas une origine"),
    ({"PUBLIC_URL": "https://me:word@portail.example"}, "PUBLIC_URL", "n'est pas une origine"),
    ({"PUBLIC_URL": "https://portail.example:99999"}, "PUBLIC_URL", "n'est pas une origine"),
    ({"PUBLIC_URL": "ftp://portail.example"}, "PUBLIC_URL", "n'est pas une origine"),
]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def _set(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(("environment", "setting", "wrong"), WRONG)
def test_a_wrong_setting_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], setting: str, wrong: str
) -> None:
    _set(monkeypatch, environment)
    with pytest.raises(SettingsError) as refused:
        Settings.read()
    text = str(refused.value)
    assert text.startswith(f"Réglage {setting} : ")
    assert wrong in text
    assert "Remède : " in text
    assert "topsecret" not in text


def test_a_short_secret_in_a_file_is_the_file_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("short\n")
    _set(monkeypatch, {"SECRET_KEY_FILE": str(tmp_path / "key")})
    with pytest.raises(SettingsError, match="Réglage SECRET_KEY_FILE : un secret compte moins"):
        Settings.read()


def test_the_first_secret_seals_wherever_it_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}, {SECRET}2\n")
    _set(monkeypatch, {"SECRET_KEY_FILE": str(tmp_path / "key")})
    assert Settings.read().secrets == (SECRET, f"{SECRET}2")
    _set(monkeypatch, {"SECRET_KEY": f"{SECRET}3"})
    assert Settings.read().secrets == (f"{SECRET}3",)


def test_production_wants_a_secret_and_others_make_their_own(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Réglage SECRET_KEY : il manque"):
        with_secret(Settings.read(data=tmp_path))
    made = with_secret(Settings.read(mode="test", data=tmp_path)).secrets
    assert made == with_secret(Settings.read(mode="test", data=tmp_path)).secrets
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("environment", "origin"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "0.0.0.0", "PORT": "80"}, "http://0.0.0.0:80"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"PUBLIC_URL": ""}, "http://127.0.0.1:8000"),
        ({"PUBLIC_URL": " https://portail.example/ "}, "https://portail.example"),
        ({"PUBLIC_URL": "https://portail.example:8443"}, "https://portail.example:8443"),
    ],
)
def test_links_lead_to_the_public_address_else_to_where_the_portal_listens(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], origin: str
) -> None:
    _set(monkeypatch, environment)
    assert Settings.read().public_url == origin


@pytest.mark.parametrize(("mode", "wanted"), [("production", True), ("development", False), ("demo", False)])
def test_a_second_factor_is_wanted_of_staff_in_production(mode: str, wanted: bool) -> None:
    assert Settings.read(mode=mode).second_factor_for_staff is wanted
    assert Settings.read(mode=mode, second_factor_for_staff=not wanted).second_factor_for_staff is not wanted


def _listed(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> str:
    _set(monkeypatch, environment)
    done = CliRunner().invoke(app, ["settings"])
    assert done.exit_code == 0, done.output
    return done.output


def test_every_setting_is_listed_once_with_its_meaning_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = _listed(monkeypatch, {})
    for name, field in Settings.model_fields.items():
        assert sum(line.split(" ")[2:3] == [name.upper()] for line in listed.splitlines()) == 1, name
        assert f"      {field.description}.\n" in listed
        assert ENGLISH.isdisjoint((field.description or "").lower().split()), f"{name} is not told in French"


def test_every_setting_has_its_heading() -> None:
    assert OTHERS not in grouped(), "a new setting goes under a heading of server/settings_list.py"
    assert sorted(name for names in grouped().values() for name in names) == sorted(Settings.model_fields)


def test_what_is_set_is_shown_beside_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = _listed(monkeypatch, {"PORT": "8080", "PROXIES": "10.0.0.1, 10.0.0.2"})
    for line in (
        "  PORT = 8080 (défaut : 8000)",
        "  PROXIES = 10.0.0.1,10.0.0.2 (défaut : aucun)",
        "  MODE = production (défaut : production)",
        "  SECRET_KEY = absent",
    ):
        assert f"\n{line}\n" in listed


def test_of_a_secret_only_its_presence_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://u:{SECRET}@h/d"
    given = {name.upper(): SECRET if "key" in name else url for name in SECRET_SETTINGS}
    listed = _listed(monkeypatch, {**given, "SMTP_URL": f"smtps://u:{SECRET}@h", "MAIL_FROM": "portail@caf.example"})
    assert "topsecret" not in listed
    for name in SECRET_SETTINGS:
        assert f"\n  {name.upper()} = défini\n" in listed
    assert {"owner_url", "app_url", "auth_url", "job_url", "database_url", "secret_key"} <= SECRET_SETTINGS


def test_with_a_wrong_setting_the_list_is_still_told_then_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, {"PORT": "x"})
    done = CliRunner().invoke(app, ["settings"])
    assert isinstance(done.exception, SettingsError)
    assert "\n  PORT (défaut : 8000)\n      Port sur lequel écouter.\n" in done.output
