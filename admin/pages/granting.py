"""« Habiliter une personne »: one person, many structures, the three roles, in one act after one look."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from admin.pages.call import Call, attempted, day_typed
from models.engine import DB
from resolvers import role_grants
from resolvers.grant_batch import Batch, look_up
from resolvers.opaque import encode
from resolvers.people import mailbox
from rules import french
from rules.columns.people import SPAN_LABELS
from rules.grants import GrantState
from rules.policy import PARTNERS, ROLE_LABELS, Role
from rules.problems import Code, Problem, problem

TENURES = """
select g.id, g.structure, g.gestionnaire, s.commune from admin.gestions g
join tenure t on t.id = g.id join admin.structures s on s.id = t.structure_id
where t.caf_id = portal_id('portal.manager_caf') and (g.etat <> $1 or g.id = any($2::int[])) order by lower(g.gestionnaire), lower(g.structure), g.id
"""
"""Those that have ended are led to from the page of their structure: their last years are still to be declared."""
KNOWN = "select id, personne from admin.personnes where adresse = $1"
ROLES = tuple((role.value, label) for role, label in ROLE_LABELS.items() if role in PARTNERS)


async def show(call: Call) -> Response:
    """The empty form; the address fills it for a person known already, or for one structure."""
    asked = call.request.query_params
    for name in ("email", "name", "tenure", "filter"):
        if asked.get(name):
            call.form[name] = asked[name]
    call.form.setdefault("starts_on", french.day(call.asker.today))
    return await _form(call)


async def grant(call: Call) -> Response:
    """Filter the structures, look at what will be granted, or grant it."""
    step = call.typed("step")
    if step in {"filter", "back"}:
        return await _form(call)
    problems: list[Problem] = []
    starts_on = day_typed(call, "starts_on", "startsOn", problems)
    ends_on = day_typed(call, "ends_on", "endsOn", problems, wanted=False)
    known = {str(row["id"]): row for row in await _tenures(call)}
    tenures = [known[key] for key in dict.fromkeys(call.ticked("tenure")) if key in known]
    roles = [Role(value) for value, _ in ROLES if value in call.ticked("role")]
    email = mailbox(call.typed("email"))
    if email is None:
        problems.append(problem(Code.BAD_EMAIL, "email", given=call.typed("email")[:80]))
    if not call.typed("name"):
        problems.append(problem(Code.BAD_NAME, "displayName", limit=120))
    problems += [] if tenures else [problem(Code.NOTHING_CHOSEN, "tenures", what="Aucune structure n'est cochée")]
    problems += [] if roles else [problem(Code.NOTHING_CHOSEN, "roles", what="Aucun rôle n'est coché")]
    if starts_on and ends_on and ends_on < starts_on:
        problems.append(problem(Code.BAD_DATES, "endsOn", detail="la fin précède le début"))
    if problems or email is None or starts_on is None:
        return await _form(call, problems)
    marks, waits = [encode("Tenure", row["id"]) for row in tenures], bool(call.typed("requested"))
    if step != "confirm":
        batch = Batch(
            email, call.typed("name"), starts_on, ends_on, GrantState.REQUESTED if waits else GrantState.ACTIVE
        )
        found = await look_up(call.asker, batch, marks, roles)
        if found.problems:
            return await _form(call, _placed(found.problems, tenures))
        shown: dict[str, Any] = {
            "tenures": tenures,
            "chosen": [ROLE_LABELS[role] for role in roles],
            "standing": len(found.standing),
        }
        return call.page(
            "granting_preview", "Vérifiez avant d'habiliter", email=email, starts_on=starts_on, ends_on=ends_on,
            total=len(tenures) * len(roles), waits=waits, **shown,
        )  # fmt: skip
    made, refused = await attempted(
        role_grants.grant_roles(
            call.asker, email, call.typed("name"), marks, roles, starts_on, ends_on, requested=waits
        )
    )
    if refused:
        return await _form(call, _placed(refused, tenures))
    person = await DB.fetch(KNOWN, email)
    told = {"accordees": str(len(made.made)), "deja": str(len(made.standing))}
    return call.go(f"/admin/personnes/{person[0]['id']}" if person else "/admin/tableau", **told)


def _placed(problems: Sequence[Problem], tenures: Sequence[Any]) -> list[Problem]:
    """What stands in the way of one structure names it."""
    return [
        replace(each, message=f"{tenures[int(each.path[1])]['structure']} : {each.message}")
        if each.path[:1] == ("tenures",) and len(each.path) > 1 and each.path[1].isdigit()
        else each
        for each in problems
    ]


async def _tenures(call: Call) -> Any:
    ticked = [int(key) for key in call.ticked("tenure") if key.isascii() and key.isdigit() and int(key) < 2**31]
    return await DB.fetch(TENURES, SPAN_LABELS["ENDED"], ticked)


async def _form(call: Call, problems: Any = ()) -> Response:
    """The form; what is ticked stays, whatever the filter."""
    ticked, wanted = set(call.ticked("tenure")), call.typed("filter").lower()
    groups: dict[str, list[Any]] = {}
    for row in await _tenures(call):
        text = f"{row['structure']} {row['gestionnaire']} {row['commune']}".lower()
        if str(row["id"]) in ticked or wanted in text:
            groups.setdefault(row["gestionnaire"], []).append(row)
    return call.page("granting", "Habiliter une personne", problems, groups=groups, roles=ROLES, ticked=ticked)
