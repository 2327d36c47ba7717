"""What is read of people."""

from collections.abc import Iterable

from email_validator import EmailNotValidError, validate_email
from piccolo.querystring import QueryString

from models.engine import DB
from models.scope import scoped
from models.visibility import visible
from resolvers.asker import Asker
from rules.numerals import quotable
from rules.problems import Code, Problem, problem

NAME_LENGTH = 120


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
    if not (0 < len(name) <= NAME_LENGTH and name.isprintable()):
        found.append(problem(Code.BAD_NAME, "displayName", limit=NAME_LENGTH))
    return found


async def active_grants(asker: Asker, people: Iterable[int]) -> dict[int, int]:
    """How many grants are in force today for each person, of those that the asker sees."""
    rows = await DB.run_querystring(
        QueryString(
            "select t.person_id, count(*) as n from role_grant t where t.person_id = any({}::int[]) and {}"
            " and t.state = 'ACTIVE' and t.ended_at is null and t.starts_on <= {}"
            " and (t.ends_on is null or t.ends_on >= {}) group by 1",
            sorted(set(people)), visible("role_grant", "t"), asker.today, asker.today,
        )
    )  # fmt: skip
    return {row["person_id"]: row["n"] for row in rows}


async def own_email(asker: Asker) -> str:
    """The e-mail of whoever has the session, even one that still waits for steps."""
    person = asker.visitor.scope
    with scoped(person):
        rows = await DB.fetch("select email from person where id = $1", person.person)
    return str(rows[0]["email"])
