"""A case that cannot be trusted is refused, and the refusal names the file, the case and the key."""

from pathlib import Path

import pytest

from rules.parameters import BadParameterFile
from tests.cases.case_files import read_cases
from tests.cases.case_place import BadCase

BASE = "bases: {b: {kind: ACTUAL, figures: {licensedPlaces: 20, familyContributions: 58 650,00}}}\n"
CASE = 'cases:\n  - {name: N, year: 2024, base: b, expected: {psu: 1, right: "1,50"}, working: ["1 + 1 = 2"], source: S%s}\n'


def read(folder: Path, more: str = "", base: str = BASE, case: str = CASE) -> list[str]:
    path = folder / "some.yaml"
    path.write_text(base.replace("58 650,00", '"58 650,00"') + case % more, encoding="utf-8")
    return [each.name for each in read_cases(path)]


def test_a_case_is_read(tmp_path: Path) -> None:
    assert read(
        tmp_path, ", figures: {openingDays: 220}, without: [licensedPlaces], covers: {psu.first_threshold: on}"
    ) == ["N"]


REFUSED = {
    # what is told besides → the key that is named
    "a key that nobody knows": (", colour: red", "colour"),
    "a figure that no form asks": (", figures: {cradles: 3}", "figures"),
    "a figure that the form of the year does not ask": (", kind: UPDATE, figures: {openingDays: 3}", "figures"),
    "a figure that is none": (", figures: {openingDays: beaucoup}", "figures"),
    "a figure that is not exact": (", figures: {dailyOpeningHours: 10.5}", "figures"),
    "a figure out of its bounds": (', figures: {generalSchemeRate: "100,01"}', "figures"),
    "a figure left out that no form asks": (", without: [cradles]", "without"),
    "a kind that there is not": (", kind: MONTHLY", "kind"),
    "a parameter that there is not": (", law: {psu.nothing: 3}", "law"),
    "a parameter of another kind": (", law: {psu.staff_hours_rule: true}", "law.psu.staff_hours_rule"),
    "a parameter that is no number": (", law: {psu.first_threshold: PER_CHILD}", "law.psu.first_threshold"),
    "a threshold that there is not": (", covers: {psu.nothing: on}", "covers"),
    "a side that there is not": (", covers: {psu.first_threshold: beside}", "covers.psu.first_threshold"),
    "a value of the law that is not exact": (", reads: {psu.first_threshold: 0.75}", "reads.psu.first_threshold"),
    "production that is no yes or no": (", production: non", "production"),
    "a value that no parameter has": (", reads: {psu.nothing: 1}", "reads"),
    "figures that are a list": (", figures: [openingDays]", "figures"),
    "agreements that are no list": (", agreements: {bonus: TRAJECTORY}", "agreements"),
    "a declaration sent of no year": (", sent: [{kind: ACTUAL, figures: {}}]", "sent.year"),
    "an agreement with a strange key": (", agreements: [{bonus: TRAJECTORY, until: 2024-01-01}]", "agreements.until"),
    "an agreement of no bonus": (", agreements: [{bonus: CTG, from: 2024-01-01}]", "agreements.bonus"),
    "an agreement without a first day": (", agreements: [{bonus: TRAJECTORY}]", "agreements.from"),
    "a right accepted of no kind": (", accepted: {MONTHLY: 3}", "accepted"),
    "a declaration sent with a strange figure": (", sent: [{kind: ACTUAL, year: 2023, figures: {cradles: 3}}]", "sent.figures"),
}  # fmt: skip


@pytest.mark.parametrize(("more", "key"), REFUSED.values(), ids=REFUSED)
def test_nonsense_is_refused_by_name(tmp_path: Path, more: str, key: str) -> None:
    with pytest.raises(BadCase, match=rf"^some\.yaml: N: {key}: "):
        read(tmp_path, more)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (", source: S", "", "N: source"),
        ("year: 2024", "year: next", "N: year"),
        ("name: N, ", "", r"\(without a name\): name"),
        ("base: b", "base: c", "N: base"),
        ('{psu: 1, right: "1,50"}', "{lines: {PSU: 1}}", "N: expected"),
        ('{psu: 1, right: "1,50"}', "{psu: 1, right: 1.50}", "N: expected.right"),
        ('{psu: 1, right: "1,50"}', "{right: 1}", "N: expected"),
        ('{psu: 1, right: "1,50"}', "{reason: NO_HOURS, amount: 1}", "N: expected.amount"),
        ('{psu: 1, right: "1,50"}', "{reason: NO_LUCK}", "N: expected.reason"),
        ('{psu: 1, right: "1,50"}', "{reason: NO_PARAMETER, parameter: psu.nothing}", "N: expected.parameter"),
        ('{psu: 1, right: "1,50"}', "{reason: ITEMS_MISSING, missing: openingDays}", "N: expected.missing"),
        ('["1 + 1 = 2"]', "deux", "N: working"),
    ],
)  # fmt: skip
def test_what_a_case_cannot_do_without_is_asked_for(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in CASE
    with pytest.raises(BadCase, match=rf"^some\.yaml: {named}: "):
        read(tmp_path, case=CASE.replace(old, new))


def test_a_base_is_read_as_strictly(tmp_path: Path) -> None:
    with pytest.raises(BadCase, match=r"^some\.yaml: b: bases.year: "):
        read(tmp_path, base=BASE.replace("kind: ACTUAL", "year: 2024"))
    with pytest.raises(BadCase, match=r"^some\.yaml: b: bases.figures: cradles "):
        read(tmp_path, base=BASE.replace("licensedPlaces", "cradles"))


def test_a_key_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadParameterFile, match=r"some\.yaml, line 3"):
        read(tmp_path, ", name: M")
