"""Under which account of the machine the embedded PostgreSQL runs, and where it then keeps its files.

PostgreSQL refuses to run as root. Started by root, it therefore runs as an account without rights, which often
cannot reach the data folder (a 0700 home on the way): it gets a state folder of its own, and the data folder
remembers where. No permission of an existing folder is ever changed.
"""

import contextlib
import hashlib
import json
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CANDIDATES = ("nobody", "postgres", "daemon", "bin")
STATE_FOLDERS = ("/var/lib/caf-portal", "/var/tmp/caf-portal")  # noqa: S108 - used only while no other account can rename in them
SHELL = "/bin/sh"
HOME_RECORD = "home.json"


class PostgresError(Exception):
    """The embedded PostgreSQL cannot run. The text, in French, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server: an account of the machine, or ourselves when `name` is empty."""

    name: str = ""
    uid: int = -1
    gid: int = -1

    @property
    def popen(self) -> dict[str, Any]:
        """The arguments of `subprocess` that run a program as this account."""
        own = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.name else {}
        return {**own, "umask": 0o077, "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}}

    @property
    def owner(self) -> int:
        """The number of the account that owns the files."""
        return self.uid if self.name else os.geteuid()

    def give(self, path: Path) -> None:
        """Make a path of ours this account's own."""
        if self.name:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def run(
        self, command: Sequence[str | Path], timeout: float = 120, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this account, with `given` to read, and keep what it says."""
        return subprocess.run(  # noqa: S603 - our own programs, no shell
            [str(word) for word in command],
            input=given,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            timeout=timeout,
            check=False,
            **self.popen,
        )

    def can(self, test: str, path: Path) -> bool:
        """Whether this account can write to (`-w`) or execute (`-x`) a path."""
        try:
            return self.run([SHELL, "-c", 'test "$1" "$2"', "sh", test, path]).returncode == 0
        except OSError:
            return False


MYSELF = Account()


def private_folder(path: Path, account: Account = MYSELF) -> Path:
    """The folder, made 0700 for the account if it does not exist. An existing one stays as it is."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        account.give(path)
    return path


def home_for(folder: Path, *, lasting: bool) -> tuple[Account, Path]:
    """The account that runs the server and the folder of its files.

    `lasting` files go where a restart of the machine leaves them; the others under the temporary folder.
    Raises `PostgresError`.
    """
    record = folder / HOME_RECORD
    if os.geteuid() != 0:
        if record.exists():
            raise PostgresError(
                f"Le dossier {folder} a été préparé par root. Relancez la commande comme root, "
                "ou choisissez un autre dossier avec DATA=…"
            )
        return MYSELF, folder
    if record.exists():
        return _recorded(folder, record)
    if (folder / "data").is_dir():
        owner = pwd.getpwuid((folder / "data").stat().st_uid)
        return Account(owner.pw_name, owner.pw_uid, owner.pw_gid), folder
    account, home = _new_home(folder, lasting=lasting)
    write_private(record, json.dumps({"account": account.name, "home": str(home)}))
    return account, home


def _recorded(folder: Path, record: Path) -> tuple[Account, Path]:
    known = json.loads(record.read_text())
    home = Path(known["home"])
    if not home.is_dir():
        raise PostgresError(
            f"Les fichiers de la base de {folder} étaient dans {home}, qui n'existe plus. Restaurez ce dossier, "
            f"ou supprimez {folder} pour repartir d'une base vide."
        )
    found = pwd.getpwnam(known["account"])
    return Account(found.pw_name, found.pw_uid, found.pw_gid), home


def _new_home(folder: Path, *, lasting: bool) -> tuple[Account, Path]:
    key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    for parent in (*STATE_FOLDERS, tempfile.gettempdir()) if lasting else (tempfile.gettempdir(), *STATE_FOLDERS):
        try:
            if parent in STATE_FOLDERS:
                Path(parent).mkdir(mode=0o711, parents=True, exist_ok=True)
            if not _only_root_renames_in(Path(parent)):
                continue
            state = Path(tempfile.mkdtemp(prefix=f"portal-{key}-", dir=parent))
            state.chmod(0o711)
        except OSError:
            continue
        # The state folder stays root's: the account owns its home in it, where root never writes through a name.
        home = state / "home"
        home.mkdir(mode=0o700)
        for account in _accounts():
            with contextlib.suppress(OSError):
                account.give(home)
                if account.can("-w", home):
                    return account, home
        shutil.rmtree(state)
    raise PostgresError(
        "PostgreSQL refuse de tourner comme root et aucun compte sans droits (nobody) n'est utilisable ici. "
        "Lancez la commande sous un compte ordinaire, ou indiquez un serveur par DATABASE_URL."
    )


def _only_root_renames_in(folder: Path) -> bool:
    found = folder.stat()
    return found.st_uid == 0 and (not found.st_mode & 0o022 or bool(found.st_mode & stat.S_ISVTX))


def _accounts() -> list[Account]:
    known = {each.pw_name: each for each in pwd.getpwall() if each.pw_uid != 0}
    return [Account(name, known[name].pw_uid, known[name].pw_gid) for name in CANDIDATES if name in known]


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
