"""What is read of people."""

from models.engine import DB
from models.scope import scoped
from resolvers.asker import Asker


async def own_email(asker: Asker) -> str:
    """The e-mail of the person signed in."""
    person = asker.person
    with scoped(person):
        rows = await DB.fetch("select email from person where id = $1", person.person)
    return str(rows[0]["email"])
