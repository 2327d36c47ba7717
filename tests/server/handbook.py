"""The page docs/operate.md: its blocks, the place where they are run, and the words of the command that it names."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.main import get_command

from models.engine import DbRole
from server.command import app
from server.database_url import Urls, connect
from server.postgres_binaries import find_binaries
from server.settings import Settings
from tests.serving import PORTAL

ROOT = Path(__file__).parent.parent.parent


PAGE = (ROOT / "docs/operate.md").read_text(encoding="utf-8")


OLD, NEW = "l'ancien secret de trente-deux signes au moins", "le nouveau secret de trente-deux signes au moins"


BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str, heading: str | None = None) -> list[str]:
    """The blocks of a language, in the order of the page; under one heading, if it is named."""
    page = PAGE if heading is None else PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [text for found, text in BLOCK.findall(page) if found == language]


@dataclass
class Place:
    """A server of its own, and the settings of whoever runs the commands there."""

    admin: str
    urls: Urls
    settings: dict[str, str]

    def run(self, commands: str, **more: str) -> str:
        """Run a block of the page as it stands, from the root of the repository; what it prints."""
        bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
        path = os.pathsep.join((str(PORTAL.parent), str(find_binaries()), bare.get("PATH", "")))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands], cwd=ROOT, capture_output=True, text=True, check=False,
            timeout=120, env={**bare, **self.settings, **more, "PATH": path},
        )  # fmt: skip
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    async def rows(self, urls: Urls, sql: str, role: DbRole = DbRole.JOB) -> list[Any]:
        connection = await connect(urls[role])
        try:
            return list(await connection.fetch(sql))
        finally:
            await connection.close()


async def give_passwords(place: Place) -> None:
    """What `\\password` does by asking."""
    connection = await connect(place.admin)
    for role in DbRole:
        word = place.urls[role].split(f"{role}:", 1)[1].split("@", 1)[0]
        await connection.execute(f"alter role {role} password '{word}'")
    await connection.close()


def unknown(words: list[str]) -> list[str]:
    """What of a `portal` command line does not exist: its verb, the verb below, its options."""
    command: Any = get_command(app)
    for word in words:
        if word.startswith("--"):
            options = [option for each in command.params for option in each.opts]
            if word.split("=")[0] not in options:
                return [word]
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return [word]
            command = command.commands[word]
    return []
