"""The example queries of the explorer, each run against a loaded demonstration as the account that it names."""

import json
import re
from datetime import datetime
from typing import Any

import pytest

from demo.load import PASSWORD
from demo.visitors import Visitors
from rules.french import PARIS
from server.graphql import house_of
from server.pages import EXAMPLES, examples
from tests.demo.conftest import DAY, SETTINGS, Demo

NOON = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=PARIS)
TABS = {tab["name"]: tab for tab in examples()}
ACCOUNT = re.compile(r"^# Compte : (\S+)$", re.M)
PLACEHOLDER = "A_REMPLACER"


async def _run(name: str, operation: str | None = None, **variables: Any) -> dict[str, Any]:
    """The data of one operation of a tab; an error, even of a hidden field, is a failure."""
    query = TABS[name]["query"]
    account = ACCOUNT.search(query)
    assert account, "each example says as whom it runs"
    visitors = Visitors(PASSWORD, house_of(SETTINGS))
    # One operation at a time, as the explorer sends it.
    if operation:
        parts = re.split(r"(?m)^(?=query |mutation )", query)
        query = next(part for part in parts if re.match(rf"(query|mutation) {operation}\b", part))
    body = await visitors.ask(account[1], query, NOON, **variables)
    await visitors.leave()
    assert "errors" not in body, body
    data: dict[str, Any] = body["data"]
    return data


async def test_every_tab_is_about_an_account_that_is_printed(loaded: Demo) -> None:
    assert list(TABS) == sorted(path.stem for path in EXAMPLES.glob("*.graphql"))
    printed = {account.email for account in loaded.accounts}
    for name, tab in TABS.items():
        found = ACCOUNT.findall(tab["query"])
        assert len(found) == 1, name
        assert set(found) <= printed, name


@pytest.mark.usefixtures("demo")
async def test_who_am_i() -> None:
    viewer = (await _run("01-qui-suis-je"))["viewer"]
    assert viewer["displayName"] == "Hélène Vasseur"
    assert {role["roleLabel"] for role in viewer["roles"]} == {"approbateur"}
    assert {role["structure"]["name"] for role in viewer["roles"]} == {
        "Les Coquelicots",
        "Les Petits Pas",
        "La Ribambelle",
    }


@pytest.mark.usefixtures("demo")
async def test_my_structures_with_their_declarations() -> None:
    structures = (await _run("02-mes-structures"))["structures"]
    assert [each["name"] for each in structures["nodes"]] == ["La Ribambelle", "Les Coquelicots", "Les Petits Pas"]
    declared = {(each["kindLabel"], each["year"]): each for each in structures["nodes"][1]["declarations"]["nodes"]}
    assert declared["réel", 2024]["right"]["amount"] == "171823.79"
    assert declared["prévisionnel", 2025]["timing"] == "OPEN"
    assert {each["late"] for each in structures["nodes"][0]["declarations"]["nodes"]} == {True, False}


@pytest.mark.usefixtures("demo")
async def test_an_estimate_opened_line_by_line() -> None:
    declared = (await _run("03-une-estimation-ouverte"))["declarations"]["nodes"][0]
    assert declared["structure"]["name"] == "Les Coquelicots"
    assert (declared["estimate"]["psu"], declared["estimate"]["amount"]) == ("169171.79", "171823.79")
    lines = {line["code"]: line for line in declared["estimate"]["lines"]}
    ceiling = [each["parameter"] for each in lines["CEILING"]["operands"] if each["symbol"] == "P1"]
    assert [(each["since"], each["status"]) for each in ceiling] == [("2024-01-01", "DERIVED")]
    assert lines["TRAINING_DAYS"]["result"] == "2652.00"


@pytest.mark.usefixtures("demo")
async def test_what_stands_in_the_way() -> None:
    declared = (await _run("04-ce-qui-bloque"))["declarations"]["nodes"]
    actual = next(each for each in declared if each["kindLabel"] == "réel")
    assert "TRAINING_DAYS_OVER_LIMIT" in {each["control"] for each in actual["blockers"]["problems"]}
    assert actual["blockers"]["hiddenCount"] == 12
    assert [each["control"] for each in actual["warnings"]["problems"]] == ["BILLED_BELOW_ATTENDED"]


@pytest.mark.usefixtures("demo")
async def test_a_figure_is_saved_once_the_placeholder_is_replaced() -> None:
    name = "05-enregistrer-un-chiffre"
    variables = json.loads(TABS[name]["variables"])
    assert variables["input"]["declaration"] == PLACEHOLDER
    strange = await _run(name, "Enregistrer", **variables)
    assert [(each["code"], each["path"]) for each in strange["save"]["errors"]] == [("NOT_FOUND", ["declaration"])]
    found = (await _run(name, "ASaisir"))["declarations"]["nodes"][0]
    variables["input"] |= {"declaration": found["id"], "version": found["activity"]["version"]}
    saved = (await _run(name, "Enregistrer", **variables))["save"]
    assert saved["errors"] == []
    assert saved["declaration"]["activity"]["values"]["trainingDays"] == 3
    again = (await _run(name, "Enregistrer", **variables))["save"]
    assert [(each["code"], each["currentVersion"]) for each in again["errors"]] == [
        ("CONFLICT", found["activity"]["version"] + 1)
    ]


@pytest.mark.usefixtures("demo")
async def test_a_role_is_granted_once_the_placeholder_is_replaced() -> None:
    name = "06-habiliter"
    variables = json.loads(TABS[name]["variables"])
    structures = (await _run(name, "MaCaf"))["structures"]["nodes"]
    assert len(structures) > 70
    chosen = next(each for each in structures if each["name"] == "Les Coquelicots")
    variables["input"]["tenure"] = chosen["tenures"]["nodes"][0]["id"]
    granted = (await _run(name, "Habiliter", **variables))["grantRole"]
    assert granted["errors"] == []
    assert granted["roleGrant"]["structure"]["name"] == "Les Coquelicots"


@pytest.mark.usefixtures("demo")
async def test_what_awaits_me() -> None:
    mine = (await _run("07-ce-qui-m-attend"))["awaitingMe"]
    assert mine["totalCount"] >= 3
    for each in mine["nodes"]:
        assert [task["what"] for task in each["tasks"]] == ["Approuver et transmettre"]
        assert "par vous" in each["declaration"]["progress"]["sentence"]


@pytest.mark.usefixtures("demo")
async def test_forty_structures_in_one_answer() -> None:
    overview = (await _run("08-toutes-mes-structures"))["overview"]
    assert overview["totalCount"] == len(overview["nodes"]) == 40
    declared = [each for node in overview["nodes"] for each in node["declarations"]]
    assert any(each["late"] for each in declared)
    assert any(part["items"] for each in declared for part in each["missing"])


@pytest.mark.usefixtures("demo")
async def test_the_story_of_a_declaration() -> None:
    declared = (await _run("09-l-histoire-d-une-declaration"))["declarations"]["nodes"][0]
    assert declared["progress"]["sentence"].startswith("Validée par la Caf (Nadège Rollin)")
    assert [each["number"] for each in declared["submissions"]["nodes"]] == [2, 1]
    acts = [each["sentence"] for each in declared["timeline"]["nodes"]]
    assert "Nadège Rollin a rouvert la déclaration." in acts
    assert acts[-1] == "Inès Carpentier a enregistré sa saisie du volet activité."
    lines = {line["label"]: line for line in declared["activity"]["form"]}
    assert lines["Participations familiales"]["shown"] is not None


@pytest.mark.usefixtures("demo")
async def test_ratios_beside_the_averages_or_the_reason() -> None:
    structures = (await _run("10-se-comparer"))["structures"]["nodes"]
    mine = next(each for each in structures if each["name"] == "Les Coquelicots")
    ratios = {ratio["label"]: ratio for ratio in mine["ratios"]}
    occupancy = ratios["Taux d'occupation réel"]
    assert occupancy["value"] == "71.43"
    beside = {(each["territoryLabel"], each["groupLabel"]): each for each in occupancy["comparisons"]}
    assert beside["Sa Caf", "Toutes les structures"]["average"] is not None
    assert beside["France", "Multi-accueil"]["average"] is not None
    told = [each for ratio in mine["ratios"] for each in ratio["comparisons"]]
    assert all((each["average"] is None) == (each["reasonText"] is not None) for each in told)


@pytest.mark.usefixtures("demo")
async def test_the_work_of_an_officer_by_due_day() -> None:
    todo = await _run("11-la-liste-de-l-agent")
    for rows in (todo["aTraiter"], todo["enRetard"]):
        dates = [each["dueOn"] for each in rows["nodes"]]
        assert dates == sorted(dates)
        assert rows["totalCount"] > len(dates) == 20
    assert {each["stateLabel"] for each in todo["aTraiter"]["nodes"]} == {
        "transmise à la Caf",
        "en cours de traitement",
    }


@pytest.mark.usefixtures("demo")
async def test_a_period_is_opened_then_published_once_the_placeholder_is_replaced() -> None:
    name = "12-ouvrir-une-periode"
    variables = json.loads(TABS[name]["variables"])
    opened = (await _run(name, "OuvrirUnePeriode", input=variables["input"]))["openPeriod"]
    assert opened["errors"] == []
    assert opened["period"]["published"] is False
    assert variables["publish"]["period"] == PLACEHOLDER
    done = (await _run(name, "Publier", publish={"period": opened["period"]["id"]}))["publishPeriod"]
    assert done["errors"] == []
    assert done["publication"]["opened"] > 100
    periods = (await _run(name, "MesPeriodes"))["periods"]["nodes"]
    found = next(each for each in periods if each["id"] == opened["period"]["id"])
    assert (found["published"], found["progress"]["total"]) == (True, done["publication"]["opened"])


@pytest.mark.usefixtures("demo")
async def test_what_if() -> None:
    tab = TABS["13-et-si"]
    simulation = (await _run("13-et-si", **json.loads(tab["variables"])))["simulate"]["simulation"]
    assert simulation["notice"].startswith("Simulation")
    assert [each["estimate"]["amount"] is not None for each in (simulation["base"], *simulation["scenarios"])] == [
        True
    ] * 4
    assert float(simulation["scenarios"][0]["rightChange"]) > 0, "the ceiling falls less"
    assert any("107" in each["sentence"] for each in simulation["base"]["thresholds"])
    assert simulation["scenarios"][2]["rulesOn"] == "2024-01-01"
