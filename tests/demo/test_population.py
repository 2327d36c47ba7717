"""The population around the stories: plausible, the same each time, and true whatever the day of loading."""

from datetime import date, datetime, timedelta
from random import Random
from statistics import mean
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from demo.course import KIND, figures_of
from demo.figures import Year, draw
from demo.load import PASSWORD, SEED, taken_by
from demo.names import luhn
from demo.population import Population
from demo.text import read_stories
from demo.visitors import Visitors
from resolvers.dossier import Dossier, PartContent
from resolvers.submissions import frozen
from rules.estimate import Estimate
from rules.forms import DeclarationKind, Part
from rules.french import PARIS
from rules.policy import Role
from rules.readiness import obstacles, stoppers
from rules.timing import Timing, timing
from rules.values import typed
from rules.workflow import Act, State
from server.graphql import house_of
from tests.demo.conftest import DAY, SETTINGS, Clone, Demo, ask_job

TAKEN = taken_by(read_stories())
days = st.dates(date(2016, 1, 1), date(2090, 12, 31))
few = settings(max_examples=40, deadline=None)
NOON = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=PARIS)
MINE = "{ structures { nodes { name declarations(first: 10) { nodes { year kind state activity { savedBy } } } } } }"


# ── The plan ────────────────────────────────────────────────────────────────────────────────────────────────────────


@few
@given(days)
@example(date(2024, 2, 29))
@example(date(2024, 12, 31))
@example(date(2025, 1, 1))
@example(date(2026, 11, 23))
def test_every_caf_has_a_period_of_each_timing_whatever_the_day(day: date) -> None:
    plan = Population.plan(SEED, day, TAKEN)
    for caf in ("901", "902", "903"):
        periods = [each for each in plan.periods if each.caf == caf]
        found = {timing(day, each.opens_on, each.due_on, each.closes_on) for each in periods}
        assert found == set(Timing)
        asked = {(each.caf, each.kind, each.year) for each in periods}
        assert len(asked) == len(periods)
        assert asked.isdisjoint(TAKEN)


@few
@given(days)
@example(date(2024, 2, 29))
@example(date(2028, 12, 31))
def test_everything_lies_in_its_period_and_in_the_past_whatever_the_day(day: date) -> None:
    plan = Population.plan(SEED, day, TAKEN)
    for declaration in plan.declarations:
        period = plan.periods[declaration.period]
        moments = [act.at for act in declaration.acts]
        assert moments == sorted(set(moments))
        for act in declaration.acts:
            assert period.opens_on <= act.at.date() < day
            assert act.at.date() <= period.closes_on
            if act.role is not Role.DECLARATION_OFFICER:
                assert plan.holder(declaration.tenure, act.role, act.at.date()) in plan.people
    late = [each for each in plan.declarations if plan.periods[each.period].timing is Timing.LATE]
    assert any(Act.APPROVE not in [act.act for act in each.acts] for each in late)


@few
@given(
    st.integers(0, 10**6), st.integers(2015, 2030), st.sampled_from([DeclarationKind.FORECAST, DeclarationKind.ACTUAL])
)
def test_drawn_figures_are_within_the_form_and_pass_its_controls_or_are_explained(
    seed: int, year: int, kind: DeclarationKind
) -> None:
    rng = Random(seed)
    drawn = Year(draw(rng), kind, year, rng.uniform(0.95, 1.05))
    values = typed(KIND.form, figures_of(drawn))
    explained = {"OPENING_DAYS_UNUSUAL": "Calendrier scolaire."} if drawn.profile.nature == "KINDERGARTEN" else {}
    assert stoppers(obstacles(KIND, kind, date(year, 1, 1), values, explained)) == ()


def test_the_same_seed_gives_the_same_plan_and_the_day_moves_only_dates() -> None:
    plan, again = (Population.plan(SEED, DAY, TAKEN) for _ in range(2))
    assert plan == again
    other = Population.plan(SEED, date(2025, 2, 3), TAKEN)
    assert (other.structures, other.people, other.organisations) == (plan.structures, plan.people, plan.organisations)
    assert [len(each.acts) for each in other.declarations] == [len(each.acts) for each in plan.declarations]
    assert Population.plan(SEED + 1, DAY, TAKEN).structures != plan.structures


def test_a_year_whose_prices_are_unknown_has_nothing_accepted() -> None:
    plan = Population.plan(SEED, date(2035, 6, 1), TAKEN)
    assert not any(act.act is Act.ACCEPT for each in plan.declarations for act in each.acts)
    assert any(act.act is Act.TAKE for each in plan.declarations for act in each.acts)


def test_sizes_hours_and_prices_are_those_of_the_national_statistics() -> None:
    rng = Random(1)
    drawn = [draw(rng) for _ in range(3000)]
    assert 30 < mean(each.places for each in drawn) < 35
    assert 0.67 < mean(each.occupancy for each in drawn) < 0.71
    assert 108 < mean(each.billing_rate for each in drawn) < 111
    assert min(each.billing_rate for each in drawn) == 100
    assert 10.2 < mean(each.cost_price for each in drawn) < 10.8
    assert 0.76 < mean(each.shares["account64"] for each in drawn) < 0.81
    assert {each.nature for each in drawn} == set(KIND.natures)
    assert all(each.places <= 12 for each in drawn if each.nature == "MICRO_CRECHE")


# ── What is stored ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demonstration_has_its_size_and_every_state_that_acts_lead_to(loaded: Demo) -> None:
    count = {table: len(rows) for table, rows in loaded.rows.items()}
    assert (count["caf"], count["organisation"], count["structure"], count["session"]) == (3, 15, 30, 0)
    reached = {State.OPEN, State.IN_PROGRESS, State.READY, State.TRANSMITTED, State.PROCESSING, State.ACCEPTED}
    assert {row["state"] for row in loaded.rows["declaration"]} == reached
    assert all(done == total for done, total in loaded.shown.values())
    assert list(loaded.shown) == ["Les trois exemples", "Le reste de la population"]


def test_numbers_and_addresses_are_well_formed_and_invented(loaded: Demo) -> None:
    numbers = [row["siret"] for row in loaded.rows["organisation"]]
    assert all(luhn(number) and luhn(number[:9]) and number.startswith("999") for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert all(row["email"].endswith(".example") for row in loaded.rows["person"])
    assert all(row["name"].endswith("(fictive)") for row in loaded.rows["caf"])


async def test_a_second_load_of_the_same_day_gives_the_same_rows(loaded: Demo, clone: Clone) -> None:
    again = await Demo.loaded(await clone())
    for table, rows in loaded.rows.items():
        assert again.rows[table] == rows, table
    assert again.accounts == loaded.accounts


def test_nothing_is_dated_after_the_day_of_loading(loaded: Demo) -> None:
    assert max(row["at"] for row in loaded.rows["audit_entry"]) < datetime(DAY.year, DAY.month, DAY.day, tzinfo=PARIS)


@pytest.mark.usefixtures("demo")
async def test_estimates_transmissions_and_rights_are_what_the_rules_say() -> None:
    declarations = await ask_job("select * from declaration order by id")
    checked = 0
    for row in declarations:
        parts = await ask_job(
            'select id, part, state, version, form_version, "values"::text as "values", remarks::text as remarks, saved_by_name'
            " from declaration_part where declaration_id = $1", row["id"],
        )  # fmt: skip
        dossier = Dossier(row, {Part(part["part"]): PartContent.of(part) for part in parts})
        stored = await ask_job(
            "select detail::text as detail, amount from declaration_estimate where declaration_id = $1", row["id"]
        )
        if stored:
            assert Estimate.from_data(orjson.loads(stored[0]["detail"])) == dossier.estimate(True)
        sent = await ask_job("select * from submission where declaration_id = $1", row["id"])
        assert bool(sent) == (row["state"] in {State.TRANSMITTED, State.PROCESSING, State.ACCEPTED})
        if sent:
            sealed = frozen(dossier, True, 1, sent[0]["approver_name"], sent[0]["sent_at"].astimezone(PARIS))
            assert sealed["hash"] == sent[0]["content_hash"]
            checked += 1
        rights = await ask_job("select psu, amount from accepted_right where declaration_id = $1", row["id"])
        assert [tuple(each.values()) for each in rights] == (
            [(sent[0]["psu"], sent[0]["amount"])] if row["state"] == State.ACCEPTED else []
        )
        done = await ask_job("select id from audit_entry where declaration_id = $1 and outcome = 'DONE'", row["id"])
        assert len(done) == row["version"] - 1
    assert checked > 30


async def test_after_a_transfer_each_side_keeps_its_own(demo: Demo) -> None:
    tenures = await ask_job(
        "select t.id, t.structure_id, t.ends_on, s.name, o.name as organisation from tenure t join structure s on s.id = t.structure_id"
        " join organisation o on o.id = t.organisation_id where t.structure_id in"
        " (select structure_id from tenure where ends_on is not null) order by t.starts_on"
    )
    former, new = tenures
    assert (former["organisation"], new["organisation"]) == ("Association Les Premiers Pas", "Ville de Boisfleury")
    assert former["ends_on"] == DAY - timedelta(days=200)
    seen = {tenure["id"]: await _declarations_of(tenure["id"], former["name"]) for tenure in tenures}
    assert seen[former["id"]] == {(DAY.year - 2, "ACTUAL")}
    assert seen[new["id"]] == {(DAY.year - 1, "ACTUAL"), (DAY.year, "FORECAST")}


async def _declarations_of(tenure: int, structure: str) -> set[tuple[int, str]]:
    """What the approver of a tenure sees of a structure."""
    holder = await ask_job("select person_email from role_grant where tenure_id = $1 and role = 'APPROVER'", tenure)
    body = await _ask(holder[0]["person_email"], MINE)
    mine = next(each for each in body["data"]["structures"]["nodes"] if each["name"] == structure)
    return {(each["year"], each["kind"]) for each in mine["declarations"]["nodes"]}


async def test_a_director_who_left_sees_nothing_more_and_his_name_stays_on_his_draft(demo: Demo) -> None:
    gone = (await ask_job("select * from role_grant where ended_at is not null"))[0]
    assert (await _ask(gone["person_email"], MINE))["data"]["structures"]["nodes"] == []
    after = await ask_job(
        "select person_email from role_grant where tenure_id = $1 and role = $2 and ended_at is null",
        gone["tenure_id"], gone["role"],
    )  # fmt: skip
    mine = (await _ask(after[0]["person_email"], MINE))["data"]["structures"]["nodes"][0]
    draft = next(each for each in mine["declarations"]["nodes"] if each["year"] == DAY.year - 1)
    assert draft["activity"]["savedBy"] == gone["person_name"]
    assert draft["state"] == "IN_PROGRESS"


async def _ask(email: str, document: str) -> dict[str, Any]:
    visitors = Visitors(PASSWORD, house_of(SETTINGS))
    body = await visitors.ask(email, document, NOON)
    await visitors.leave()
    return body


async def test_the_accounts_printed_open_with_their_password_and_hold_the_roles_printed(demo: Demo) -> None:
    assert len(PASSWORD) >= 12
    first = {role["role"] for role in demo.accounts[0].roles}
    assert first == {"ACTIVITY_DATA_PROVIDER"}
    assert {account.password for account in demo.accounts} == {PASSWORD}
    for account in (*demo.accounts[::5], demo.accounts[-1]):
        body = await _ask(account.email, "{ viewer { roles { role caf { code } structure { name } } } }")
        held = [
            {
                "role": each["role"],
                "caf": each["caf"] and each["caf"]["code"],
                "structure": each["structure"] and each["structure"]["name"],
            }
            for each in body["data"]["viewer"]["roles"]
        ]
        assert sorted(map(str, held)) == sorted(map(str, account.roles)), account.email
    staff = {
        (role["role"], role["caf"], role["structure"])
        for each in demo.accounts
        for role in each.roles
        if role["role"] in {"HABILITATION_MANAGER", "DECLARATION_OFFICER", "NATIONAL"}
    }
    assert staff == {("NATIONAL", None, None)} | {
        (role, caf, None) for role in ("HABILITATION_MANAGER", "DECLARATION_OFFICER") for caf in ("901", "902", "903")
    }


@pytest.mark.usefixtures("demo")
async def test_every_password_is_hashed_at_full_cost() -> None:
    hashes = {row["password"] for row in await ask_job("select password from person where password is not null")}
    assert {each.split("$")[3] for each in hashes} == {"m=65536,t=2,p=1"}
