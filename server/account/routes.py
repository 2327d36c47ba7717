"""The addresses of an account's pages at each of the two doors."""

from starlette.routing import Route

from admin.door import AdminDoor
from server.account import own, passwords, signing_in
from server.account.place import Place
from server.account.reception import Reception, Wanted
from server.graphql import Door


def routes(door: Door) -> list[Route]:
    """At both doors the sign-in, its steps and one's own account; forgotten passwords and links at the API's."""
    reception = Reception(door)
    settings = door.settings
    admin = AdminDoor(door.house, settings.https, door.clock, settings.proxies)
    partners = Place(door.entrance, "/account", "/account", "/graphql", "Espace des partenaires")
    staff = Place(admin, "/admin", "/admin/account", "/admin/", "Administration")
    return [
        *_at(reception, partners),
        *_at(reception, staff),
        reception.route(
            "/account/forgotten", partners, Wanted.NONE, get=passwords.forgotten_form, post=passwords.forgotten
        ),
        reception.route("/account/link", partners, Wanted.NONE, get=passwords.link_form, post=passwords.use_link),
    ]


def _at(reception: Reception, place: Place) -> list[Route]:
    open_, any_, none = Wanted.OPEN, Wanted.ANY, Wanted.NONE
    return [
        reception.route(place.sign_in, place, none, get=signing_in.sign_in_form, post=signing_in.sign_in),
        reception.route(place.step, place, any_, get=signing_in.step_form, post=signing_in.take_step),
        reception.route(place.sign_out, place, none, post=signing_in.sign_out),
        reception.route(place.account, place, open_, get=own.account, post=own.end_sessions),
        reception.route(place.password, place, open_, get=passwords.own_change_form, post=passwords.change_own),
        reception.route(place.second_factor, place, open_, get=own.second_factor_form, post=own.change_second_factor),
    ]
