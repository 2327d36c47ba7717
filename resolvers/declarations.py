"""The acts on a declaration: save, complete a part, approve, take, accept."""

from collections.abc import Mapping
from typing import Any

import orjson

from models.engine import DB
from resolvers.acting import Ask, perform, with_part
from resolvers.asker import Asker
from resolvers.dossier import Dossier
from resolvers.submissions import accept_right, freeze
from rules.forms import Part
from rules.problems import Code, Problem, Refused, problem
from rules.readiness import stoppers
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
            raise Refused(problem(Code.NOT_FOUND, "values"))
        content = dossier.parts[part]
        given = read_all(dossier.kind.form, part, values)
        kept = {**content.values, **{name: None if each is None else stored(each) for name, each in given.items()}}
        said = {**content.remarks, **_remarks(dossier, part, remarks)}
        after = with_part(
            dossier,
            part,
            values={name: each for name, each in kept.items() if each is not None},
            remarks={code: text for code, text in said.items() if text},
        )
        await _write_part(asker, after, part, PartState.IN_PROGRESS)
        await write_estimate(asker, after)

    return await perform(asker, Ask(Act.SAVE, declaration, version, part), work)


def _remarks(dossier: Dossier, part: Part, remarks: Mapping[str, str | None]) -> dict[str, str | None]:
    problems: list[Problem] = []
    for code, text in remarks.items():
        control = dossier.kind.control(code)
        if control is None or control.part(dossier.kind.form) is not part:
            problems.append(problem(Code.UNKNOWN_CONTROL, "remarks", code[:QUOTED], name=code[:QUOTED]))
        elif text and len(text) > REMARK_LENGTH:
            problems.append(problem(Code.TEXT_TOO_LONG, "remarks", code, length=len(text), limit=REMARK_LENGTH))
    if problems:
        raise Refused(*problems)
    return {code: text and text.strip() for code, text in remarks.items()}


async def _write_part(asker: Asker, dossier: Dossier, part: Part, state: PartState) -> None:
    content = dossier.parts[part]
    await DB.fetch(
        'update declaration_part set state = $2, version = version + 1, form_version = $3, "values" = $4::jsonb,'
        " remarks = $5::jsonb, saved_by_id = $6, saved_by_name = $7, saved_at = $8 where id = $1",
        content.id, state, dossier.kind.form.version, _json(content.values), _json(content.remarks),
        asker.person.person, asker.person.name, asker.now,
    )  # fmt: skip


async def write_estimate(asker: Asker, dossier: Dossier) -> None:
    """Store the estimate that these figures give, or the reason why there is none."""
    estimate = dossier.estimate(asker.house.fictional_allowed)
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
        stopping = stoppers(dossier.obstacles(), part)
        if stopping:
            raise Refused(*stopping)
        await DB.fetch(
            "update declaration_part set state = $2, version = version + 1 where id = $1",
            dossier.parts[part].id,
            PartState.COMPLETE,
        )
        return after_completion([content.state for each, content in dossier.parts.items() if each is not part])

    return await perform(asker, Ask(Act.COMPLETE_PART, declaration, version, part), work)


async def approve(asker: Asker, declaration: str, version: int, attested: bool) -> int:
    """Check everything, freeze a transmission and send it to the Caf. The approver accepts the attestation."""

    async def work(dossier: Dossier) -> None:
        stopping = stoppers(dossier.obstacles())
        if not attested:
            stopping = (problem(Code.ATTESTATION_WANTED, "attested"), *stopping)
        if stopping:
            raise Refused(*stopping)
        await freeze(asker, dossier)

    return await perform(asker, Ask(Act.APPROVE, declaration, version), work)


async def take(asker: Asker, declaration: str, version: int) -> int:
    """An officer begins to process the declaration."""

    async def work(dossier: Dossier) -> None:
        return None

    return await perform(asker, Ask(Act.TAKE, declaration, version), work)


async def accept(asker: Asker, declaration: str, version: int) -> int:
    """An officer accepts: the right is the estimate of the last transmission, copied."""

    async def work(dossier: Dossier) -> None:
        await accept_right(asker, dossier)

    return await perform(asker, Ask(Act.ACCEPT, declaration, version), work)


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()
