"""`portal bench`: what it measures of the law alone, and of the drafts of a country redone."""

from collections import Counter

import pytest

from demo.bench.figures import KIND, SIZES
from demo.bench.judgement import OF_EACH, YEARS, Judged, cases, judged
from demo.bench.national_recomputation import MIX, Recalculated, Run, kept, recalculated
from demo.bench.national_release import Nation, Released
from demo.bench.report import Told, data, table
from rules.forms import DeclarationKind, Part
from tests.serving import engine_on

RELEASED = Released(650, 5, 1, 2, 1, 1.0)


def test_the_cases_are_of_every_kind_and_year_whole_and_known_beside() -> None:
    found = list(cases())
    assert Counter((case.declared, case.year) for case in found) == {
        (kind, year): OF_EACH for kind in DeclarationKind for year in YEARS
    }
    assert [case for case in found if KIND.estimate(case).right is None] == []
    assert [case for case in found if case.facts.nature is None or case.facts.runs_from is None] == []
    updates = [case for case in found if case.declared is DeclarationKind.UPDATE]
    assert [case for case in updates if not case.facts.sent or "account60" in case.values] == []


def test_both_are_measured() -> None:
    found = judged(1)
    assert (found.cases, found.turns) == (OF_EACH * len(YEARS) * 3, 1)
    assert min(found.estimate, found.check) > 0


@pytest.mark.parametrize(("kind", "year"), [each for pair in MIX for each in pair])
def test_the_figures_of_the_country_are_whole(kind: DeclarationKind, year: int) -> None:
    form = KIND.form(kind, year)
    for part in KIND.required_parts(kind, year):
        missing = {item.name for item in form.part(part) if kind in item.required} - kept(form, part, SIZES[0]).keys()
        assert missing <= {"placesByPeriod", *(f"account{each}" for each in range(70, 80))}
    assert kept(form, Part.FINANCE, SIZES[0]) or kind is DeclarationKind.UPDATE


async def test_the_drafts_of_a_small_country_are_redone_in_three_runs(server_url: str) -> None:
    said: list[object] = []
    # Its own engine for a while: it is a program of its own.
    with engine_on({}):
        found = await recalculated(server_url, Nation(12, 2), said.append)
    assert found.structures == 12
    assert [run.clock > 0 for run in (found.dry_run, found.written, found.again)] == [True] * 3
    assert len(said) == 1


@pytest.mark.parametrize(
    ("slow", "structures", "flags"),
    [(0.4, 13_000, ("Dans la borne.", "Dans la borne.")), (1.0, 13_000, ("AU-DELÀ DE LA BORNE.", "Dans la borne.")),
     (0.4, 1_300, ("Dans la borne.", "AU-DELÀ DE LA BORNE."))],
)  # fmt: skip
def test_the_report_flags_what_is_beyond_its_bound_and_says_what_was_extrapolated(
    slow: float, structures: int, flags: tuple[str, str]
) -> None:
    run = Run(clock=4.0, python=2.0, postgres=1.0)
    told = Told(RELEASED, Judged(360, 3, 0.25, slow), Recalculated(structures, run, run, run))
    text = table([], 3, 100, 6_000, told)
    law, redone = text.split("\n\n")[-2:]
    assert (law.endswith(flags[0]), redone.endswith(flags[1])) == (True, True)
    assert ("par règle de trois : 30.0 s, 30.0 s, 30.0 s" in redone) is (structures < 13_000)
    measured = data([], 3, 100, 6_000, told)
    assert measured["law"]["within"] is (flags[0] == "Dans la borne.")
    assert measured["recomputation"]["within"] is (flags[1] == "Dans la borne.")
