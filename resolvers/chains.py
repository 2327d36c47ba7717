"""The chains of the audit trail, worked out anew: what was changed, taken away or put in. Read by the job role.

Nothing here trusts the database for a hash: each is recomputed from the row by `rules.chain`.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.engine import DB
from resolvers.audit import note_at_the_command_line
from resolvers.pages import Row
from rules.chain import FIELDS, NOTHING, Trail, link

Show = Callable[[str, int, int], None]
"""What is being checked, how far it is, how far it goes."""
AT_ONCE = 5_000
TABLES = {Trail.ACTS: "audit_entry", Trail.READS: "read_entry"}
TITLES = {Trail.ACTS: "Actes", Trail.READS: "Lectures"}


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain; `caf` is the code of its Caf, none for what falls in no Caf."""

    trail: Trail
    chain: int
    seq: int
    hash: bytes
    caf: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong at one place of a chain; the row is none where it is missing."""

    head: Head
    seq: int
    row: int | None
    wrong: str


Kept = Mapping[tuple[Trail, int], Sequence[Head]]
"""Heads that were written down elsewhere, by chain."""

_HEADS = """
select h.trail, h.chain, h.seq, h.hash, h.anchor_seq, h.anchor_hash, c.code from audit_head h
left join caf c on c.id = h.chain order by h.trail, h.chain
"""
_STRAY = """
select distinct coalesce(t.caf_id, 0) as chain from {} t
where not exists (select from audit_head h where h.trail = $1 and h.chain = coalesce(t.caf_id, 0))
"""


def _head(row: Row) -> Head:
    return Head(Trail(row["trail"]), row["chain"], row["seq"], row["hash"], row["code"])


async def heads() -> list[Head]:
    """The last link of every chain, to be kept elsewhere."""
    return [_head(row) for row in await DB.fetch(_HEADS)]


async def verify(kept: Kept, show: Show = lambda *_: None) -> tuple[int, list[Flaw]]:
    """How many rows there are, and all that is wrong with their chains, against their heads and those kept elsewhere."""
    flaws: list[Flaw] = []
    checked = 0
    async with DB.transaction():
        # One picture of the trail, whatever is added meanwhile.
        await DB.fetch("set transaction isolation level repeatable read, read only")
        standing = await DB.fetch(_HEADS)
        known = {(Trail(row["trail"]), row["chain"]) for row in standing}
        for trail, table in TABLES.items():
            total = (await DB.fetch(f"select count(*) as n from {table}"))[0]["n"]
            before = checked
            for row in (each for each in standing if each["trail"] == trail):
                walk = _Walk(_head(row), row["anchor_seq"], row["anchor_hash"], kept.get((trail, row["chain"]), ()))
                async for some in _rows(trail, row["chain"]):
                    walk.take(some)
                    checked += len(some)
                    show(TITLES[trail], checked - before, total)
                flaws += walk.end()
            for row in await DB.fetch(_STRAY.format(table), trail.value):
                flaws.append(
                    Flaw(Head(trail, row["chain"], 0, NOTHING), 0, None, "des lignes, mais aucune tête de chaîne")
                )
    for chain, told in kept.items():
        if chain not in known:
            flaws += [Flaw(each, each.seq, None, "la chaîne a disparu") for each in told]
    return checked, flaws


async def _rows(trail: Trail, chain: int) -> AsyncIterator[Sequence[Row]]:
    """The rows of one chain in their order, so many at a time."""
    columns = ", ".join((*FIELDS[trail], "prev_hash", "hash"))
    sql = (
        f"select {columns} from {TABLES[trail]} where coalesce(caf_id, 0) = $1 and (seq, id) > ($2, $3)"
        f" order by seq, id limit {AT_ONCE}"
    )
    seq, key = -1, 0
    while True:
        rows = await DB.fetch(sql, chain, seq, key)
        if not rows:
            return
        yield rows
        seq, key = rows[-1]["seq"], rows[-1]["id"]


class _Walk:
    """Along one chain, from its anchor to its head."""

    def __init__(self, head: Head, anchor_seq: int, anchor: bytes, kept: Sequence[Head]) -> None:
        self.head, self.seq, self.anchor_seq = head, anchor_seq, anchor_seq
        self.before = {anchor}
        self.last = anchor
        self.kept = {each.seq: each for each in kept}
        self.flaws: list[Flaw] = []
        self._compare(anchor_seq, None, anchor)

    def _found(self, seq: int, row: int | None, wrong: str) -> None:
        self.flaws.append(Flaw(self.head, seq, row, wrong))

    def take(self, rows: Sequence[Row]) -> None:
        """The next rows in order."""
        for row in rows:
            self._one(row)

    def _one(self, row: Row) -> None:
        seq, key, kept = row["seq"], row["id"], bytes(row["hash"])
        hangs_on = bytes(row["prev_hash"])
        computed = link(self.head.trail, hangs_on, row)
        if seq <= self.seq:
            self._found(seq, key, "la place est prise par une autre ligne")
            return
        if seq > self.seq + 1:
            first, last = self.seq + 1, seq - 1
            missing = f"la ligne {first} manque" if first == last else f"les lignes {first} à {last} manquent"
            self._found(first, None, missing)
        elif hangs_on not in self.before:
            self._found(seq, key, "elle ne suit pas la ligne précédente")
        if computed != kept and (hangs_on in self.before or seq > self.seq + 1):
            self._found(seq, key, "son contenu, ou son empreinte, a été modifié")
        self._compare(seq, key, kept)
        # Of a row whose hash was changed the next one still tells the right one: one flaw, not two.
        self.seq, self.last, self.before = seq, kept, {kept, computed}

    def _compare(self, seq: int, row: int | None, found: bytes) -> None:
        told = self.kept.pop(seq, None)
        if told is not None and told.hash != found:
            self._found(seq, row, "son empreinte n'est pas celle qui avait été conservée")

    def end(self) -> list[Flaw]:
        """What is wrong in all, once the last row is taken."""
        if self.seq < self.head.seq:
            self._found(self.seq + 1, None, f"la fin manque : la chaîne allait jusqu'à la ligne {self.head.seq}")
        elif self.seq > self.head.seq:
            self._found(self.head.seq + 1, None, "des lignes suivent la tête de la chaîne")
        elif self.last != self.head.hash and not self.flaws:
            self._found(self.seq, None, "la tête de la chaîne n'est pas l'empreinte de sa dernière ligne")
        for seq in sorted(self.kept):
            if seq > self.anchor_seq:
                self._found(seq, None, "la ligne dont l'empreinte avait été conservée manque")
        return self.flaws


async def purge_reads(before: datetime, now: datetime) -> int:
    """Remove the reads of before a moment, whole stretches from the oldest on; it leaves a row. By the owner alone."""
    async with DB.transaction():
        removed = int((await DB.fetch("select purge_reads($1) as n", before))[0]["n"])
        await note_at_the_command_line("purgeReads", now)
    return removed


__all__ = ["Flaw", "Head", "Kept", "heads", "purge_reads", "verify"]
