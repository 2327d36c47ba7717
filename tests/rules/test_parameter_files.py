"""A parameter file with nonsense is refused, and the refusal names the file, the line and the key."""

from pathlib import Path

import pytest

from rules.parameters import BadParameterFile
from rules.parameters.reader import read_folder

GOOD = """\
law.price:
  label: Prix
  unit: €/h
  values:
    - {from: 2020-01-01, value: "1.50", source: Circulaire, status: official, checked: 2026-11-20, href: "https://caf.fr/"}
    - from: 2022-01-01
      until: 2022-12-31
      value: "2"
      source: Décret
      status: to_verify
      checked: 2026-11-20
    - {from: 2024-01-01, value: "3", source: Arrêté, status: derived, checked: 2026-11-20}
law.rule:
  label: Règle
  unit: ""
  source: Usage
  status: official
  checked: 2026-11-20
  values:
    - {from: 2020-01-01, value: SIMPLE}
"""

NONSENSE: dict[str, tuple[str, str, int, str, str]] = {
    # what is written, by what it is replaced; the line, the key and the words of the refusal
    "a decimal without quotes": ('value: "2"', "value: 2.50", 8, "law.price", "« value » stands in quotes"),
    "a whole figure without quotes": ('value: "3"', "value: 3", 12, "law.price", "« value » stands in quotes"),
    "a decimal with a comma": ('value: "2"', 'value: "2,5"', 8, "law.price", "neither a decimal nor a code"),
    "a word": ('value: "2"', "value: deux", 8, "law.price", "neither a decimal nor a code"),
    "an empty value": ('value: "2"', 'value: ""', 8, "law.price", "« value » stands in quotes"),
    "no value": ('      value: "2"\n', "", 6, "law.price", "« value » stands in quotes"),
    "a code among figures": ('value: "2"', "value: DEUX", 8, "law.price", "not of the same kind"),
    "yes among codes": ("{from: 2020-01-01, value: SIMPLE}", "{from: 2020-01-01, value: SIMPLE}\n    - {from: 2021-01-01, value: true}", 21, "law.rule", "not of the same kind"),
    "no source": ("      source: Décret\n", "", 6, "law.price", "« source » is a text"),
    "an empty source": ("source: Décret", 'source: " "', 9, "law.price", "« source » is a text"),
    "an empty source of the parameter": ("source: Usage", 'source: ""', 16, "law.rule", "« source » is a text"),
    "no status": ("      status: to_verify\n", "", 6, "law.price", "« status » (None) is none of"),
    "an unknown status": ("status: to_verify", "status: sure", 10, "law.price", "« status » ('sure') is none of"),
    "an invented value among the others": ("status: to_verify", "status: fictional", 10, "law.price", "is fictional in a *_fictional.yaml"),
    "an invented parameter among the others": ("status: official\n  checked", "status: fictional\n  checked", 17, "law.rule", "is fictional in a *_fictional.yaml"),
    "never compared": ("      checked: 2026-11-20\n", "", 6, "law.price", "« checked » is the day"),
    "never compared, on one line": ("derived, checked: 2026-11-20", "derived", 12, "law.price", "« checked » is the day"),
    "compared on no day": ("  checked: 2026-11-20\n  values", "  checked: hier\n  values", 18, "law.rule", "« checked » (hier) is not a day"),
    "no first day": ("{from: 2024-01-01, ", "{", 12, "law.price", "« from » is the first day"),
    "a day in words": ("from: 2022-01-01", "from: janvier", 6, "law.price", "« from » (janvier) is not a day"),
    "a day of no calendar": ("from: 2022-01-01", "from: 2022-13-01", 6, "law.price", "« from » (2022-13-01) is not a day"),
    "a moment for a day": ("until: 2022-12-31", "until: 2022-12-31 10:00:00", 7, "law.price", "is not a day"),
    "a year for a day": ("from: 2022-01-01", "from: 2022", 6, "law.price", "« from » (2022) is not a day"),
    "an address in the clear": ("https://caf.fr/", "http://caf.fr/", 5, "law.price", "« href » is not an https address"),
    "an unknown key": ("      until:", "      untill:", 7, "law.price", "« untill » is not known"),
    "an unknown key of the parameter": ("label: Règle", "label: Règle\n  note: x", 15, "law.rule", "« note » is not known"),
    "no label": ("  label: Règle\n", "", 13, "law.rule", "« label » is a text"),
    "no unit": ('  unit: ""\n', "", 13, "law.rule", "« unit » is a text"),
    "no values": ("  values:\n    - {from: 2020-01-01, value: SIMPLE}\n", "", 13, "law.rule", "« values » is a list"),
    "an empty list of values": ("\n    - {from: 2020-01-01, value: SIMPLE}", " []", 19, "law.rule", "« values » is a list"),
    "an entry that is no mapping": ("- {from: 2020-01-01, value: SIMPLE}", "- SIMPLE", 20, "law.rule", "an entry is a mapping"),
    "a parameter that is no mapping": ('law.rule:\n  label: Règle\n', "law.word: x\nlaw.rule:\n  label: Règle\n", 13, "law.word", "not a mapping"),
    "a name of no family": ("law.rule:", "rule:", 13, "rule", "a name is of small letters"),
    "the same day twice": ("from: 2024-01-01", "from: 2022-01-01", 7, "law.price", "« until » runs into the next value"),
    "the same day twice, without end": ("from: 2022-01-01\n      until: 2022-12-31", "from: 2024-01-01", 6, "law.price", "« from » runs into the next value"),
    "an end after the next start": ("until: 2022-12-31", "until: 2024-01-01", 7, "law.price", "« until » runs into the next value"),
    "an end before the start": ("until: 2022-12-31", "until: 2021-12-31", 7, "law.price", "« until » is before « from »"),
    "a parameter written twice": ("law.rule:", "law.price:", 13, "", "« law.price » stands twice"),
    "a key written twice": ('value: "2"', 'until: 2023-12-31', 8, "", "« until » stands twice"),
    "a merged key": ("  label: Règle", "  <<: {label: Autre}\n  label: Règle", 14, "", "a key is one word"),
    "no YAML at all": ("law.rule:", "law.rule: [", 15, "", "expected"),
    "a character that no text holds": ("Règle", "R\x07gle", 14, "", "a character that no text holds"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "key", "what"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str, what: str
) -> None:
    assert GOOD.count(old) == 1
    (tmp_path / "law.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BadParameterFile) as refused:
        read_folder(tmp_path)
    told = refused.value
    assert (told.file, told.line, told.key) == ("law.yaml", line, key), str(told)
    assert what in told.what
    assert str(told) == ": ".join(filter(None, (f"law.yaml, line {line}", key, told.what)))


def test_the_file_without_nonsense_is_read(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_text(GOOD, encoding="utf-8")
    assert {name: len(values) for name, values in read_folder(tmp_path).items()} == {"law.price": 3, "law.rule": 1}


@pytest.mark.parametrize("text", ["", "- a list", "words"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "law.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadParameterFile, match=r"^law\.yaml, line 1: not a mapping of parameters$"):
        read_folder(tmp_path)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_bytes(GOOD.encode("latin-1", "replace"))
    with pytest.raises(BadParameterFile, match=r"^law\.yaml, line 9: not UTF-8$"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "key"), [("Prix", "Tarif", "label"), ("€/h", "€", "unit")], ids=["another label", "another unit"]
)
def test_one_parameter_in_two_files_is_called_alike(tmp_path: Path, old: str, new: str, key: str) -> None:
    (tmp_path / "law.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "more.yaml").write_text(GOOD.replace(old, new).replace("from: 20", "from: 21"), encoding="utf-8")
    with pytest.raises(BadParameterFile) as refused:
        read_folder(tmp_path)
    told = refused.value
    assert (told.file, told.key, told.what) == ("more.yaml", "law.price", f"« {key} » is another than in law.yaml")


INVENTED = """\
law.price:
  label: Prix
  unit: €/h
  source: Inventé
  status: {status}
  values:
    - {{from: 2018-01-01, value: "1"}}
"""


def test_an_invented_value_is_compared_with_nothing(tmp_path: Path) -> None:
    (tmp_path / "law_fictional.yaml").write_text(INVENTED.format(status="fictional"), encoding="utf-8")
    assert read_folder(tmp_path)["law.price"][0].checked is None


def test_a_file_of_invented_values_holds_no_other(tmp_path: Path) -> None:
    (tmp_path / "law_fictional.yaml").write_text(INVENTED.format(status="official"), encoding="utf-8")
    with pytest.raises(BadParameterFile) as refused:
        read_folder(tmp_path)
    assert (refused.value.line, refused.value.key) == (5, "law.price")
