"""Questions about accounts that several structures share."""

import strawberry
from strawberry import Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.listings import GROUP_ACCOUNTS
from resolvers.pages import only
from rules.forms import DeclarationKind
from schema.connection import Connection, root_connection
from schema.group_accounts import GroupAccounts
from schema.selection import selection_of


@strawberry.type
class GroupAccountsQuestions:
    """Totals that the caller sees."""

    @strawberry.field(description="The totals of shared accounts that cover no other structures than the caller's own.")
    async def group_accounts(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        kind: DeclarationKind | None = None,
        year: int | None = None,
    ) -> Connection[GroupAccounts]:
        """A page, of one kind or year if wanted."""
        asker: Asker = info.context
        where = only(kind=kind and kind.value, year=year)
        with scoped(asker.person):
            return await root_connection(
                GROUP_ACCOUNTS,
                "GroupAccounts",
                GroupAccounts.of,
                selection_of(info._raw_info),
                asker,
                first,
                after,
                where,
            )
