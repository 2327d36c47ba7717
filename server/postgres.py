"""The embedded PostgreSQL: one folder, one server, gone with the process that started it.

No TCP port, a Unix socket that only its owner opens, a password even so. A small shell watches a pipe from us:
when we end, in whatever way, it stops the server. What a power cut leaves behind is recognised at the next start.
"""

import atexit
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from server.postgres_account import HOME_RECORD, MYSELF, SHELL, PostgresError, home_for, private_folder, write_private
from server.postgres_binaries import find_binaries, reachable, version_of
from server.postgres_folder import SOCKET_NAME, fits, lines_of, take_lock, wait_for

SUPERUSER = "postgres"
RESTART_SECONDS = 1

WATCH = """
exec 3<&0 >"$1" 2>&1
shift
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -%s $server; } 2>/dev/null & watch=$!
exec 3<&- </dev/null
wait $server; code=$?
kill $watch 2>/dev/null
exit $code
"""

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
IN_A_HURRY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Cluster:
    """A PostgreSQL server of our own in `folder`; `fast` gives up durability, for tests.

    Raises `PostgresError`, whose text says in French what is wrong and what to do.
    """

    def __init__(self, folder: Path, *, binaries: Path | None = None, fast: bool = False) -> None:
        self.folder = folder.absolute()
        self.binaries = binaries
        self.fast = fast
        self.account, self.home = MYSELF, self.folder
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._guard = threading.Lock()

    def start(self, *, patience: float = 60, queue: float = 10) -> str:
        """Start the server and give the URL of its superuser.

        `patience` is how many seconds it may take to answer, `queue` how many another process may keep the folder.
        """
        private_folder(self.folder)
        self._lock = take_lock(self.folder, queue)
        try:
            self.account, self.home = home_for(self.folder, lasting=not self.fast)
            binaries = reachable(find_binaries(self.binaries), self.account, self.home)
            version = version_of(binaries, self.account)
            self._stop_leftover()
            password = self._password()
            if not (self.data / "PG_VERSION").exists():
                self._initialise(binaries, version, password)
            self._check_version(version)
            socket = self._socket_folder()
            self._launch(binaries, socket)
            atexit.register(self.stop)
            self._wait_until_ready(patience)
            threading.Thread(target=self._keep_up, args=(binaries, socket), daemon=True).start()
        except BaseException:
            self.stop()
            raise
        return f"postgresql://{SUPERUSER}:{quote(password, safe='')}@/postgres?host={socket}&port=5432"

    def stop(self) -> None:
        """Stop the server, at once if it does not obey within 20 seconds. Nothing happens if none runs."""
        with self._guard:
            process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None  # noqa: S101 - we opened it
            process.stdin.close()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self._stop_leftover(signals=(signal.SIGQUIT, signal.SIGKILL))
                process.kill()
                process.wait()
        if self._lock is not None:
            self._forget_short_socket()
            self._lock.close()
            self._lock = None
        atexit.unregister(self.stop)

    def remove(self) -> None:
        """Stop the server, whoever started it, and delete all its files."""
        self.stop()
        if (self.folder / HOME_RECORD).exists():
            with contextlib.suppress(PostgresError):
                self.account, self.home = home_for(self.folder, lasting=not self.fast)
        self._stop_leftover()
        if self.home != self.folder:
            shutil.rmtree(self.home.parent, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "log"

    def _password(self) -> str:
        path = self.folder / "password"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32))
        return path.read_text().strip()

    def _initialise(self, binaries: Path, version: int, password: str) -> None:
        # Into another name first: a start that is killed half-way leaves no half data folder.
        unfinished = self.home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = "PG_UNICODE_FAST" if version >= 18 else "C.UTF-8"
        builtin = ["--locale=C", "--locale-provider=builtin", f"--builtin-locale={locale}"]
        options: list[str | Path] = ["-D", unfinished, "-U", SUPERUSER, "-E", "UTF8", "-A", "scram-sha-256"]
        options += builtin if version >= 17 else ["--locale=C.UTF-8"]
        options += ["--pwfile=/dev/stdin", *(["--no-sync"] if self.fast else [])]
        # Through a pipe of the account's own, or it could not open /dev/stdin; and the password is on no disk but ours.
        through = [SHELL, "-c", 'while read -r line; do printf "%s\\n" "$line"; done | "$@"', "sh"]
        done = self.account.run([*through, binaries / "initdb", *options], given=f"{password}\n")
        if done.returncode != 0:
            raise PostgresError(f"La base n'a pas pu être créée dans {self.home} :\n{done.stderr.strip()}")
        unfinished.rename(self.data)

    def _check_version(self, version: int) -> None:
        stored = int((self.data / "PG_VERSION").read_text())
        if stored != version:
            raise PostgresError(
                f"La base de {self.folder} a été créée par PostgreSQL {stored}, et le programme trouvé est la version "
                f"{version}. Indiquez les binaires de la version {stored} par POSTGRES_BIN, ou supprimez {self.folder} "
                "pour repartir d'une base vide."
            )

    def _socket_folder(self) -> Path:
        """Beside the data, or in a short folder of its own when the path is too long or needs quoting."""
        if fits(self.home / "socket"):
            return private_folder(self.home / "socket", self.account)
        self._forget_short_socket()
        for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 - mkdtemp makes it 0700
            with contextlib.suppress(OSError):
                folder = Path(tempfile.mkdtemp(prefix="pg-", dir=parent))
                self.account.give(folder)
                if fits(folder) and self.account.can("-w", folder):
                    write_private(self.folder / "socket-folder", str(folder))
                    return folder
                folder.rmdir()
        raise PostgresError("Aucun dossier temporaire court pour la prise Unix de la base. Indiquez-en un par TMPDIR.")

    def _forget_short_socket(self) -> None:
        record = self.folder / "socket-folder"
        if record.exists():
            folder = Path(record.read_text())
            # The record may be old: only a folder that is still the server's own is touched.
            if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == self.account.owner:
                for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
                    (folder / name).unlink(missing_ok=True)
                with contextlib.suppress(OSError):
                    folder.rmdir()
            record.unlink()

    def _launch(self, binaries: Path, socket: Path) -> None:
        options = ALWAYS | {"unix_socket_directories": str(socket)} | (IN_A_HURRY if self.fast else {})
        server = [str(binaries / "postgres"), "-D", str(self.data)]
        server += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        # The shell, not we, opens the log: in a folder of that account, root would write wherever a link leads.
        self._process = subprocess.Popen(  # noqa: S603 - our own programs
            [SHELL, "-c", WATCH % ("QUIT" if self.fast else "INT"), "sh", str(self.log), *server],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            **self.account.popen,
        )

    def _keep_up(self, binaries: Path, socket: Path) -> None:
        """Start the server again whenever it ends without our wish."""
        process = self._process
        while process is not None:
            process.wait()
            time.sleep(RESTART_SECONDS)
            with self._guard:
                if self._process is not process:
                    return
                self._stop_leftover()
                self._launch(binaries, socket)
                process = self._process

    def _wait_until_ready(self, patience: float) -> None:
        def ready() -> bool:
            if self._process is not None and self._process.poll() is not None:
                raise PostgresError(f"PostgreSQL s'est arrêté au démarrage. Son journal ({self.log}) :\n{self._tail()}")
            lines = lines_of(self.data / "postmaster.pid")
            return len(lines) >= 8 and lines[7].strip() == "ready"

        if not wait_for(ready, patience):
            raise PostgresError(
                f"PostgreSQL ne répond pas après {patience:.0f} s. Son journal ({self.log}) :\n{self._tail()}"
            )

    def _tail(self) -> str:
        return "\n".join(lines_of(self.log)[-15:])

    def _stop_leftover(
        self, signals: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
    ) -> None:
        """Stop a server that a killed process left on our data; forget the trace of one that is gone."""
        pid_file = self.data / "postmaster.pid"
        lines = lines_of(pid_file)
        pid = int(lines[0]) if lines and lines[0].strip().isdigit() else None
        for each in signals:
            if pid is None or not self._is_ours(pid):
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, each)
            wait_for(lambda: not self._is_ours(pid), 10)
        # Its number may since be another program's, for which PostgreSQL would refuse to start.
        pid_file.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            return os.fsencode(self.data) in words
        except FileNotFoundError:
            if Path("/proc/self").exists():
                return False
        asked = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)  # noqa: S603, S607
        return str(self.data) in asked.stdout
