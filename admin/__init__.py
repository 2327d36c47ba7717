"""The admin: Piccolo's lists in French, filtered and kept by our acts, and the pages that stand beside them."""

from collections.abc import Collection

from starlette.routing import BaseRoute

from admin import pages, site
from admin.door import AdminDoor


def routes(door: AdminDoor, trusted: Collection[str] = ()) -> list[BaseRoute]:
    """The routes of the admin, from the root of the site; `trusted` are the public origins behind a proxy."""
    lists = site.private_routes()
    return [*site.routes(door, lists, trusted), *pages.routes(door, lists, trusted)]
