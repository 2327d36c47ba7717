"""What README and docs/api.md show is what the demonstration answers, and their commands exist."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from demo.load import PASSWORD
from demo.visitors import Visitors
from server.graphql import house_of
from tests.demo.conftest import SETTINGS, Demo
from tests.demo.test_examples import NOON

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/api.md")
EXAMPLE = re.compile(
    r"```graphql\n# as ([^\s,]+)(?:, with Idempotency-Key: (\S+))?\n(.*?)```.*?```json\n(.*?)```", re.S
)
EXAMPLES = [
    pytest.param(page, *match.groups(), id=f"{page}-{number}")
    for page in PAGES
    for number, match in enumerate(EXAMPLE.finditer((ROOT / page).read_text(encoding="utf-8")), 1)
]


def answered(body: dict[str, Any]) -> str:
    """An answer as the pages print it."""
    return json.dumps(body, ensure_ascii=False, indent=2)


@pytest.mark.parametrize(("page", "account", "key", "query", "shown"), EXAMPLES)
async def test_an_example_answers_what_the_page_shows(
    demo: Demo, page: str, account: str, key: str | None, query: str, shown: str
) -> None:
    visitors = Visitors(PASSWORD, house_of(SETTINGS))
    # An act under a key answers the same again.
    body, again = [await visitors.ask(account, query, NOON, key) for _ in range(2)]
    await visitors.leave()
    assert again == body
    # The days of the demonstration follow the day of its loading.
    today = re.compile(r"\b20\d\d-\d\d-\d\d\b")
    assert today.sub("DAY", answered(body)) == today.sub("DAY", shown.strip()), answered(body)


def test_both_pages_have_examples() -> None:
    assert {param.values[0] for param in EXAMPLES} == set(PAGES)


def test_an_act_under_a_key_is_shown() -> None:
    assert any(param.values[2] for param in EXAMPLES)


def test_every_command_of_the_readme_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"`?make ([a-z-]+)", text))
    assert {"demo", "test"} <= named <= targets


def test_every_file_that_the_pages_name_exists() -> None:
    for page in (*PAGES, "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8")):
            assert (ROOT / page).parent.joinpath(target).exists(), f"{page}: {target}"
