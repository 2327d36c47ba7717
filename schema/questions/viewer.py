"""Questions about oneself."""

import strawberry
from strawberry import Info

from models.scope import scoped
from resolvers.asker import Asker
from resolvers.people import own_email
from schema.branches import grow
from schema.selection import Selection, selection_of
from schema.viewer import Viewer


async def make_viewer(asker: Asker, below: Selection) -> Viewer:
    """The person signed in, with his roles."""
    made = Viewer.of(asker, await own_email(asker))
    with scoped(asker.person):
        await grow(made.roles, below.below("Viewer", "roles"), asker)
    return made


@strawberry.type
class ViewerQuestions:
    """The person signed in."""

    @strawberry.field(description="The person signed in.")
    async def viewer(self, info: Info) -> Viewer:
        """His account and roles."""
        return await make_viewer(info.context, selection_of(info._raw_info))
