"""The population around the stories, as it is stored: every state, averages and secrecy, and what each may see of it."""

from collections import Counter
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import orjson
import pytest

from demo.calls import YEARS
from demo.load import PASSWORD
from demo.names import luhn
from demo.organisations import CAFS, SMALL_CAF
from demo.visitors import Visitors
from rules.forms import DeclarationKind
from rules.french import PARIS
from rules.workflow import State
from server.graphql import house_of
from tests.demo.conftest import DAY, SETTINGS, Clone, Demo, ask_job

NOON = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=PARIS)
MINE = "{ structures(first: 50) { nodes { name declarations(first: 50) { nodes { year kind state activity { savedBy } } } } } }"


def test_the_demonstration_has_its_size(loaded: Demo) -> None:
    count = {table: len(rows) for table, rows in loaded.rows.items()}
    assert (count["caf"], count["organisation"], count["structure"], count["session"]) == (5, 59, 300, 0)
    assert count["declaration"] > 4500
    assert all(done == total for done, total in loaded.shown.values())
    assert list(loaded.shown) == [
        "Les histoires", "Une ville, acte par acte", "Le reste de la population", "Les moyennes"
    ]  # fmt: skip


def test_every_kind_of_declaration_stands_in_every_state(loaded: Demo) -> None:
    found = Counter((row["kind"], row["state"]) for row in loaded.rows["declaration"])
    assert set(found) == {(kind.value, state.value) for kind in DeclarationKind for state in State}
    assert min(found.values()) >= 3
    assert any(row["extended_to"] for row in loaded.rows["declaration"])


@pytest.mark.usefixtures("demo")
async def test_some_declarations_are_late_and_the_delayed_ones_are_not() -> None:
    counted = await _ask(
        "thomas.guerin@caf901.example",
        "{ late: declarations(late: true, first: 100) { totalCount nodes { dueOn extendedTo } } }",
    )
    late = counted["data"]["late"]
    assert late["totalCount"] >= 10
    assert all(max(each["dueOn"], each["extendedTo"] or "") < DAY.isoformat() for each in late["nodes"])


@pytest.mark.usefixtures("demo")
async def test_some_averages_are_published_and_some_stay_secret() -> None:
    rows = await ask_job(
        "select c.year, f.code as caf, c.axis, count(*) filter (where c.reason is null) as told,"
        " count(*) filter (where c.reason = 'SECRET') as secret"
        " from statistics_cell c left join caf f on f.id = c.caf_id group by 1, 2, 3"
    )
    told, secret = sum(row["told"] for row in rows), sum(row["secret"] for row in rows)
    assert {row["year"] for row in rows} == set(range(DAY.year - YEARS, DAY.year - 1))
    assert told > 1000
    assert secret > 1000
    of_all = {(row["year"], row["caf"]): (row["told"], row["secret"]) for row in rows if row["axis"] == "ALL"}
    for year in range(DAY.year - YEARS, DAY.year - 1):
        assert of_all[year, None][1] == 0, "the nation is told"
        assert of_all[year, SMALL_CAF][0] == 0, "nothing is told of the smallest Caf"
        assert of_all[year, "901"][1] == 0


@pytest.mark.usefixtures("demo")
async def test_nobody_is_habilitated_where_the_approver_has_left_and_the_portal_says_so() -> None:
    body = await _ask("hugo.navarro@caf905.example", "{ declarations(first: 1) { totalCount } }")
    assert body["data"]["declarations"]["totalCount"] > 50
    without = await ask_job(
        "select s.name, g.person_email from role_grant g join structure s on s.id = g.structure_id"
        " where g.role = 'FINANCIAL_DATA_PROVIDER' and not exists (select from role_grant a where a.tenure_id = g.tenure_id"
        " and a.role = 'APPROVER' and a.ended_at is null)"
    )
    assert len(without) == 1
    said = await _ask(without[0]["person_email"], "{ declarations(first: 2) { nodes { progress { vacancies } } } }")
    assert any(each["progress"]["vacancies"] for each in said["data"]["declarations"]["nodes"])


def test_numbers_and_addresses_are_well_formed_and_invented(loaded: Demo) -> None:
    numbers = [row["siret"] for row in loaded.rows["organisation"]]
    assert all(luhn(number) and luhn(number[:9]) and number.startswith("999") for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert all(row["email"].endswith(".example") for row in loaded.rows["person"])
    assert all(row["name"].endswith("(fictive)") for row in loaded.rows["caf"])


@pytest.mark.long
async def test_a_second_load_of_the_same_day_gives_the_same_rows(loaded: Demo, clone: Clone) -> None:
    again = await Demo.loaded(await clone())
    for table, rows in loaded.rows.items():
        assert again.rows[table] == rows, table
    assert again.accounts == loaded.accounts


def test_nothing_is_dated_after_the_day_of_loading(loaded: Demo) -> None:
    assert max(row["at"] for row in loaded.rows["audit_entry"]) < datetime(DAY.year, DAY.month, DAY.day, tzinfo=PARIS)


@pytest.mark.usefixtures("demo")
async def test_transmissions_and_rights_are_what_was_saved_and_hashed() -> None:
    sent = await ask_job(
        "select s.*, d.kind, d.year, d.state from submission s join declaration d on d.id = s.declaration_id"
        " where s.declaration_id % 37 = 0 order by s.id"
    )
    assert len(sent) > 80
    for row in sent:
        sealed = {
            "declaration": row["declaration_id"], "tenure": row["tenure_id"], "kind": row["kind"], "year": row["year"],
            **{name: row[name] for name in ("number", "reference", "form_version")},
            **{name: orjson.loads(row[name]) for name in ("activity", "finance", "estimate")},
            "approver": row["approver_name"], "attestation": row["attestation"],
            "sent_at": row["sent_at"].astimezone(PARIS).isoformat(),
        }  # fmt: skip
        canonical = orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)
        assert sha256(canonical).hexdigest() == row["content_hash"], row["reference"]
    wrong = await ask_job(
        "select d.id from declaration d where (d.state = 'ACCEPTED') <> exists ("
        " select from accepted_right r where r.declaration_id = d.id and r.submission_id ="
        " (select max(s.id) from submission s where s.declaration_id = d.id)) and d.state <> 'RETURNED'"
    )
    assert wrong == []
    told = await ask_job(
        "select d.id from declaration d where d.version - 1 <>"
        " (select count(*) from declaration_event e where e.declaration_id = d.id) or d.version - 1 <>"
        " (select count(*) from audit_entry a where a.declaration_id = d.id and a.outcome = 'DONE')"
    )
    assert told == []


async def test_after_a_transfer_each_side_keeps_its_own(demo: Demo) -> None:
    former, new = await ask_job(
        "select t.id, t.structure_id, t.ends_on, s.name, o.name as organisation from tenure t join structure s on s.id = t.structure_id"
        " join organisation o on o.id = t.organisation_id where t.structure_id in"
        " (select structure_id from tenure group by 1 having count(*) = 2) order by t.starts_on"
    )
    assert (former["organisation"], new["organisation"]) == ("Association Les Premiers Pas", "Ville de Boisfleury")
    assert former["ends_on"] == date(DAY.year - 2, 6, 30)
    mine, theirs = [await _declarations_of(tenure["id"], former["name"]) for tenure in (former, new)]
    assert {year for year, _ in mine} == {DAY.year - 4, DAY.year - 3, DAY.year - 2}
    assert {year for year, _ in theirs} == {DAY.year - 2, DAY.year - 1, DAY.year}
    assert (DAY.year - 2, "ACTUAL") in mine & theirs


async def _declarations_of(tenure: int, structure: str) -> set[tuple[int, str]]:
    """What the approver of a tenure sees of a structure."""
    holder = await ask_job("select person_email from role_grant where tenure_id = $1 and role = 'APPROVER'", tenure)
    body = await _ask(holder[0]["person_email"], MINE)
    mine = next(each for each in body["data"]["structures"]["nodes"] if each["name"] == structure)
    return {(each["year"], each["kind"]) for each in mine["declarations"]["nodes"]}


async def test_a_director_who_left_sees_nothing_more_and_his_name_stays_on_his_draft(demo: Demo) -> None:
    gone = (await ask_job("select * from role_grant where ended_at is not null and role = 'ACTIVITY_DATA_PROVIDER'"))[0]
    assert (await _ask(gone["person_email"], MINE))["data"]["structures"]["nodes"] == []
    after = await ask_job(
        "select person_email from role_grant where tenure_id = $1 and role = $2 and ended_at is null",
        gone["tenure_id"], gone["role"],
    )  # fmt: skip
    mine = (await _ask(after[0]["person_email"], MINE))["data"]["structures"]["nodes"][0]
    draft = next(
        each for each in mine["declarations"]["nodes"] if (each["year"], each["kind"]) == (DAY.year - 1, "ACTUAL")
    )
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
    for account in (*demo.accounts[:12:4], demo.accounts[-1]):
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
        (role, caf, None) for role in ("HABILITATION_MANAGER", "DECLARATION_OFFICER") for caf in CAFS
    } - {("HABILITATION_MANAGER", SMALL_CAF, None)}


@pytest.mark.usefixtures("demo")
async def test_every_password_is_hashed_at_full_cost() -> None:
    hashes = {row["password"] for row in await ask_job("select password from person where password is not null")}
    assert {each.split("$")[3] for each in hashes} == {"m=65536,t=2,p=1"}
