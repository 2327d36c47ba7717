"""One estimate and one form check, on one core: what each keystroke of a client may ask, without database or network.

The cases are the declarations of the demonstration, whole, with what is known beside them.
"""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demo.course import KIND, Fill
from demo.load import SEED
from demo.population import PlannedDeclaration, Population
from demo.rehearsal import Figures
from rules.case import Case, Facts, Sent
from rules.forms import DeclarationKind
from rules.readiness import obstacles
from rules.values import typed

YEARS = (2023, 2024, 2025)
DAY = date(2026, 3, 2)
"""The day of the demonstration: these years are declared, and some of them still open."""
OF_EACH = 40
"""Declarations of one kind and year."""
BOUND = 1.0
"""Milliseconds that an estimate or a form check may take on average."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Average milliseconds of one estimate and of one form check, over so many cases so many times."""

    cases: int
    turns: int
    estimate: float
    check: float
    bound: float = BOUND

    @property
    def within(self) -> bool:
        """Is each within the bound?"""
        return max(self.estimate, self.check) < self.bound


def judged(turns: int) -> Judged:
    """Estimate and check every case, so many turns; a turn is a pass over all of them."""
    known = list(cases())
    estimate = _average(KIND.estimate, known, turns)
    check = _average(lambda case: obstacles(KIND, case, {}), known, turns)
    return Judged(len(known), turns, estimate, check)


def _average(judge: Callable[[Case], object], known: list[Case], turns: int) -> float:
    """Milliseconds of this process for one case, the mean over all passes after one that warms up."""
    for case in known:
        judge(case)
    gc.collect()
    start = time.process_time()
    for _ in range(turns):
        for case in known:
            judge(case)
    return (time.process_time() - start) * 1000 / (turns * len(known))


def cases() -> Iterator[Case]:
    """As many of each kind and year, spread over the structures."""
    plan = Population.plan(SEED, DAY, {})
    by_tenure: dict[int, list[PlannedDeclaration]] = {}
    for declared in plan.declarations:
        by_tenure.setdefault(declared.tenure, []).append(declared)
    wanted = {(kind, year): OF_EACH for kind in DeclarationKind for year in YEARS}
    for declarations in by_tenure.values():
        sent: dict[tuple[DeclarationKind, int], Sent] = {}
        for declared in declarations:
            year = declared.year
            case = _case(plan, declared, sent)
            if wanted.get((year.kind, year.year), 0):
                wanted[year.kind, year.year] -= 1
                yield case
            sent[year.kind, year.year] = Sent(year.kind, year.year, case.values)
        if not any(wanted.values()):
            return


def _case(plan: Population, declared: PlannedDeclaration, sent: dict[tuple[DeclarationKind, int], Sent]) -> Case:
    year, tenure, period = declared.year, plan.tenures[declared.tenure], plan.periods[declared.period]
    structure = plan.structures[tenure.structure]
    known = Facts(
        nature=structure.profile.nature, licensed_places=Decimal(year.places.most), ctg_since=structure.ctg_since,
        observed_until=period.call.observed_until, opened_on=structure.opened_on, runs_from=tenure.starts_on,
        runs_until=tenure.ends_on,
        sent={key: each for key, each in sent.items() if key[1] in (year.year, year.year - 1)},
    )  # fmt: skip
    kept = Figures(year, True).whole(dict.fromkeys(KIND.required_parts(year.kind, year.year), Fill.WHOLE))
    return Case(year.form, year.year, typed(year.form, kept), known, True)
