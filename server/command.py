"""The `portal` command. Each verb does what `make` does under the same name."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from models.engine import DB, DbRole
from server import database
from server.audit import verbs as audit_verbs
from server.database_url import DatabaseError, Urls
from server.demo_mark import refuse_mark
from server.founding import init
from server.imports import import_files
from server.listener import PortTaken, interrupt, listen, on_stop, take_port
from server.mail.beside import delivering
from server.mail.command import register as mail_verbs
from server.postgres_account import PostgresError
from server.recomputation import recompute_estimates
from server.role_urls import roles_urls
from server.second_factor import verbs as second_factor_verbs
from server.secret import with_secret
from server.settings import Mode, Settings, SettingsError
from server.settings_list import list_settings
from server.statistics import verbs as statistics_verbs

ROOT = Path(__file__).resolve().parent.parent
WORKERS_MOST = 4
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "house": ["pytest", "-p", "no:xdist", "tests/test_house.py"],
}
Words = Annotated[list[str] | None, typer.Argument()]

app = typer.Typer(
    help="Le portail des partenaires de la Caf.", add_completion=False, no_args_is_help=True, rich_markup_mode=None
)

app.add_typer(statistics_verbs, name="statistics")
app.add_typer(audit_verbs, name="audit")
app.add_typer(second_factor_verbs, name="second-factor")
app.command(name="init")(init)
app.command(name="import")(import_files)
app.command(name="recompute")(recompute_estimates)
app.command(name="settings")(list_settings)
mail_verbs(app)


@app.command()
def serve() -> None:
    """Servir l'API et l'administration, selon les réglages."""
    from server.app import create_app

    settings = Settings.read()
    with on_stop(interrupt), roles_urls(settings, DbRole.APP, DbRole.AUTH) as urls:
        if settings.mode is not Mode.PRODUCTION and DbRole.OWNER in urls:
            asyncio.run(database.migrate(urls))
        asyncio.run(_check(settings, urls))
        settings = with_secret(settings)
        DB.know({role: urls[role] for role in (DbRole.APP, DbRole.AUTH)})
        at = take_port(settings.host, settings.port)
        url = f"http://{settings.host}:{settings.port}"
        with contextlib.ExitStack() as beside:

            def ready() -> None:
                typer.echo(f"Le portail répond sur {url}")
                if settings.mode is not Mode.PRODUCTION and DbRole.JOB in urls:
                    beside.enter_context(delivering(settings, urls, settings.public_url))

            if not listen(create_app(settings), at, ready):
                raise typer.Exit(3)


async def _check(settings: Settings, urls: Urls) -> None:
    await database.check_roles(urls)
    if settings.mode is not Mode.DEMO:
        await refuse_mark(urls)


@app.command()
def migrate() -> None:
    """Mettre les tables à jour."""
    settings = Settings.read()
    with on_stop(interrupt), roles_urls(settings, DbRole.OWNER) as urls:
        asyncio.run(database.migrate(urls))
    typer.echo("Les tables sont à jour.")


@app.command(name="test", context_settings={"ignore_unknown_options": True})
def run_tests(words: Words = None) -> None:
    """Lancer les tests, sur un PostgreSQL à eux (les mots suivants vont à pytest)."""
    _pytest(words or [])


@app.command(name="test-all", context_settings={"ignore_unknown_options": True})
def run_all_tests(words: Words = None) -> None:
    """Lancer tous les tests, les longs aussi."""
    _pytest(["-m", "", *(words or [])])


def _pytest(words: Sequence[str]) -> None:
    workers = min(WORKERS_MOST, os.cpu_count() or 1)
    _become("-m", "pytest", "-n", str(workers), *words)


def _become(*words: str) -> None:
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 - our own programs


@app.command()
def check() -> None:
    """Vérifier le code : style, types, sens des imports, schéma imprimé, migrations."""
    from server import docs

    failed = [name for name, words in CHECKS.items() if not _passes(name, words)]
    typer.echo("— docs")
    stale = docs.stale()
    if stale:
        typer.echo(f"Pages à récrire par « make docs » : {', '.join(stale)}", err=True)
        failed.append("docs")
    if failed:
        typer.echo(f"À corriger : {', '.join(failed)}", err=True)
        raise typer.Exit(1)
    typer.echo("Tout est en ordre.")


def _passes(name: str, words: list[str]) -> bool:
    typer.echo(f"— {name}")
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=False).returncode == 0  # noqa: S603


@app.command(name="docs")
def write_docs() -> None:
    """Écrire de nouveau les pages engendrées de docs/ et le schéma imprimé."""
    from server import docs

    docs.write()


def main() -> None:
    """Run the command line; what can be put right by its user is said in one sentence, without a trace."""
    for verb in entry_points(group="portal.verbs"):
        verb.load()(app)
    try:
        app()
    except (SettingsError, PostgresError, DatabaseError, PortTaken) as refusal:
        typer.echo(str(refusal), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
