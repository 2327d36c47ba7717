"""Which declarations a list is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from piccolo.querystring import QueryString

from models.visibility import visible
from resolvers.asker import Asker
from resolvers.opaque import key_of
from resolvers.pages import TRUE, only
from resolvers.periods import late_on
from rules.forms import DeclarationKind
from rules.problems import Code, Refused, problem
from rules.workflow import State

SEARCH_LENGTH = 100
ALIKE = (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae"), ("’", "'"))
"""Letters that no accent explains, and how people write them."""


@dataclass(frozen=True, slots=True)
class DeclarationFilter:
    """What is wanted; what is not named, or an empty list, does not narrow the list."""

    states: Sequence[State] = ()
    kind: DeclarationKind | None = None
    year: int | None = None
    period: str | None = None
    due_before: date | None = None
    late: bool | None = None
    search: str | None = None

    def where(self, asker: Asker) -> QueryString:
        """The condition on declarations `t` of periods `p`. A search that is too long is refused."""
        wanted = [only(kind=self.kind and self.kind.value, year=self.year)]
        if self.states:
            wanted.append(QueryString("t.state = any({}::text[])", [state.value for state in self.states]))
        if self.period is not None:
            wanted.append(QueryString("t.period_id = {}::int", key_of("Period", self.period)))
        if self.due_before is not None:
            wanted.append(QueryString("greatest(p.due_on, t.extended_to) < {}::date", self.due_before))
        if self.late is not None:
            wanted.append(QueryString("{}" if self.late else "not {}", late_on(asker)))
        if self.search is not None:
            wanted.append(_named(self.search))
        wanted = [each for each in wanted if each is not TRUE]
        return QueryString(" and ".join("{}" for _ in wanted), *wanted) if wanted else TRUE


def _named(text: str) -> QueryString:
    """Of structures whose name contains a text, whatever the capitals and accents. Names are read once, not by row."""
    if len(text) > SEARCH_LENGTH:
        raise Refused(problem(Code.TEXT_TOO_LONG, "search", length=len(text), limit=SEARCH_LENGTH))
    plain = folded(text.strip())
    if not plain:
        return TRUE
    return QueryString(
        f"t.structure_id in (select n.id from structure n where strpos({_folded_sql('n.name')}, {{}}::text) > 0 and {{}})",
        plain, visible("structure", "n"),
    )  # fmt: skip


def folded(text: str) -> str:
    """A text without accents and capitals, as names are compared."""
    plain = "".join(each for each in normalize("NFD", text) if not "\u0300" <= each <= "\u036f")
    for letter, written in ALIKE:
        plain = plain.replace(letter, written)
    return plain.lower()


def _folded_sql(column: str) -> str:
    """The same of a column."""
    plain = f"regexp_replace(normalize({column}, nfd), '[\\u0300-\\u036f]', '', 'g')"
    for letter, written in ALIKE:
        plain = "replace({}, '{}', '{}')".format(plain, letter, written.replace("'", "''"))
    return f"lower({plain})"
