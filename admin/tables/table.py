"""A list of the admin: a view of the database, its columns with their words, and the right to read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, partial
from typing import Any

from piccolo.columns import Column, Date, Integer, Varchar
from piccolo.columns.choices import Choice
from piccolo.columns.readable import Readable
from piccolo.table import Table, create_table_class
from piccolo_admin.endpoints import TableConfig
from piccolo_api.crud.endpoints import OrderBy

from models.engine import DB
from models.scope import Held
from rules.columns import Word, word
from rules.policy import allowed

KINDS: dict[str, Callable[..., Column]] = {"text": partial(Varchar, length=300), "number": Integer, "day": Date}


@dataclass(frozen=True, slots=True)
class AdminColumn:
    """One column: its name in the view, what it holds, where its words are written; `listed`, is it in the list at first?"""

    name: str
    noun: str
    of: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    listed: bool = True

    @property
    def word(self) -> Word:
        """Its label and its help, from the one source."""
        return word(self.noun, self.of)

    def column(self) -> Column:
        """As Piccolo reads it."""
        options: dict[str, Any] = {"null": True, "default": None, "help_text": self.word.help}
        if self.choices:
            members = {f"C{place}": Choice(label, label) for place, label in enumerate(self.choices)}
            options["choices"] = Enum(self.name.title(), members)
        return KINDS[self.kind](**options)


@dataclass(frozen=True)
class AdminTable:
    """One list. `page` is where a row has a page of its own, `add` the page that makes a new one.

    `making` is the right to that page, where it is not the one to the list. `hidden` names the right
    that a column is shown by; `of`, the table of the people whom a list names.
    """

    name: str
    title: str
    group: str
    action: str
    help: str
    columns: tuple[AdminColumn, ...]
    order: tuple[str, ...]
    readable: str
    page: str = ""
    add: str = ""
    making: str = ""
    of: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)

    def shows(self, column: str, held: Held) -> bool:
        """Is a column shown to somebody with these roles?"""
        return column not in self.hidden or allowed(self.hidden[column], held)

    @cached_property
    def words(self) -> dict[str, Word]:
        """The words of each column, by its name in the view."""
        return {column.name: column.word for column in self.columns}

    @cached_property
    def table_class(self) -> type[Table]:
        """As Piccolo reads it; it never writes here."""
        members: dict[str, Any] = {"id": Integer(primary_key=True, default=None, help_text=word("caf", "id").help)}
        members |= {column.name: column.column() for column in self.columns}
        members["get_readable"] = classmethod(
            lambda made: Readable(template="%s", columns=[made._meta.get_column_by_name(self.readable)])
        )
        options = {"tablename": self.name, "schema": "admin", "db": DB, "help_text": self.help}
        return create_table_class(self.name.title(), class_kwargs=options, class_members=members)

    @property
    def config(self) -> TableConfig:
        """As Piccolo admin shows it."""
        column = self.table_class._meta.get_column_by_name
        return TableConfig(
            table_class=self.table_class,
            visible_columns=[column(each.name) for each in self.columns if each.listed],
            visible_filters=[column(each.name) for each in self.columns],
            link_column=column(self.readable),
            order_by=[OrderBy(column(name.removeprefix("-")), ascending=name[0] != "-") for name in self.order],
            menu_group=self.group,
        )
