"""« Exporter »: the file of a list says what its reader sees on screen, in French, and nothing of another Caf."""

import csv
import io

import httpx
import pytest

from admin.pages import export
from admin.tables import TABLES
from tests.admin.conftest import Cafs
from tests.admin.test_gate import SEEN
from tests.admin.visits import Agent, agent
from tests.world import World

pytestmark = pytest.mark.usefixtures("database")


def lines(given: httpx.Response) -> list[list[str]]:
    """The lines of the file, its titles first."""
    assert given.status_code == 200, given.text
    assert given.headers["content-type"] == "text/csv; charset=utf-8"
    assert given.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(given.content.decode("utf-8-sig"), newline=""), delimiter=";"))


async def test_the_file_has_the_words_of_the_screen_and_days_of_france() -> None:
    world = await World.granted()
    given = await (await agent(world, "manager")).get("/admin/listes/habilitations.csv?adresse=director")
    titles, row = lines(given)
    assert titles == [
        "Personne", "Adresse", "Structure", "Gestionnaire", "Rôle", "Du", "Au", "État", "Accordée par", "Accordée le",
    ]  # fmt: skip
    director = world.people["director"]
    assert row == [
        director.name, director.email, "Crèche 0", "Commune", "fournisseur de données d'activité", "01/01/2024", "", "active",
        world.people["manager"].name, "20/01/2025",
    ]  # fmt: skip
    assert given.headers["content-disposition"].startswith('attachment; filename="habilitations-')
    assert given.headers["cache-control"] == "no-store"
    assert given.content.count(b"\r\n") == 2


async def test_the_file_keeps_the_filters_and_the_order_of_the_screen_and_has_every_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export, "PAGE", 3)
    world = await World.granted(structures=4)
    manager = await agent(world, "manager")
    titles, *rows = lines(
        await manager.get("/admin/listes/habilitations.csv?__page=2&__page_size=5&__visible_fields=id")
    )
    assert (len(titles), len(rows)) == (10, 12)
    shown = await manager.rows("habilitations", __order="personne,structure")
    assert [row[:3] for row in rows] == [[each["personne"], each["adresse"], each["structure"]] for each in shown]
    for name in ("personne", "structure"):
        _, *rows = lines(
            await manager.get("/admin/listes/habilitations.csv", params={"__order": f"-{name},id", name: "e"})
        )
        shown = await manager.rows("habilitations", __order=f"-{name},id", **{name: "e"})
        assert [row[0] for row in rows] == [each["personne"] for each in shown]
    _, *found = lines(
        await manager.get("/admin/listes/structures.csv?__order=-nom&nom=cr%C3%A8che 2&nom__match=contains")
    )
    assert [row[0] for row in found] == ["Crèche 2"]


async def test_a_cell_that_could_become_a_formula_is_shown_and_not_run() -> None:
    world = await World.make()
    for name in ('=HYPERLINK("http://x";"y")', "+33 1", "@ici", "-vrai", 'Crèche; "Lilas"'):
        await world.written("update structure set name = $2 where id = $1", world.structures[0], name)
        _, row = lines(await (await agent(world, "manager")).get("/admin/listes/structures.csv"))
        assert row[0] == (name if name.startswith("C") else f"'{name}")


async def test_everybody_has_the_rows_that_he_reads_and_the_columns_of_his_role(cafs: Cafs) -> None:
    for who in ("manager", "officer", "cnaf", "stranger"):
        visitor = await cafs.agent(who)
        for name in TABLES:
            given = await visitor.get(f"/admin/listes/{name}.csv")
            if name not in SEEN[who]:
                assert given.status_code == 404, (who, name)
                continue
            titles, *rows = lines(given)
            assert len(rows) == len(await visitor.rows(name)), (who, name)
            schema = (await visitor.get(f"/admin/api/tables/{name}/schema/")).json()
            assert titles == [each["title"] for key, each in schema["properties"].items() if key != "id"], (who, name)
    unknown, refused = [await visitor.get(f"/admin/listes/{name}.csv") for name in ("nothing", "periodes")]
    assert (unknown.status_code, unknown.text) == (404, refused.text.replace("periodes.csv", "nothing.csv"))


@pytest.mark.parametrize("query", ["du=demain", "nobody=1", "__order=password", "personne=%00"])
async def test_what_is_not_understood_is_said_in_french(cafs: Cafs, query: str) -> None:
    given = await (await cafs.agent("manager")).get(f"/admin/listes/habilitations.csv?{query}")
    assert given.status_code in {400, 422}
    assert "ne sont pas compris" in given.text


async def test_without_a_session_one_is_led_to_the_sign_in() -> None:
    given = await Agent().get("/admin/listes/structures.csv")
    assert (given.status_code, given.headers["location"]) == (
        303,
        "/admin/sign-in?next=%2Fadmin%2Flistes%2Fstructures.csv",
    )
