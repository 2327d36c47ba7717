"""The pages that repeat code are written by code: `make docs` writes them, `make check` finds them stale."""

from collections.abc import Callable
from pathlib import Path

from rules.mails import MAILS, Sending
from rules.problems import PROBLEMS
from rules.sign_in import LinkPurpose
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


def mails() -> str:
    """Every mail, when it is posted and to whom."""
    rows = [
        f"| `{mail}` | {sending.label} | {sending.when} | {_readers(sending)} | {LINKS[sending.link]} |"
        for mail, sending in MAILS.items()
    ]
    return "\n".join(
        [
            "# Mails",
            "",
            "The closed list of `rules/mails.py`, written by `make docs`; the texts stand in `server/templates/mail/`. Whoever does",
            "the act is not told of it. A mail names the structure, the declaration and its days, never a figure or a reason.",
            "",
            "| Mail | In French | Posted when | To | Link |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


LINKS = {None: "", LinkPurpose.OPENING: "first password", LinkPurpose.RESET: "new password"}


def _readers(sending: Sending) -> str:
    to = [
        *(["providers of the part named, or of all"] if sending.providers else []),
        *(["approver"] if sending.approver else []),
    ]
    return ", ".join(to) or "the person"


PAGES: dict[str, Callable[[], str]] = {
    "schema/schema.graphql": sdl,
    "docs/errors.md": errors,
    "docs/workflow.md": workflow,
    "docs/mails.md": mails,
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
