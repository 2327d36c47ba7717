"""The pages that repeat code are written by code: `make docs` writes them, `make check` finds them stale."""

from collections.abc import Callable
from pathlib import Path

from rules.problems import PROBLEMS
from schema.portal import sdl
from server.workflow_page import workflow

ROOT = Path(__file__).resolve().parent.parent


def errors() -> str:
    """Every code that can be answered, with its meaning, French sentence and remedy."""
    rows = [
        f"| `{code.value}` | {entry.meaning} | {entry.sentence} | {entry.remedy} | {entry.status} |"
        for code, entry in PROBLEMS.items()
    ]
    return "\n".join(
        [
            "# Error codes",
            "",
            "The closed list of `rules/problems/`, written by `make docs`. Codes are stable. The status is that of an answer",
            "that holds nothing else; refusals of an act are data, with status 200.",
            "",
            "| Code | Meaning | Sentence | Remedy | Status |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


PAGES: dict[str, Callable[[], str]] = {
    "schema/schema.graphql": sdl,
    "docs/errors.md": errors,
    "docs/workflow.md": workflow,
}


def stale() -> list[str]:
    """The pages that no longer say what the code says."""
    return [name for name, page in PAGES.items() if _read(ROOT / name) != page()]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write() -> None:
    """Write every page again."""
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8")
