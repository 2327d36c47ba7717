"""The embedded PostgreSQL starts anywhere, as anyone, lets nobody else in and changes nothing around it."""

import asyncio
import contextlib
import os
import pwd
import shutil
import stat
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from server.postgres import Cluster
from server.postgres_account import PostgresError, private_folder
from server.postgres_binaries import copy_programs, find_binaries
from tests.clusters import Make, ask, below, socket_of

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become another user")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_it_keeps_what_it_is_given_from_one_start_to_the_next(place: Path, make: Make) -> None:
    cluster = make(place / "data", fast=False)
    await ask(cluster.start(), "create table kept as select 42 as n")
    cluster.stop()
    began = time.monotonic()
    assert await ask(cluster.start(), "select n from kept") == 42
    assert time.monotonic() - began < 5


async def test_it_speaks_unicode_and_no_tcp(place: Path, make: Make) -> None:
    url = make(place / "data").start()
    assert await ask(url, "select upper('éàç')") == "ÉÀÇ"
    assert await ask(url, "show listen_addresses") == ""
    assert await ask(url, "show server_encoding") == "UTF8"


@pytest.mark.parametrize("password", ["", "wrong", "postgres"])
async def test_it_wants_the_password_even_from_its_own_machine(place: Path, make: Make, password: str) -> None:
    url = make(place / "data").start()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(f"postgresql://postgres:{password or 'none'}@/postgres?host={socket_of(url).parent}", "select 1")


async def test_only_its_account_reaches_its_files_and_its_socket(place: Path, make: Make) -> None:
    cluster = make(place / "data")
    url = cluster.start()
    assert _mode(cluster.folder) == 0o700
    assert _mode(cluster.data) == 0o700
    assert {_mode(cluster.folder / name) for name in ("password", "lock")} == {0o600}
    assert _mode(socket_of(url)) == 0o700
    assert _mode(socket_of(url).parent) == 0o700
    assert {each.stat().st_uid for each in (cluster.data, socket_of(url))} == {cluster.account.owner}


async def test_a_path_of_150_characters_will_do(place: Path, make: Make) -> None:
    folder = below(place, 150)
    url = make(folder).start()
    assert len(str(folder)) == 150
    assert len(os.fsencode(socket_of(url))) <= 107
    assert await ask(url, "select 1") == 1


async def test_an_odd_path_will_do(place: Path, make: Make) -> None:
    assert await ask(make(place / "été, d'un « gestionnaire »").start(), "select 1") == 1


async def test_the_short_socket_folder_goes_with_the_server(place: Path, make: Make) -> None:
    cluster = make(below(place, 150))
    folders = set()
    for _ in range(2):
        folders.add(socket_of(cluster.start()).parent)
        cluster.stop()
    assert [folder for folder in folders if folder.exists() and folder.parent == Path(tempfile.gettempdir())] == []


async def test_it_runs_below_a_private_folder_and_changes_no_permission(place: Path, make: Make) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    existing = private / "existing"
    existing.mkdir()
    existing.chmod(0o751)
    before = {folder: folder.stat() for folder in (place, private, existing)}
    cluster = make(existing)
    assert await ask(cluster.start(), "select 1") == 1
    cluster.stop()
    for folder, was in before.items():
        assert (folder.stat().st_mode, folder.stat().st_uid) == (was.st_mode, was.st_uid), folder


@root_only
async def test_as_root_it_runs_as_an_account_without_rights(place: Path, make: Make) -> None:
    cluster = make(place / "data", fast=False)
    cluster.start()
    assert (cluster.data / "postmaster.pid").stat().st_uid == cluster.account.uid != 0
    assert cluster.home != cluster.folder
    again = make(cluster.folder)
    cluster.stop()
    again.start()
    assert again.home == cluster.home


@root_only
async def test_as_root_binaries_that_its_account_cannot_reach_are_copied(place: Path, make: Make) -> None:
    hidden = place / "hidden"
    hidden.mkdir(mode=0o700)
    binaries = copy_programs(find_binaries(), hidden / "postgresql")
    assert await ask(make(place / "data", binaries=binaries).start(), "select 1") == 1
    assert _mode(hidden) == 0o700


@root_only
async def test_as_root_a_state_folder_that_vanished_is_said(place: Path, make: Make) -> None:
    cluster = make(place / "data")
    cluster.start()
    cluster.stop()
    shutil.rmtree(cluster.home)
    with pytest.raises(PostgresError, match=f"{cluster.home}, qui n'existe plus"):
        cluster.start()


@root_only
@pytest.mark.parametrize("length", [0, 150])
def test_an_ordinary_user_runs_it_in_his_own_folder(place: Path, length: int) -> None:
    user = pwd.getpwnam("nobody")
    home = place / "home"
    home.mkdir(mode=0o700)
    os.chown(home, user.pw_uid, user.pw_gid)
    binaries = copy_programs(find_binaries(), place / "postgresql")

    def work() -> None:
        cluster = Cluster(below(home, length) if length else home / "data", binaries=binaries, fast=True)
        for _ in range(2):
            assert asyncio.new_event_loop().run_until_complete(ask(cluster.start(), "select 1")) == 1
            assert cluster.home == cluster.folder
            assert cluster.data.stat().st_uid == user.pw_uid
            cluster.stop()

    assert _as_user(user, work) == 0


def _as_user(user: pwd.struct_passwd, work: Callable[[], None]) -> int:
    """Do the work in a copy of this process that has become this user; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            try:
                os.setgroups([])
                os.setgid(user.pw_gid)
                os.setuid(user.pw_uid)
                work()
                code = 0
            except BaseException:
                traceback.print_exc()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_another_version_of_the_data_is_said(place: Path, make: Make) -> None:
    cluster = make(place / "data")
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresError, match=r"créée par PostgreSQL 16.*POSTGRES_BIN"):
        cluster.start()


def test_chosen_binaries_that_are_missing_or_too_old_are_refused_by_name(place: Path, make: Make) -> None:
    with pytest.raises(PostgresError, match=f"POSTGRES_BIN : {place} ne contient pas"):
        make(place / "data", binaries=place).start()
    old = private_folder(place / "old")
    old.chmod(0o755)
    for program in ("postgres", "initdb"):
        (old / program).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (old / program).chmod(0o755)
    with pytest.raises(PostgresError, match=r"PostgreSQL 14 .* trop ancien : il faut la version 15"):
        make(place / "data", binaries=old).start()


@pytest.mark.parametrize("binaries", sorted(Path("/usr/lib/postgresql").glob("*/bin")), ids=str)
async def test_the_machine_s_own_postgresql_will_do(place: Path, make: Make, binaries: Path) -> None:
    url = make(place / "data", binaries=binaries).start()
    assert await ask(url, "select upper('éàç')") == "ÉÀÇ"
