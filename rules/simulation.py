"""What if: the estimate of figures that nobody has declared, several scenarios side by side, under the law of any day.

Nothing here is kept: a simulation is worked out, read and forgotten. It declares nothing and opens no right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rules.case import Case, Facts
from rules.estimate import Estimate
from rules.forms import DeclarationKind, Form, Part, Value
from rules.kinds import KINDS, Kind
from rules.numerals import quotable
from rules.periods import FIRST_YEAR, LAST_YEAR
from rules.permits import forbidden
from rules.problems import Code, Problem, Refused, problem
from rules.thresholds import Distance, Situation, distances, gained
from rules.values import read_all

NOTICE = (
    "Simulation : elle ne vaut pas déclaration, n'est pas enregistrée et n'engage pas la Caf. "
    "Seules les données déclarées, transmises et validées ouvrent un droit."
)
MOST_SCENARIOS = 10
LABEL_LENGTH = 80
BASE = "Situation de départ"
PROJECT = ("of", "project")
"""Where a project stands in what is asked."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one part as they were typed, for a kind of structure."""

    structure_kind: str
    part: Part
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What somebody wants to try: a name, what changes, and the day whose law he asks for."""

    label: str
    changes: Sequence[Figures] = ()
    rules_on: date | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A structure that does not exist yet, or a year that nobody has declared."""

    structure_kind: str
    nature: str | None
    kind: DeclarationKind
    year: int
    figures: Sequence[Figures] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """A scenario as it can be worked out."""

    label: str
    case: Case


@dataclass(frozen=True, slots=True)
class Result:
    """What a trial gives; the changes are those from the base, whose own are zero.

    There is none where one of both has no amount, nor where one right holds what the other leaves out.
    """

    label: str
    case: Case
    estimate: Estimate
    right_change: Decimal | None
    psu_change: Decimal | None
    distances: tuple[Distance, ...]


def project_case(project: Project, fictional_allowed: bool = False) -> tuple[Kind, Case]:
    """A project as the rules see it. Raises one `Refused` with every problem found, at `("of", "project", …)`."""
    kind = KINDS.get(project.structure_kind)
    if kind is None:
        raise Refused(_unknown("structureKind", "Type de structure", project.structure_kind, KINDS))
    problems: list[Problem] = []
    if project.nature is not None and project.nature not in kind.natures:
        problems.append(_unknown("nature", "Nature d'activité", project.nature, kind.natures))
    if not FIRST_YEAR <= project.year <= LAST_YEAR:
        problems.append(_year(*PROJECT, "year"))
        raise Refused(*problems)
    form = kind.form(project.kind, project.year)
    values = _read(kind, form, project.figures, {}, problems, (*PROJECT, "figures"))
    if problems:
        raise Refused(*problems)
    typed = {name: value for name, value in values.items() if value is not None}
    return kind, Case(form, project.year, typed, Facts(nature=project.nature), fictional_allowed)


def trials(kind: Kind, base: Case, scenarios: Sequence[Scenario], denied: Mapping[Part, str]) -> list[Trial]:
    """Each scenario read like what is typed in a form. Raises one `Refused` with every problem of all of them.

    `denied` names, for each part that its author may not read, the action he lacks: he changes nothing there either.
    """
    if not 1 <= len(scenarios) <= MOST_SCENARIOS:
        limits = f"1 au moins, {MOST_SCENARIOS} au plus"
        raise Refused(problem(Code.OUT_OF_RANGE, "scenarios", label="Scénarios", given=len(scenarios), limits=limits))
    problems: list[Problem] = []
    found = [_trial(kind, base, each, denied, problems, str(place)) for place, each in enumerate(scenarios)]
    if problems:
        raise Refused(*problems)
    return found


def _trial(
    kind: Kind, base: Case, scenario: Scenario, denied: Mapping[Part, str], problems: list[Problem], place: str
) -> Trial:
    path = ("scenarios", place)
    label = scenario.label.strip()
    if not (0 < len(label) <= LABEL_LENGTH and label.isprintable()):
        problems.append(problem(Code.BAD_TEXT, *path, "label", label="Nom du scénario", limit=LABEL_LENGTH))
    form = base.form
    if scenario.rules_on is not None:
        if not FIRST_YEAR <= scenario.rules_on.year <= LAST_YEAR:
            problems.append(_year(*path, "rulesOn"))
            return Trial(label, base)
        # The law of another day may need figures that the form of this year does not ask: they are then missing.
        form = kind.form(form.declared, scenario.rules_on.year, form.version)
    changes = _read(kind, form, scenario.changes, denied, problems, (*path, "changes"))
    typed = {name: value for name, value in {**base.typed, **changes}.items() if value is not None}
    return Trial(label, replace(base, form=form, typed=typed, rules_on=scenario.rules_on or base.rules_on))


def _read(
    kind: Kind, form: Form, given: Sequence[Figures], denied: Mapping[Part, str], problems: list[Problem],
    path: tuple[str, ...],
) -> dict[str, Value | None]:  # fmt: skip
    values: dict[str, Value | None] = {}
    for each in given:
        if each.structure_kind != kind.code:
            problems.append(problem(Code.OTHER_FORM, *path))
        elif each.part in denied:
            # By the part alone, whatever stands there: an unknown item is told only to who may read the others.
            problems.extend(forbidden(denied[each.part], *path, quotable(name)) for name in each.values)
        else:
            try:
                values |= read_all(form, each.part, each.values)
            except Refused as refused:
                problems.extend(replace(found, path=(*path, *found.path[1:])) for found in refused.problems)
    return values


def results(kind: Kind, base: Case, tried: Sequence[Trial], measured: bool = True) -> Iterator[Result]:
    """The base first, then each scenario against it; one after the other, so that a server may do something between.

    The thresholds are nine tenths of the work: only `measured` where somebody reads them.
    """
    first: Estimate | None = None
    for trial in (Trial(BASE, base), *tried):
        estimate = kind.estimate(trial.case)
        found = distances(kind.thresholds, Situation(trial.case, estimate), kind.estimate) if measured else ()
        before = first or estimate
        yield Result(
            trial.label, trial.case, estimate, gained(before, estimate), _change(before.psu, estimate.psu), found
        )  # fmt: skip
        first = before


def _change(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else after - before


def _unknown(path: str, label: str, given: str, known: Mapping[str, object]) -> Problem:
    known_words = ", ".join(known)
    return problem(Code.UNKNOWN_CHOICE, *PROJECT, path, label=label, given=quotable(given), known=known_words)


def _year(*path: str) -> Problem:
    detail = f"l'année doit être comprise entre {FIRST_YEAR} et {LAST_YEAR}"
    return problem(Code.BAD_DATES, *path, detail=detail)
