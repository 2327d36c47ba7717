"""What `make demo` says: its doors, its accounts, lines that a shell takes as they are, its progress."""

import json
import subprocess
from pathlib import Path

import pytest

from demo.welcome import requests, welcome
from server.progress import progress_shown

ACCOUNTS = [
    {"email": "both@x.example", "password": "p", "roles": [{"role": "ACTIVITY_DATA_PROVIDER"}, {"role": "APPROVER"}]},
    {"email": "zoé@x.example", "password": "l'été", "roles": [
        {"role": "ACTIVITY_DATA_PROVIDER", "caf": "Caf du Nord", "structure": "Les Lutins"},
        {"role": "ACTIVITY_DATA_PROVIDER", "caf": "Caf du Nord", "structure": "Les Poussins"}]},
]  # fmt: skip


def test_the_welcome_names_every_door_account_and_role() -> None:
    text = welcome("http://127.0.0.1:8000", ACCOUNTS, Path("/data/it's here/cookies.txt"))
    assert text.splitlines()[0].startswith("Le portail de démonstration répond sur http://127.0.0.1:8000")
    for word in ("/schema.graphql", "/readyz", "zoé@x.example", "l'été", "Les Lutins", "Les Poussins", "approbateur"):
        assert word in text


def test_the_lines_to_try_survive_a_shell() -> None:
    lines = [line for _, line in requests("http://127.0.0.1:1", ACCOUNTS, Path("/data/it's here/c.txt"))]
    assert len(lines) == 3
    words = [
        subprocess.run(["sh", "-c", line.replace("curl", "printf '%s\\n'", 1)], capture_output=True, text=True, check=True)
        .stdout.splitlines()
        for line in lines
    ]  # fmt: skip
    assert [each[:3] for each in words] == [["-s", flag, "/data/it's here/c.txt"] for flag in ("-c", "-b", "-b")]
    assert json.loads(words[0][6])["variables"] == {"email": "zoé@x.example", "password": "l'été"}


def test_no_line_is_shown_without_someone_to_sign_in_as() -> None:
    assert requests("http://127.0.0.1:1", ACCOUNTS[:1], Path("c")) == []


def test_progress_is_plain_lines_away_from_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_shown() as show:
        for done in range(1, 4):
            show("Déclarations", done, 3)
    assert capsys.readouterr().out == "Déclarations : 3\n"
