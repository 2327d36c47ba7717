"""The pages that repeat code are written by code: `make docs` writes them, `make check` finds them stale."""

from collections.abc import Callable
from pathlib import Path

from rules.imports import FILES
from rules.mails import MAILS, Sending
from rules.problems import PROBLEMS
from rules.sign_in import LinkPurpose
from schema.portal import sdl
from server.parameters_page import parameters
from server.permissions_page import permissions
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


def imports() -> str:
    """Every file that `portal import` reads, column by column."""
    page = [
        "# Files to import",
        "",
        "What `portal import FOLDER` reads, written by `make docs` from `rules/imports/`. [How to run it](operate.md).",
        "UTF-8 with or without its mark; separated by semicolons, commas or tabs; days as 31/12/2025 or 2025-12-31. Titles are",
        "compared without case, accents and punctuation. Lines are known again by the columns marked **key**. A column that a file",
        "lacks leaves what is known as it is; an empty cell empties it.",
    ]
    for file in FILES:
        page += [
            "",
            f"## `{file.name}` ({file.heading})",
            "",
            "| Column | Also understood | Holds | |",
            "|---|---|---|---|",
        ]
        for column in file.columns:
            marks = {
                "**key**": column.name in file.key,
                "required": column.required,
                "never changes": column.name in file.fixed,
            }
            said = ", ".join(mark for mark, yes in marks.items() if yes)
            default = f"; `{column.default}` if absent" if column.default else ""
            others = ", ".join((*column.titles[1:], f"`{column.name}`"))
            page.append(f"| {column.label} | {others} | {column.holds}{default} | {said} |")
    return "\n".join([*page, ""])


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
    "docs/imports.md": imports,
    "docs/workflow.md": workflow,
    "docs/mails.md": mails,
    "docs/permissions.md": permissions,
    "docs/parameters.md": parameters,
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
