"""Every field is guarded by the permission table, and answers as the table says."""

from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLNonNull,
    GraphQLObjectType,
    ObjectTypeDefinitionNode,
    get_named_type,
    is_introspection_type,
    is_leaf_type,
    is_object_type,
    parse,
    value_from_ast_untyped,
)

from rules.permits import forbidden
from rules.policy import PARTNERS, POLICY, Reach, Role, UnknownAction, required_roles, told
from rules.workflow import STEPS
from schema import guards
from schema.branches import _BRANCHES
from schema.guards import Unguarded, guarded, read_guards
from schema.portal import GRAPHQL, GUARDS, sdl

PUBLIC_FIELDS = {
    "Query": None, "Mutation": None, "PageInfo": None,
    "Problem": {"code", "message", "remedy", "path", "control", "currentVersion", "action", "requiredRoles"},
    "AllowedAction": {"act", "label", "part", "allowed", "problems", "roles", "who", "people"},
    "Remark": {"control", "label", "text"},
    "HistoryRefusal": {"code", "sentence"},
    "ObstacleList": {"problems", "hiddenCount"},
    "PlacesPeriod": {"startsOn", "endsOn", "places"},
    "SentBack": {"by", "at", "reason", "items"},
    "FormLine": {
        "name", "part", "label", "unit", "tooltip", "limits", "decimals", "required", "computed", "column", "total", "since",
        "kinds", "value", "shown", "previous", "previousShown", "previousSource", "gap", "gapShown", "remarks",
    },
    "Progress": {"sentence", "awaits", "vacancies", "since", "until"},
    "Awaited": {"task", "people", "vacant", "you"},
    "Task": {"what", "act", "part", "partLabel", "role", "roleLabel"},
    "Deadline": {"limit", "day", "daysLeft", "late", "words"},
    "SheetOutcome": {"applied", "version", "sheets", "changes"},
    "PeriodProgress": {"total", "late", "states"},
    "StateCount": {"state", "stateLabel", "count"},
    "Publication": {"opened", "already", "cancelled"},
    "SheetChange": {"item", "label", "before", "after", "changed", "cell"},
    "MissingInPart": {"part", "partLabel", "items", "blockers", "warnings"},
    "PendingStep": {"step", "label"},
    "Notice": {"version", "paragraphs"},
    "StandingGrant": {"tenure", "role"},
}  # fmt: skip
"""The short list: containers, refusals, and what only a guarded field leads to. `None`: whatever it holds."""

SHOWN_ONCE = {"BeginSecondFactorPayload": {"secret", "address"}, "EnableSecondFactorPayload": {"recoveryCodes"}}
"""What is made for whoever asks, in the act itself, and kept nowhere in a form that could be shown again."""

OBJECTS: dict[str, GraphQLObjectType] = {
    name: kind for name, kind in GRAPHQL.type_map.items() if is_object_type(kind) and not is_introspection_type(kind)
}
GUARDED = [(name, field, action) for name, fields in GUARDS.items() for field, action in fields.items() if action]


def test_every_field_is_guarded_or_in_the_short_list() -> None:
    open_fields = {
        (name, field)
        for name, kind in OBJECTS.items()
        for field in kind.fields or ()
        if not GUARDS[name][field] and not name.endswith(("Connection", "Edge", "Payload"))
    }
    listed = {(name, field) for name, fields in PUBLIC_FIELDS.items() for field in fields or OBJECTS[name].fields}
    assert open_fields == listed
    assert len(GUARDED) > 250


@pytest.mark.parametrize("suffix", ["Connection", "Edge", "Payload"])
def test_a_container_holds_guarded_objects_and_its_own_bookkeeping_only(suffix: str) -> None:
    for name, kind in OBJECTS.items():
        if name.endswith(suffix):
            leaves = {field for field, of in kind.fields.items() if is_leaf_type(get_named_type(of.type))}
            assert leaves <= {"totalCount", "cursor"} | SHOWN_ONCE.get(name, set()), name


def test_a_field_without_guard_is_refused_when_the_schema_is_built() -> None:
    @strawberry.type
    class Careless:
        name: str = guarded("structure.read", "Guarded.")
        secret: str = strawberry.field(description="Forgotten.")

    @strawberry.type
    class Query:
        @strawberry.field
        def careless(self) -> Careless | None:
            return None

    with pytest.raises(Unguarded, match=r"Careless\.secret"):
        read_guards(strawberry.Schema(query=Query)._schema)


def test_an_action_that_the_table_does_not_know_is_an_error() -> None:
    with pytest.raises(UnknownAction):
        guarded("structure.raed", "A slip.")


def _asked(action: str) -> dict[str, Any]:
    """A row of the permission table as the directive prints it."""
    row = POLICY[action]
    asked = {"reach": row.reach.value} if row.reach else {"roles": [role.value for role in required_roles(action)]}
    return {"action": action, **asked}


ACTS = {
    "signIn": ["session.open"],
    "signOut": ["session.open"],
    "requestPasswordReset": ["session.open"],
    "useLink": ["session.open"],
    "changePassword": ["account.own"],
    "acceptNotice": ["account.own"],
    "beginSecondFactor": ["account.own"],
    "enableSecondFactor": ["account.own"],
    "confirmSecondFactor": ["account.own"],
    "removeSecondFactor": ["account.own"],
    "endSession": ["account.own"],
    "endOtherSessions": ["account.own"],
    "save": ["activity.write", "finance.write"],
    "completePart": ["activity.complete", "finance.complete"],
    "reopenPart": ["activity.reopen", "finance.reopen"],
    "sendBackPart": ["declaration.send_back"],
    "approve": ["declaration.approve"],
    "withdraw": ["declaration.withdraw"],
    "take": ["declaration.take"],
    "return": ["declaration.return"],
    "accept": ["declaration.accept"],
    "reopen": ["declaration.reopen"],
    "cancel": ["declaration.cancel"],
    "grantDelay": ["declaration.delay"],
    "paste": ["activity.write", "finance.write"],
    "openPeriod": ["period.keep"],
    "changePeriod": ["period.keep"],
    "publishPeriod": ["period.keep"],
    "addOrganisation": ["organisation.keep"],
    "addStructure": ["structure.keep"],
    "changeLicence": ["structure.keep"],
    "recordAgreement": ["agreement.keep"],
    "endAgreement": ["agreement.keep"],
    "transferStructure": ["tenure.keep"],
    "closeStructure": ["structure.keep"],
    "reopenStructure": ["structure.keep"],
    "stateGroupAccounts": ["group_accounts.state"],
    "renameOrganisation": ["organisation.keep"],
    "changeStructure": ["structure.keep"],
    "grantRole": ["role_grant.grant"],
    "grantRoles": ["role_grant.grant"],
    "activateRoleGrant": ["role_grant.activate"],
    "suspendRoleGrant": ["role_grant.suspend"],
    "openAccount": ["account.open"],
    "sendOpeningAgain": ["account.open"],
    "forcePasswordChange": ["account.force_change"],
    "deactivateAccount": ["account.activate"],
    "reactivateAccount": ["account.activate"],
    "nameStaff": ["staff_role.keep"],
    "endStaffRole": ["staff_role.keep"],
    "openCaf": ["caf.keep"],
    "renameCaf": ["caf.keep"],
    "endRoleGrant": ["role_grant.end"],
}


def test_the_sdl_prints_the_rows_of_the_permission_table() -> None:
    printed = {
        (kind.name.value, field.name.value): [
            {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments or ()}
            for directive in field.directives or ()
            if directive.name.value == "allowed"
        ]
        for kind in parse(sdl()).definitions
        if isinstance(kind, ObjectTypeDefinitionNode)
        for field in kind.fields or ()
    }
    for name, field, action in GUARDED:
        assert printed.pop((name, field)) == [_asked(action)]
    for field, actions in ACTS.items():
        assert printed.pop(("Mutation", field)) == [_asked(action) for action in actions]
    assert not any(printed.values())
    assert not [field for name, field in printed if name == "Mutation"]


def test_a_description_ends_with_who_may_in_the_words_of_the_refusal() -> None:
    for name, field, action in GUARDED:
        assert (OBJECTS[name].fields[field].description or "").endswith(f" {told(action)}"), f"{name}.{field}"
        assert forbidden(action).message.endswith(f" {POLICY[action].why}")
    for act, actions in ACTS.items():
        for action in actions:
            assert told(action) in (OBJECTS["Mutation"].fields[act].description or ""), act
    assert (
        told("finance.read")
        .removesuffix(".")
        .endswith(forbidden("finance.read").remedy.removesuffix(".").rpartition(" : ")[2])
    )
    assert told("caf.read") == "Public."


def test_every_act_of_the_workflow_asks_what_its_row_says() -> None:
    assert {act: ACTS[act] for act in STEPS} == {act: sorted(set(step.actions.values())) for act, step in STEPS.items()}


def test_a_branch_is_loaded_under_the_action_of_its_field() -> None:
    for (type_name, field), (_, action) in _BRANCHES.items():
        assert GUARDS[type_name][field] == action
    to_rows = {
        (name, field)
        for name, kind in OBJECTS.items()
        for field, of in kind.fields.items()
        if name not in {"Query", "Mutation"} and not name.endswith(("Connection", "Edge", "Payload"))
        if any(each.name == "Node" for each in getattr(get_named_type(of.type), "interfaces", ()))
        or get_named_type(of.type).name.endswith("Connection")
    }
    assert to_rows <= set(_BRANCHES)


SEES = {
    "Caf": set(Role),
    "Organisation": set(required_roles("organisation.read")),
    "Structure": set(required_roles("structure.read")),
    "Licence": set(required_roles("structure.read")),
    "GroupAccounts": set(PARTNERS),
    "Tenure": set(required_roles("tenure.read")),
    "Agreement": set(required_roles("agreement.read")),
    "RoleGrant": set(required_roles("role_grant.read")),
    "Period": set(Role),
    "Declaration": set(required_roles("declaration.read")),
    "Submission": set(required_roles("submission.read")),
    "StatisticsCell": set(Role),
    "Person": set(required_roles("person.read")),
    "AccountOpening": set(required_roles("person.read")),
    "StaffRole": set(required_roles("staff_role.read")),
    "Viewing": set(required_roles("access.read")),
    "Viewer": set(Role),
    "Session": set(Role),
    "ViewerRole": set(Role),
    "Simulation": set(required_roles("simulation.project")),
    "SimulatedScenario": set(required_roles("simulation.project")),
    "ThresholdDistance": set(required_roles("simulation.project")),
}
"""Who may be shown the object at all; of other objects anything may be hidden."""


def test_what_may_be_hidden_is_nullable() -> None:
    """So that a refusal never blanks more than its own field."""
    for name, field, action in GUARDED:
        if POLICY[action].reach in (Reach.PUBLIC, Reach.SELF):
            continue
        may_be_refused = SEES.get(name, set(Role)) - set(required_roles(action))
        if may_be_refused:
            assert not isinstance(OBJECTS[name].fields[field].type, GraphQLNonNull), f"{name}.{field}"


def test_the_public_types_are_few() -> None:
    assert set(PUBLIC_FIELDS) == guards.PUBLIC_TYPES
