"""What our script has to know of the lists: titles, labels, what may be written and where the pages are."""

from typing import Any

from admin.tables import tables_of
from admin.writes import WRITES
from models.scope import Held
from rules.policy import allowed


def words_for(held: Held) -> dict[str, Any]:
    """For each list of these roles: its title, its labels, the fields of its forms, its pages."""
    return {
        name: {
            "title": table.title,
            "labels": {column: word.label for column, word in table.words.items()},
            "choices": [label for column in table.columns for label in column.choices],
            "change": fields(name, "PATCH", held),
            "make": fields(name, "POST", held),
            "page": table.page,
            "add": table.add if allowed(table.making or table.action, held) else "",
        }
        for name, table in tables_of(held).items()
    }


def fields(table: str, method: str, held: Held) -> list[str]:
    """The fields that an act of these roles takes; none where there is no act."""
    found = WRITES.get((table, method))
    return list(found.model.model_fields) if found and allowed(found.action, held) else []
