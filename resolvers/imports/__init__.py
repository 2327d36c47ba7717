"""Writing what a portal starts from: read, compared, written in one transaction or not at all. By the job role."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import asyncpg

from models.engine import DB
from resolvers.audit import note_at_the_command_line, noted_at_the_command_line
from resolvers.imports.statements import BEGUN, CHANGE, CREATE, KNOWN, WIDEN, filled
from rules.imports import BY_NAME, FILES
from rules.imports.plan import Known, Plan, plan_of
from rules.imports.reading import Content, Line, read_file
from rules.problems import Code, Problem, Refused, problem
from rules.structures import named
from rules.timing import day_in_france

Show = Callable[[str, int, int], None]
"""What is being done, how far it is, how far it goes."""
LOCK = 7_203_514
"""The advisory lock under which one import runs at a time."""
AT_ONCE = 1_000

_NOT_HERE = "22", "23", "PC"
"""The classes of error by which the database refuses a row, rather than failing."""


async def import_all(
    bodies: Mapping[str, bytes], now: datetime, *,
    dry_run: bool = False, unread: Sequence[Problem] = (), show: Show = lambda *_: None,
) -> Plan:  # fmt: skip
    """Create and change what these files say, all of it or nothing; with `dry_run` everything is tried, then undone.

    `unread` is what was wrong with the folder. Raises `Refused` with every problem of every file at once.
    """
    async with noted_at_the_command_line("import", now, rehearsal=dry_run):
        return await _import(bodies, now, dry_run, unread, show)


async def _import(
    bodies: Mapping[str, bytes], now: datetime, dry_run: bool, unread: Sequence[Problem], show: Show
) -> Plan:
    today = day_in_france(now)
    contents = {file.name: read_file(file, bodies[file.name], today) for file in FILES if file.name in bodies}
    async with DB.transaction() as transaction:
        if not (await DB.fetch("select pg_try_advisory_xact_lock($1) as mine", LOCK))[0]["mine"]:
            raise Refused(problem(Code.IMPORT_RUNNING))
        known = await _known(contents)
        plan = plan_of(contents, known)
        problems = [*unread, *plan.problems] or await _write(plan, known, show)
        if problems:
            raise Refused(*_in_order(problems))
        if dry_run:
            await transaction.rollback()
        else:
            await note_at_the_command_line("import", now)
    return plan


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """As the files are read: by file, then line."""
    order = {file.name: place for place, file in enumerate(FILES)}
    return sorted(problems, key=lambda each: (order.get(each.path[0], -1), int(each.path[1])) if each.path else (-1, 0))


async def _known(contents: Mapping[str, Content]) -> Known:
    cafs = sorted({line.values["caf"] for content in contents.values() for line in content.lines})
    found: dict[str, dict[tuple[object, ...], dict[str, object]]] = {}
    for name, statement in KNOWN.items():
        rows = map(dict, await DB.fetch(statement, cafs))
        found[name] = {BY_NAME[name].key_of(row): row for row in rows}
    return found


async def _write(plan: Plan, known: Known, show: Show) -> list[Problem]:
    """What the database still refuses, which is told by line. Nothing that is written stays if anything is."""
    problems = []
    moved = plan.changed.get("structures.csv", [])
    for name, created in plan.created.items():
        first = moved if name == "structures.csv" else plan.changed[name]
        problems += await _each(WIDEN if name == "structures.csv" else CHANGE[name], name, first, show)
        problems += await _each(CREATE[name], name, created, show)
    problems += await _each(CHANGE["structures.csv"], "structures.csv", moved, show)
    return problems or await _contradicted(plan.changed.get("tenures.csv", []), known)


async def _each(statement: str, name: str, lines: Sequence[Line], show: Show) -> list[Problem]:
    """All of the lines, in large sets; a set that is refused is taken line by line, to find those at fault."""
    problems = []
    for begin in range(0, len(lines), AT_ONCE):
        some = lines[begin : begin + AT_ONCE]
        if await _refusal(statement, name, some):
            for line in some:
                refused = await _refusal(statement, name, [line])
                if refused:
                    problems.append(_of_database(name, line, refused))
        show(BY_NAME[name].heading, begin + len(some), len(lines))
    return problems


async def _refusal(statement: str, name: str, lines: Sequence[Line]) -> asyncpg.PostgresError | None:
    """Why the database refuses this set of lines; none once they are written."""
    sql, given = filled(statement, name, lines)
    await DB.fetch("savepoint lines")
    try:
        await DB.fetch(sql, *given)
    except asyncpg.PostgresError as error:
        if not str(error.sqlstate).startswith(_NOT_HERE):
            raise
        await DB.fetch("rollback to savepoint lines")
        return error
    await DB.fetch("release savepoint lines")
    return None


def _of_database(name: str, line: Line, refused: asyncpg.PostgresError) -> Problem:
    file = BY_NAME[name]
    if isinstance(refused, asyncpg.ExclusionViolationError):
        overlap = Code.AGREEMENT_OVERLAP if name == "agreements.csv" else Code.TENURE_OVERLAP
        return file.problem(overlap, line.number)
    why = getattr(refused, "constraint_name", None) or str(refused)
    return file.problem(Code.IMPORT_REFUSED, line.number, why=why)


async def _contradicted(tenures: Sequence[Line], known: Known) -> list[Problem]:
    """Tenures whose last day moves across declarations: those are undone or reopened in the portal, by their people.

    Looked at once they are written: whoever opens a declaration meanwhile waits, and then finds the new last day.
    """
    file = BY_NAME["tenures.csv"]
    was = [known[file.name][file.key_of(line.values)]["ends_on"] for line in tenures]
    sql, given = filled(BEGUN, file.name, tenures, was=was)
    found: dict[int, list[tuple[str, int]]] = {}
    for row in await DB.fetch(sql, *given) if tenures else ():
        found.setdefault(row["line"], []).append((row["kind"], row["year"]))
    why = "Des déclarations sont déjà commencées ou transmises"
    return [
        file.problem(Code.DECLARATIONS_BEGUN, line, "ends_on", why=why, declarations=named(begun))
        for line, begun in found.items()
    ]
