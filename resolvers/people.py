"""What is read of people."""

from email_validator import EmailNotValidError, validate_email

from models.engine import DB
from models.scope import scoped
from resolvers.asker import Asker
from rules.numerals import quotable
from rules.problems import Code, Problem, problem

_NAME_LENGTH = 120


def mailbox(given: str) -> str | None:
    """The address as it is stored, one spelling for each mailbox; none if it cannot be one."""
    try:
        return validate_email(given.strip(), check_deliverability=False, strict=True).normalized.lower()
    except EmailNotValidError:
        return None


def bad_person(email: str, name: str) -> list[Problem]:
    """What is wrong with the address and the name that are typed for somebody."""
    found = []
    if mailbox(email) is None:
        found.append(problem(Code.BAD_EMAIL, "email", given=quotable(email)))
    if not (0 < len(name) <= _NAME_LENGTH and name.isprintable()):
        found.append(problem(Code.BAD_NAME, "displayName", limit=_NAME_LENGTH))
    return found


async def own_email(asker: Asker) -> str:
    """The e-mail of whoever has the session, even one that still waits for steps."""
    person = asker.visitor.scope
    with scoped(person):
        rows = await DB.fetch("select email from person where id = $1", person.person)
    return str(rows[0]["email"])
