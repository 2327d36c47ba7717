"""What each column is called and means: the one source of the models' help, the API's descriptions and the admin."""

from rules.columns.partners import AGREEMENT, LICENCE, ORGANISATION, STRUCTURE, TENURE
from rules.columns.people import CAF, OUTGOING_MAIL, PERSON, ROLE_GRANT, STAFF_ROLE
from rules.columns.trail import AUDIT_ENTRY
from rules.columns.word import Word
from rules.columns.work import DECLARATION, PERIOD

COLUMNS: dict[str, dict[str, Word]] = {
    "organisation": ORGANISATION, "structure": STRUCTURE, "tenure": TENURE, "licence": LICENCE,
    "agreement": AGREEMENT,
    "person": PERSON, "role_grant": ROLE_GRANT, "staff_role": STAFF_ROLE, "caf": CAF, "outgoing_mail": OUTGOING_MAIL,
    "period": PERIOD, "declaration": DECLARATION, "audit_entry": AUDIT_ENTRY,
}  # fmt: skip


def word(noun: str, column: str) -> Word:
    """The words of a column; one that has none is an error."""
    return COLUMNS[noun][column]


def told(noun: str, column: str) -> str:
    """What a column says, in French, for those who fill it in."""
    return word(noun, column).help


def described(noun: str, column: str) -> str:
    """What a column says, in English, for those who program against the API."""
    return word(noun, column).description


__all__ = ["COLUMNS", "Word", "described", "told", "word"]
