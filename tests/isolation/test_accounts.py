"""An activity provider reads no account, wherever it may be quoted: forms, working, controls, remarks, prints, templates."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import orjson
import pytest

from models.engine import DB
from models.scope import scoped
from resolvers.asker import Asker
from resolvers.opaque import encode
from resolvers.printouts.receipts import receipt
from rules import french
from tests.isolation.conftest import Pair
from tests.isolation.marks import known_of, leaves, words_of
from tests.isolation.population import UPDATE
from tests.isolation.reading import asked
from tests.isolation.test_doors import ADDRESSES, visiting
from tests.isolation.walk import questions
from tests.world import RETURN, World

PLAIN = {french.NBSP: " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " "}
ESTIMATE = "query ($id: ID!) { declaration(id: $id) { estimate { lines { operands { label value origin } } } } }"


def accounts_of(pair: Pair) -> set[str]:
    """The figures of the accounts and what was said of them, as they are stored and as French people write them."""
    rows = pair.own_rows
    tenures = set(pair.own.tenures[:2])
    finance = list(_contents(pair, "FINANCE"))
    said = [row for row in rows["declaration_event"] if row["part"] == "FINANCE" and row["tenure_id"] in tenures]
    told = {row["total_charges"] for row in rows["group_accounts"]} | {row["reason"] for row in said if row["reason"]}
    words = words_of([{"finance": finance}]) | told
    words -= words_of([{"activity": list(_contents(pair, "ACTIVITY"))}])
    figures = {word for word in words if re.fullmatch(r"-?\d+\.\d+", word)}
    return (
        words | {plain(french.number(Decimal(word))) for word in figures} | {word.replace(".", ",") for word in figures}
    )


def _contents(pair: Pair, part: str) -> Iterator[Any]:
    """The values and remarks of a part, as typed and as sent."""
    for row in pair.own_rows["declaration_part"]:
        if row["part"] == part and row["tenure_id"] in pair.own.tenures[:2]:
            yield [row["values"], row["remarks"]]
    for row in pair.own_rows["submission"]:
        content = row[part.lower()]
        if content and row["tenure_id"] in pair.own.tenures[:2]:
            yield [content["values"], content["remarks"]]


def plain(text: str) -> str:
    """With spaces that a keyboard types."""
    for space, typed in PLAIN.items():
        text = text.replace(space, typed)
    return text


def test_there_are_accounts_to_be_found(pair: Pair) -> None:
    marks = accounts_of(pair)
    assert len(marks) > 80
    (total,) = {row["total_charges"] for row in pair.own_rows["group_accounts"]}
    assert Decimal(total) > 600_000
    assert {f"Motif {pair.own.code} comptes 0", total, plain(french.number(Decimal(total)))} <= marks


@pytest.mark.parametrize(("name", "reads"), [("director", False), ("accountant", True), ("deputy", True)])
async def test_no_question_tells_an_account_to_who_reads_none(pair: Pair, name: str, reads: bool) -> None:
    marks = accounts_of(pair)
    known = known_of(pair.own_rows)
    found = set()
    async for ask, body in asked(pair.own, name, questions(known, known)):
        raw = plain("\n".join(leaves(body)))
        told = {mark for mark in marks if mark in raw}
        assert reads or told == set(), (ask, sorted(told)[:5])
        found |= told
    assert bool(found) is reads


async def test_an_update_quotes_the_charges_of_the_forecast_as_one_total(pair: Pair) -> None:
    """What the walk above is asked of: the working of an update reads another declaration's accounts."""
    found = await pair.own.data("director", ESTIMATE, id=encode("Declaration", pair.own.declarations[UPDATE]))
    operands = [each for line in found["declaration"]["estimate"]["lines"] for each in line["operands"]]
    sent = [each["label"] for each in operands if each["origin"] == "SENT"]
    assert sent
    assert sent[0].startswith("Total des charges")


@pytest.mark.parametrize(("name", "reads"), [("director", False), ("accountant", True)])
async def test_no_page_tells_an_account_to_who_reads_none(pair: Pair, name: str, reads: bool) -> None:
    marks = accounts_of(pair)
    found, pages = set(), 0
    async with visiting(pair.own, name) as client:
        for declaration in (*pair.own.declarations[:2], *pair.own.declarations[3:]):
            mark = encode("Declaration", declaration)
            for address in ADDRESSES:
                if address.kind == "Declaration" and address.method == "GET" and not address.path.endswith("xlsx"):
                    for path in address.of(mark):
                        answer = await client.get(path)
                        text = plain(unescape(answer.text))
                        told = {each for each in marks if each in text}
                        assert reads or told == set(), (path, sorted(told)[:5])
                        found |= told
                        pages += answer.status_code == 200
    assert pages > 10
    assert bool(found) is reads


@pytest.mark.parametrize(("name", "reads"), [("director", False), ("accountant", True), ("officer", True)])
async def test_no_receipt_tells_an_account_to_who_reads_none(pair: Pair, name: str, reads: bool) -> None:
    marks = accounts_of(pair)
    for row in pair.own_rows["submission"]:
        if row["tenure_id"] in pair.own.tenures[:2]:
            asker = Asker(pair.own.now, pair.own.house, await pair.own.scope(name))
            with scoped(asker.person):
                async with DB.transaction():
                    printed = await receipt(asker, encode("Submission", row["id"]))
            text = plain("\n".join(leaves(orjson.loads(orjson.dumps(printed)))))
            assert any(each in text for each in marks) is reads, [each for each in marks if each in text][:5]


@pytest.mark.parametrize("name", ["director", "officer"])
async def test_a_pasted_account_is_refused_without_the_one_that_is_saved(pair: Pair, name: str) -> None:
    document = (
        "mutation ($input: PasteInput!) { paste(input: $input)"
        " { outcome { applied version sheets changes { item before after } } errors { code } } }"
    )
    given = {"declaration": encode("Declaration", pair.own.declarations[1]), "part": "FINANCE", "version": 1}
    done = await pair.own.act(name, document, **given, text="Rubrique\tValeur\n60 Achats\t1")
    assert orjson.dumps(done["outcome"]) == b'{"applied":false,"version":1,"sheets":[],"changes":[]}'
    assert [each["code"] for each in done["errors"]] == ["FORBIDDEN"]


REASONS = """query ($id: ID!) { declaration(id: $id) { progress { sentence } timeline(first: 1) { nodes { act part reason } }
  finance { sentBack { reason } } } }"""


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("parts", "readers"),
    [
        (["FINANCE"], {"accountant", "deputy", "officer"}),
        (["ACTIVITY"], {"director", "accountant", "deputy", "officer"}),
        (["ACTIVITY", "FINANCE"], {"director", "accountant", "deputy", "officer"}),
    ],
    ids=lambda names: " and ".join(sorted(names)),
)
async def test_why_the_caf_returns_the_accounts_is_read_by_those_who_read_them(
    parts: list[str], readers: set[str]
) -> None:
    """Everywhere it stands: in the timeline, in the sentence of the progress, on the part."""
    world = await World.granted()
    sent = await world.reach("TRANSMITTED")
    why = "Le compte 64 est de 285 000 euros"
    done = await world.act(
        "officer", RETURN, declaration=world.declaration, version=sent["version"], parts=parts, reason=why
    )
    assert done["errors"] == []
    for name in ("director", "accountant", "deputy", "officer"):
        shown = (await world.ask(name, REASONS, id=world.declaration)).body["data"]["declaration"]
        assert shown["timeline"]["nodes"][0]["act"] == "return"
        assert (shown["timeline"]["nodes"][0]["reason"] == why) is (name in readers), name
        assert (why in shown["progress"]["sentence"]) is (name in readers), name
        assert (why in str(shown)) is (name in readers), name
