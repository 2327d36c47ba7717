"""What redoing an estimate changes, and why: each cause is told in words, and only those that are."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from rules.case import Case
from rules.estimate import Estimate, Reason
from rules.forms import DeclarationKind, Part
from rules.recomputation import Cause, compared
from rules.values import read_all
from tests.rules.examples import ACTUAL_ACTIVITY, ACTUAL_FINANCE
from tests.rules.examples import EAJE as KIND

Data = dict[str, Any]


def case(**changes: Any) -> Case:
    form = KIND.form(DeclarationKind.ACTUAL, 2024)
    given = {Part.ACTIVITY: {**ACTUAL_ACTIVITY, **changes}, Part.FINANCE: ACTUAL_FINANCE}
    kept = {name: each for part in Part for name, each in read_all(form, part, given[part]).items() if each is not None}
    return Case(form, 2024, kept, fictional_allowed=True)


def today(**changes: Any) -> Data:
    """An estimate as it is stored."""
    data: Data = orjson.loads(orjson.dumps(KIND.estimate(case(**changes)).to_data()))
    return data


def line(data: Data, code: str) -> Data:
    found: Data = next(each for each in data["lines"] if each["code"] == code)
    return found


def operand(data: Data, reference: str) -> Data:
    found: Data = next(each for line in data["lines"] for each in line["operands"] if each["reference"] == reference)
    return found


def told(old: Data, new: Data) -> list[tuple[Cause, str]]:
    difference = compared(old, new)
    return [] if difference is None else [(each.cause, each.text) for each in difference.changes]


def test_the_same_to_the_letter_is_no_difference() -> None:
    assert compared(today(), today()) is None


def test_amounts_and_their_gap_are_exact() -> None:
    old = today()
    old["right"] = "171823.78"
    difference = compared(old, today())
    assert difference is not None
    assert [str(each) for each in (difference.before, difference.after, difference.gap)] == [
        "171823.78",
        "171823.79",
        "0.01",
    ]


Change = Callable[[Data], Any]
CAUSES: dict[str, tuple[Change, list[tuple[Cause, str]]]] = {
    "a figure of the law": (
        lambda old: operand(old, "psu.first_step_supplied").update(value="9.55"),
        [(Cause.PARAMETER, "paramètre psu.first_step_supplied : 9,55 → 10,05")],
    ),
    "its status": (
        lambda old: operand(old, "psu.first_step_supplied")["parameter"].update(status="FICTIONAL"),
        [(Cause.PARAMETER, "paramètre psu.first_step_supplied : fictif → déduit d'un texte")],
    ),
    "a reading of the law": (
        lambda old: operand(old, "psu.cost_price_hours").update(value="ATTENDED"),
        [(Cause.READING, "lecture psu.cost_price_hours : ATTENDED → BILLED")],
    ),
    "a reading by yes or no": (
        lambda old: operand(old, "psu.training_days_regime_rate").update(value=True),
        [(Cause.READING, "lecture psu.training_days_regime_rate : oui → non")],
    ),
    "a figure typed": (
        lambda old: operand(old, "familyContributions").update(value="50000"),
        [(Cause.FIGURES, "chiffres (« Participations familiales »)")],
    ),
    "a line that was not there": (
        lambda old: old["lines"].remove(line(old, "TRAINING_DAYS")),
        [(Cause.LINE, "nouvelle ligne « Journées pédagogiques »")],
    ),
    "a line that is there no more": (
        lambda old: old["lines"].append({**line(old, "TRAINING_DAYS"), "code": "GIFT", "label": "Cadeau"}),
        [(Cause.LINE, "plus de ligne « Cadeau »")],
    ),
    "a parameter read for the first time": (
        lambda old: (
            line(old, "COST_PRICE").update(result="11"),
            line(old, "COST_PRICE")["operands"].remove(operand(old, "psu.cost_price_hours")),
        ),
        [(Cause.READING, "lecture psu.cost_price_hours : BILLED, qui n'était pas lu")],
    ),
    "a formula": (
        lambda old: line(old, "HOURLY_AMOUNT").update(result="6.60"),
        [(Cause.FORMULA, "formule de « {} »")],
    ),
    "a reason before": (
        lambda old: (old.update(Estimate.none(case().day, Reason.NO_HOURS, "Sans heures.").to_data())),
        [(Cause.REASON, "un montant, qui manquait : Sans heures.")],
    ),
    "a component left out before": (
        lambda old: old.update(left_out=[{"code": "BONUS", "label": "Bonus mixité sociale", "reason": "Inconnu."}]),
        [(Cause.LEFT_OUT, "« Bonus mixité sociale » n'est plus laissé de côté")],
    ),
    "words alone": (
        lambda old: line(old, "PSU").update(label="Psu"),
        [(Cause.WORDING, "présentation du détail")],
    ),
    "an amount that nothing explains": (
        lambda old: old.update(right="1.00"),
        [(Cause.FORMULA, "formule du droit")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CAUSES)
def test_each_cause_is_told(name: str) -> None:
    change, causes = CAUSES[name]
    old = today()
    change(old)
    label = line(today(), "HOURLY_AMOUNT")["label"]
    assert told(old, today()) == [(cause, text.format(label)) for cause, text in causes]


def test_a_reason_today_is_told_with_its_words() -> None:
    new: Data = Estimate.none(case().day, Reason.NO_HOURS, "Sans heures.").to_data()
    assert told(today(), new) == [(Cause.REASON, "plus de montant : Sans heures.")]
    other: Data = Estimate.none(case().day, Reason.NO_CHARGES, "Sans charges.").to_data()
    assert told(new, other) == [(Cause.REASON, "toujours pas de montant : Sans charges.")]


def test_a_component_left_out_today_is_told_with_its_reason() -> None:
    new = today()
    new["left_out"] = [{"code": "BONUS", "label": "Bonus mixité sociale", "reason": "Un montant manque."}]
    assert told(today(), new) == [(Cause.LEFT_OUT, "sans « Bonus mixité sociale » : Un montant manque.")]
    later = {**new, "left_out": [*new["left_out"], {"code": "OTHER", "label": "Autre", "reason": "Rien."}]}
    assert told(new, later) == [(Cause.LEFT_OUT, "sans « Autre » : Rien.")]


def test_only_other_words_are_told_apart_from_other_amounts() -> None:
    old = today()
    line(old, "RIGHT")["label"] = "Droit"
    words = compared(old, today())
    amounts = compared(today(familyContributions="50000"), today())
    assert words
    assert amounts
    assert (words.told_alike, amounts.told_alike) == (True, False)


@pytest.mark.parametrize(
    ("origin", "cause", "words"),
    [("SENT", Cause.SENT, "autre déclaration transmise"), ("AGREEMENT", Cause.AGREEMENT, "convention"), ("ACCEPTED", Cause.ACCEPTED, "droit validé")],
)  # fmt: skip
@pytest.mark.parametrize("moves", [{"value": "1"}, {"reference": "FORECAST-2023"}, None])
def test_what_is_read_beside_the_figures_is_told_by_the_line_that_reads_it(
    origin: str, cause: Cause, words: str, moves: Data | None
) -> None:
    beside = {
        "symbol": "P", "label": "Beside", "value": "12", "unit": "€", "origin": origin, "reference": "ACTUAL-2023", "parameter": None,
    }  # fmt: skip
    old, new = today(), today()
    line(new, "COST_PRICE")["operands"].append(beside)
    if moves is not None:
        line(old, "COST_PRICE")["operands"].append({**beside, **moves})
    label = line(new, "COST_PRICE")["label"]
    assert told(old, new) == [(cause, f"{words} (« {label} »)")]


def test_what_is_read_beside_the_figures_and_stays_is_no_cause() -> None:
    beside = {
        "symbol": "P", "label": "Beside", "value": "12", "unit": "€", "origin": "SENT", "reference": "ACTUAL-2023", "parameter": None,
    }  # fmt: skip
    old, new = today(familyContributions="50000"), today()
    for each in (old, new):
        line(each, "FAMILY_CONTRIBUTIONS")["operands"].append(beside)
    assert [cause for cause, _ in told(old, new)] == [Cause.FIGURES]


def test_what_follows_from_another_line_is_no_cause_of_its_own() -> None:
    """Families paid otherwise: the lines after that one have other operands, and they are not what changed."""
    assert told(today(familyContributions="50000"), today()) == [
        (Cause.FIGURES, "chiffres (« Participations familiales »)")
    ]


def test_an_estimate_stored_long_ago_is_still_read() -> None:
    old = today()
    for each in old["lines"]:
        each.pop("decimals", None)
        each.pop("rounding", None)
        for one in each["operands"]:
            one.pop("parameter")
    for key in ("left_out", "missing", "to_verify", "prestation"):
        old.pop(key, None)
    difference = compared(old, today())
    assert difference is not None
    assert difference.gap == 0


@pytest.mark.parametrize(("before", "after"), [(None, "1.00"), ("1.00", None)])
def test_without_an_amount_on_one_side_there_is_no_gap(before: str | None, after: str | None) -> None:
    difference = compared({**today(), "right": before}, {**today(), "right": after})
    assert difference is not None
    assert difference.gap is None
