"""What the audit trail and the timeline say, who reads it, and what a row is hashed from."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from rules import attestation, notice, timeline
from rules.chain import EPOCH, FIELDS, NOTHING, Trail, canonical, link
from rules.columns import described, told, word
from rules.delimited import BOM, delimited
from rules.forms import DeclarationKind, Part
from rules.idempotency import LONGEST, OTHER_REQUEST, read_key
from rules.mails import MAILS
from rules.parameters import PARAMETERS
from rules.periods import Call
from rules.policy import MANAGER, NATIONAL, OFFICER, Role
from rules.problems import Code
from rules.rights import standing
from rules.structures import no_more_wanted
from rules.timing import day_in_france, done_late
from rules.trail import Outcome, label
from rules.trail import told as told_of
from rules.workflow import Act


def _row(trail: Trail, **values: Any) -> dict[str, Any]:
    return dict.fromkeys(FIELDS[trail]) | values


def test_a_row_is_one_text_and_no_other_rows() -> None:
    row = _row(Trail.READS, seq=1, at=EPOCH + timedelta(days=1, microseconds=5), actor_name="Élise", whole_list=True)
    text = canonical(Trail.READS, row)
    assert text.startswith(b"1:1,-,11:86400000005,-,6:\xc3\x89lise,")
    assert b",4:true," in text
    assert link(Trail.READS, NOTHING, row) == sha256(NOTHING + text).digest()
    moved = _row(Trail.READS, seq=1, at=row["at"], actor_name="Élise", door="true", whole_list=None)
    assert canonical(Trail.READS, moved) != text, "where there is none is not an empty text, nor the next field's"


@pytest.mark.parametrize(
    ("act", "outcome", "caf", "by_officer", "readers"),
    [
        ("approve", Outcome.DONE, 1, False, {OFFICER}),
        ("approve", Outcome.REFUSED, 1, False, set()),
        ("take", Outcome.REFUSED, 1, True, {OFFICER}),
        ("save", Outcome.DONE, 1, False, set()),
        ("openAccount", Outcome.DONE, None, False, {NATIONAL}),
        ("openAccount", Outcome.DONE, 1, False, {MANAGER}),
        ("recompute", Outcome.DONE, None, False, {NATIONAL}),
        ("changeStructure", Outcome.DONE, 1, False, {MANAGER, OFFICER}),
    ],
)
def test_who_reads_of_an_act(act: str, outcome: Outcome, caf: int | None, by_officer: bool, readers: set[Role]) -> None:
    assert told_of(act, outcome, caf, by_officer=by_officer) == readers


def test_an_act_that_is_no_longer_done_keeps_its_name() -> None:
    assert (label("signIn"), label("danced")) == ("se connecter", "danced")


def test_the_timeline_tells_who_did_what() -> None:
    assert timeline.sentence("Léa", Act.COMPLETE_PART, Part.ACTIVITY).startswith("Léa ")
    assert "volet activité" in timeline.sentence("Léa", Act.COMPLETE_PART, Part.ACTIVITY)


def test_the_right_that_stands_for_a_year() -> None:
    later = Call(DeclarationKind.ACTUAL, 2024, None)
    assert standing(2024, None, cancelled=False) == "Ce droit vaut pour 2024."
    assert later.title in standing(2024, later, cancelled=False)
    assert standing(2024, later, cancelled=True).startswith("La déclaration est annulée")


def test_a_declaration_no_longer_wanted_says_why() -> None:
    assert no_more_wanted("La structure ferme", date(2026, 9, 30)).startswith("La structure ferme le 30/09/2026 : ")


def test_a_day_ends_at_midnight_in_france() -> None:
    late = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    assert (day_in_france(late), day_in_france(late - timedelta(seconds=1))) == (date(2026, 7, 1), date(2026, 6, 30))
    assert done_late(late, date(2026, 6, 30))
    assert not done_late(late - timedelta(seconds=1), date(2026, 6, 30))


def test_a_cell_never_becomes_a_formula() -> None:
    file = delimited(["Nom", "Écart"], [["=1+1", "-12,50"], [" @x", "+1 €"]]).decode()
    assert file == f"{BOM}Nom;Écart\r\n'=1+1;-12,50\r\n' @x;'+1 €\r\n"


def test_a_key_is_visible_ascii_once() -> None:
    assert read_key([]) is None
    assert read_key(['"abc"']) == read_key([" abc "]) == "abc"
    assert read_key(["a" * LONGEST]) == "a" * LONGEST
    for wrong in (["a", "b"], [""], ["a" * (LONGEST + 1)], ["é"], ['a"b'], ['"']):
        with pytest.raises(ValueError, match="Idempotency-Key"):
            read_key(wrong)
    assert OTHER_REQUEST.code is Code.CONFLICT


def test_each_column_has_its_words_for_both_readers() -> None:
    assert told("structure", "name") == word("structure", "name").help
    assert described("structure", "name") == word("structure", "name").description
    with pytest.raises(KeyError):
        told("structure", "colour")


def test_who_receives_a_mail() -> None:
    providers = [mail for mail in MAILS.values() if mail.providers]
    assert providers
    assert providers[0].roles(Part.FINANCE)[0] is Role.FINANCIAL_DATA_PROVIDER
    assert set(providers[0].roles(None)) >= {Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER}
    assert all(mail.roles(None) == () for mail in MAILS.values() if not (mail.providers or mail.approver))


def test_what_is_accepted_and_attested_is_said_in_full() -> None:
    assert attestation.ATTESTATION.endswith("La validation vaut signature.")
    assert notice.NOTICE[0].startswith("Ce service professionnel est réservé")
    assert notice.VERSION == "2015-04"


def test_a_value_of_the_law_is_read_as_text() -> None:
    day = date(2024, 1, 1)
    names = ("psu.training_days_regime_rate", "psu.threshold_side", "psu.coverage_rate", "eaje.new_structure_supplies")
    assert [PARAMETERS.on(name, day).text for name in names] == ["non", "AT_MOST", "66", "oui"]
