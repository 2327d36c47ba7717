"""What partners do with a declaration: save, complete or reopen a part, send it back, approve, withdraw."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from models.engine import DB
from resolvers.acting import Ask, nothing_more, perform, with_part
from resolvers.asker import Asker
from resolvers.decisions import decisions_by
from resolvers.dossier import Dossier
from resolvers.facts import facts_of
from resolvers.submissions import freeze
from rules.forms import Part
from rules.permits import lacking
from rules.problems import Code, Problem, Refused, problem
from rules.values import read_all, stored
from rules.workflow import Act, PartState, State, after_completion

REMARK_LENGTH = 2000
QUOTED = 60
"""The most of somebody's words that a refusal repeats."""


async def save(
    asker: Asker, declaration: str, version: int, part: Part,
    values: Mapping[str, object], remarks: Mapping[str, str | None], kind: str,
) -> int:  # fmt: skip
    """Keep what was typed in one part, complete or not, and redo the estimate. `None` erases a figure."""

    async def work(dossier: Dossier) -> None:
        if dossier.row["structure_kind"] != kind:
            raise Refused(problem(Code.OTHER_FORM, "values"))
        content = dossier.parts[part]
        given = read_all(dossier.form, part, values)
        kept = {**content.values, **{name: None if each is None else stored(each) for name, each in given.items()}}
        said = {**content.remarks, **_remarks(dossier, part, remarks)}
        after = with_part(
            await _for_estimate(dossier),
            part,
            values={name: each for name, each in kept.items() if each is not None},
            remarks={code: text for code, text in said.items() if text},
        )
        await _write_part(asker, after, part)
        await write_estimate(asker, after)

    return await perform(asker, Ask(Act.SAVE, declaration, version, part), work)


async def _for_estimate(dossier: Dossier) -> Dossier:
    """An estimate looks beside its own figures for what the Caf decided, and for accounts that the declaration does not ask."""
    if Part.FINANCE not in dossier.asked_parts:
        return await _with_facts(dossier)
    return replace(dossier, facts=(await decisions_by([dossier.row]))[dossier.row["id"]])


async def _with_facts(dossier: Dossier) -> Dossier:
    return replace(dossier, facts=await facts_of(dossier.row))


def _remarks(dossier: Dossier, part: Part, remarks: Mapping[str, str | None]) -> dict[str, str | None]:
    problems: list[Problem] = []
    for code, text in remarks.items():
        control = dossier.kind.control(code)
        if control is None or control.part(dossier.kind) is not part:
            problems.append(problem(Code.UNKNOWN_CONTROL, "remarks", code[:QUOTED], name=code[:QUOTED]))
        elif text and len(text) > REMARK_LENGTH:
            problems.append(problem(Code.TEXT_TOO_LONG, "remarks", code, length=len(text), limit=REMARK_LENGTH))
    if problems:
        raise Refused(*problems)
    return {code: text and text.strip() for code, text in remarks.items()}


async def _write_part(asker: Asker, dossier: Dossier, part: Part) -> None:
    content = dossier.parts[part]
    await DB.fetch(
        'update declaration_part set state = $2, version = version + 1, form_version = $3, "values" = $4::jsonb,'
        " remarks = $5::jsonb, saved_by_id = $6, saved_by_name = $7, saved_at = $8 where id = $1",
        content.id, PartState.IN_PROGRESS, dossier.form.version, _json(content.values), _json(content.remarks),
        asker.person.person, asker.person.name, asker.now,
    )  # fmt: skip


async def write_estimate(asker: Asker, dossier: Dossier) -> None:
    """Store the estimate that these figures give, or the reason why there is none."""
    estimate = dossier.estimate
    row = dossier.row
    await DB.fetch(
        "insert into declaration_estimate (caf_id, structure_id, tenure_id, declaration_id, psu, amount, detail,"
        " fictional, computed_at) values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)"
        " on conflict (declaration_id) do update set psu = excluded.psu, amount = excluded.amount,"
        " detail = excluded.detail, fictional = excluded.fictional, computed_at = excluded.computed_at",
        row["caf_id"], row["structure_id"], row["tenure_id"], row["id"], estimate.psu, estimate.right,
        _json(estimate.to_data()), estimate.fictional, asker.now,
    )  # fmt: skip


async def complete_part(asker: Asker, declaration: str, version: int, part: Part) -> int:
    """Declare a part complete: no blocking control of that part, a remark on each of its warnings."""

    async def work(dossier: Dossier) -> State:
        stopping = lacking(Act.COMPLETE_PART, part, (await _with_facts(dossier)).obstacles)
        if stopping:
            raise Refused(*stopping)
        await DB.fetch(
            "update declaration_part set state = $2, version = version + 1, completed_by_name = $3, completed_at = $4"
            " where id = $1",
            dossier.parts[part].id, PartState.COMPLETE, asker.person.name, asker.now,
        )  # fmt: skip
        return after_completion(content.state for each, content in dossier.parts.items() if each is not part)

    return await perform(asker, Ask(Act.COMPLETE_PART, declaration, version, part), work)


async def reopen_part(asker: Asker, declaration: str, version: int, part: Part) -> int:
    """Take a complete part up again, before it is approved."""

    async def work(dossier: Dossier) -> None:
        await DB.fetch(
            "update declaration_part set state = $2, version = version + 1 where id = $1",
            dossier.parts[part].id,
            PartState.IN_PROGRESS,
        )

    return await perform(asker, Ask(Act.REOPEN_PART, declaration, version, part), work)


async def send_back_part(asker: Asker, declaration: str, version: int, part: Part, reason: str) -> int:
    """The approver gives a part back to its provider, who reads why."""
    ask = Ask(Act.SEND_BACK_PART, declaration, version, part, reason)

    async def work(dossier: Dossier) -> None:
        await send_back(asker, dossier, (part,), ask)

    return await perform(asker, ask, work)


async def send_back(asker: Asker, dossier: Dossier, parts: tuple[Part, ...], ask: Ask) -> None:
    """Mark parts to be corrected; the database lets only who may do so, whatever he reads of them."""
    await DB.fetch(
        "select send_back_parts($1, $2, $3, $4::jsonb, $5, $6)",
        dossier.row["id"], list(parts), ask.reason.strip(), _json(ask.items), asker.person.name, asker.now,
    )  # fmt: skip


async def approve(asker: Asker, declaration: str, version: int, attested: bool) -> int:
    """Check everything, freeze a transmission and send it to the Caf. The approver accepts the attestation."""

    async def work(dossier: Dossier) -> None:
        whole = await _with_facts(dossier)
        stopping = lacking(Act.APPROVE, None, whole.obstacles)
        if not attested:
            stopping = (problem(Code.ATTESTATION_WANTED, "attested"), *stopping)
        if stopping:
            raise Refused(*stopping)
        await freeze(asker, whole)

    return await perform(asker, Ask(Act.APPROVE, declaration, version), work)


async def withdraw(asker: Asker, declaration: str, version: int) -> int:
    """The approver takes his transmission back as long as the Caf has not taken it in charge."""
    return await perform(asker, Ask(Act.WITHDRAW, declaration, version), nothing_more)


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()
