"""What one is told beforehand is what the act answers: every act × state × role × day of the period, compared."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from models.engine import ScopedEngine
from resolvers.opaque import encode
from rules.workflow import STEPS, PartState, State
from tests.dry import undone
from tests.resolvers.test_acts import request
from tests.world import COMPLETE, OUTSIDE, REOPEN_PART, SEND_BACK, SHOW, World

PEOPLE = ("director", "accountant", "deputy", "officer")
DAYS = {
    "not yet open": (date(2025, 2, 1), date(2025, 3, 31), date(2025, 6, 30)),
    "open": (date(2025, 1, 10), date(2025, 3, 31), date(2025, 6, 30)),
    "late": (date(2025, 1, 10), date(2025, 1, 15), date(2025, 6, 30)),
    "closed": (date(2025, 1, 10), date(2025, 1, 12), date(2025, 1, 15)),
}
UNTIL = "2025-12-31"
WORDS = "code message remedy path control requiredRoles"
TOLD = f"allowedActions {{ act part allowed people who problems {{ {WORDS} }} }}"
ASK = f"query ($id: ID!) {{ declaration(id: $id) {{ {TOLD} }} }}"
PARTLY = f"query ($id: ID!) {{ declaration(id: $id) {{ activity {{ {TOLD} }} finance {{ {TOLD} }} }} }}"
OF_STRUCTURE = f"query ($id: ID!) {{ structure(id: $id) {{ {TOLD} }} }}"


@dataclass
class Case:
    """A declaration brought somewhere."""

    name: str
    world: World


async def _cases() -> list[Case]:
    """Each state; one part complete; a part sent back; a transmission without an amount."""
    names = (*State, "activity complete", "finance complete", "reopened", "sent back")
    whole, priceless = await World.granted(structures=len(names)), await World.granted(year=2023)
    priceless.house = replace(priceless.house, fictional_allowed=False)
    cases = [
        Case(name, replace(whole, declarations=[declaration]))
        for name, declaration in zip(names, whole.declarations, strict=True)
    ]
    cases.append(Case("no amount", priceless))
    for case in cases:
        world = case.world
        match case.name:
            case "activity complete" | "finance complete":
                await world.put("IN_PROGRESS")
                who, part = ("director", "ACTIVITY") if "activity" in case.name else ("accountant", "FINANCE")
                await _do(world, who, COMPLETE, part=part, version=2)
            case "reopened":
                await world.put("READY")
                await _do(world, "director", REOPEN_PART, part="ACTIVITY", version=3)
            case "sent back":
                await world.put("READY")
                await _do(world, "deputy", SEND_BACK, part="FINANCE", version=5, reason="Un chiffre.")
            case "no amount":
                await world.put("PROCESSING")
            case state:
                await world.put(state)
    return cases


async def _do(world: World, who: str, document: str, **input: Any) -> None:
    done = await world.act(who, document, declaration=world.declaration, **input)
    assert done["errors"] == [], done


@pytest.fixture(scope="module")
async def cases(database: ScopedEngine) -> list[Case]:
    return await _cases()


@pytest.fixture(params=DAYS)
async def days(request: pytest.FixtureRequest, cases: Sequence[Case]) -> AsyncIterator[str]:
    """The period of all these declarations on other days, for the length of a test."""
    world = cases[0].world
    await _lay(world, request.param)
    yield request.param
    await _lay(world, "open")


async def _lay(world: World, name: str) -> None:
    sql = "update declaration_period set opens_on = $2, due_on = $3, closes_on = $4 where id = $1"
    await world.written(sql, world.period, *DAYS[name])


Acts = dict[tuple[str, str | None], dict[str, Any]]


async def told(world: World, who: str) -> Acts:
    """What somebody is told of each act."""
    found = (await world.data(who, ASK, id=world.declaration))["declaration"]["allowedActions"]
    return {(each["act"], each["part"]): each for each in found}


async def answered(world: World, who: str, act: str, part: str | None, stands: dict[str, Any]) -> Any:
    """What the act itself answers, with nothing wrong in what is typed."""
    name = act.removesuffix("Part") if part else act
    document, input = request(f"{name} {part}" if part else name, stands)
    for show in (SHOW, OUTSIDE):
        document = document.replace(show, f"{{ errors {{ {WORDS} }} }}")
    if act in ("return", "reopen", "grantDelay"):
        input = {**input, "until": UNTIL}
    return (await world.act(who, document, declaration=world.declaration, **input))["errors"]


async def test_what_is_told_is_what_the_act_answers(cases: Sequence[Case], days: str) -> None:
    differing, done = {}, set()
    for case in cases:
        stands = await case.world.stands()
        for who in PEOPLE:
            for (act, part), each in (await told(case.world, who)).items():
                with undone():
                    errors = await answered(case.world, who, act, part, stands)
                assert each["allowed"] is not bool(each["problems"])
                if errors != each["problems"]:
                    differing[case.name, who, act, part] = (each["problems"], errors)
                if not errors:
                    done.add((act, part))
    assert differing == {}
    partners = {"save", "completePart", "reopenPart", "sendBackPart", "approve", "withdraw"}
    every = {(act.value, part and part.value) for act, step in STEPS.items() for part in step.actions}
    running = days in ("open", "late")
    assert done == {(act, part) for act, part in every if running or act not in partners}


async def test_every_act_on_the_declaration_and_its_parts_is_told(cases: Sequence[Case]) -> None:
    every = {(act.value, part and part.value) for act, step in STEPS.items() for part in step.actions}
    for who in PEOPLE:
        assert set(await told(cases[0].world, who)) == every


async def test_a_part_tells_of_itself_what_its_declaration_tells_of_it(cases: Sequence[Case]) -> None:
    for case in cases:
        for who in ("director", "accountant", "deputy"):
            whole = await told(case.world, who)
            shown = (await case.world.data(who, PARTLY, id=case.world.declaration))["declaration"]
            for part in ("ACTIVITY", "FINANCE"):
                of_part = {(each["act"], each["part"]): each for each in shown[part.lower()]["allowedActions"]}
                assert of_part == {key: each for key, each in whole.items() if key[1] == part}


def by_name(cases: Sequence[Case], name: str) -> World:
    return next(case.world for case in cases if case.name == name)


async def test_a_button_that_is_off_says_why_and_who(cases: Sequence[Case]) -> None:
    ready = by_name(cases, State.READY)
    approve = (await told(ready, "director"))["approve", None]
    (why,) = approve["problems"]
    assert (why["code"], why["requiredRoles"]) == ("FORBIDDEN", ["APPROVER"])
    assert "L'approbateur vérifie la déclaration" in why["message"]
    assert (approve["who"], approve["people"]) == ("approbateur", [ready.people["deputy"].name])
    withdraw = (await told(ready, "deputy"))["withdraw", None]
    assert [each["code"] for each in withdraw["problems"]] == ["WRONG_STATE"]
    assert "« en attente d'approbation »" in withdraw["problems"][0]["message"]
    empty = (await told(by_name(cases, State.OPEN), "director"))["completePart", "ACTIVITY"]
    assert {each["code"] for each in empty["problems"]} == {"ITEM_MISSING"}


async def test_the_caf_is_told_the_roles_of_a_partner_and_a_partner_those_of_the_caf_without_names(
    cases: Sequence[Case],
) -> None:
    sent = by_name(cases, State.TRANSMITTED)
    for_officer = await told(sent, "officer")
    assert {each["people"] and tuple(each["people"]) for each in for_officer.values()} == {None}
    for_deputy = await told(sent, "deputy")
    assert for_deputy["take", None]["people"] is None
    assert for_deputy["take", None]["who"] == "agent de traitement de la Caf"
    assert for_deputy["save", "FINANCE"]["people"] == [sent.people["accountant"].name]


async def test_no_amount_to_accept_is_told_beforehand(cases: Sequence[Case]) -> None:
    accept = (await told(by_name(cases, "no amount"), "officer"))["accept", None]
    assert [each["code"] for each in accept["problems"]] == ["NO_AMOUNT"]


STRUCTURE_INPUTS: dict[str, dict[str, Any]] = {
    "changeStructure": {"name": "Un autre nom"},
    "changeLicence": {"startsOn": "2024-09-01", "places": 22},
    "transferStructure": {},
    "closeStructure": {"lastDay": "2025-12-31"},
    "reopenStructure": {},
    "grantRole": {
        "email": "nouvelle@exemple.example", "displayName": "Nouvelle", "role": "APPROVER", "startsOn": "2024-01-01",
    },
}  # fmt: skip


@pytest.mark.parametrize("closed", [False, True])
async def test_what_is_told_of_a_structure_is_what_the_act_answers(database: ScopedEngine, closed: bool) -> None:
    world = await World.granted(structures=2)
    await world.add_national("cnaf")
    structure = encode("Structure", world.structures[0])
    if closed:
        document = "mutation ($input: CloseStructureInput!) { closeStructure(input: $input) { errors { code } } }"
        done = await world.act("manager", document, structure=structure, lastDay="2024-12-31")
        assert done["errors"] == []
    other = await world.written(
        "insert into organisation (caf_id, siret, name) values ($1, $2, 'Autre') returning id",
        world.caf, f"9{world.caf:013d}",
    )  # fmt: skip
    for who in ("manager", "director", "officer", "cnaf"):
        found = (await world.data(who, OF_STRUCTURE, id=structure))["structure"]["allowedActions"]
        assert {each["act"] for each in found} == set(STRUCTURE_INPUTS)
        for each in found:
            input = {"structure": structure, **STRUCTURE_INPUTS[each["act"]]}
            if each["act"] == "transferStructure":
                on = "2024-06-01" if closed else "2025-09-01"
                input |= {"organisation": encode("Organisation", other[0]["id"]), "on": on}
            if each["act"] == "grantRole":
                input = {**STRUCTURE_INPUTS["grantRole"], "tenure": encode("Tenure", world.tenures[0])}
            kind = each["act"][0].upper() + each["act"][1:]
            document = f"mutation ($input: {kind}Input!) {{ {each['act']}(input: $input) {{ errors {{ {WORDS} }} }} }}"
            with undone():
                errors = (await world.data(who, document, input=input))[each["act"]]["errors"]
            assert errors == each["problems"], (who, each["act"])
            assert each["allowed"] is (not errors)
            assert each["people"] is None


async def test_every_state_of_a_part_is_tried(cases: Sequence[Case]) -> None:
    rows = await cases[0].world.written(
        "select distinct state from declaration_part where declaration_id = any($1::int[])",
        [declaration for case in cases for declaration in case.world.declarations],
    )
    assert {row["state"] for row in rows} == set(PartState)
