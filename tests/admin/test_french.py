"""Nothing that Piccolo admin says in English is left: its bundle is pinned, and each of its words has ours."""

import hashlib
import re
from pathlib import Path

import pytest
from piccolo_admin.endpoints import ASSET_PATH

from admin.french import TRANSLATION
from admin.site import STATIC, page_text

BUNDLE = Path(ASSET_PATH) / "assets/index-BEwzAl-o.js"
PINNED = "9df2af4611e0869cf15ab42f8b772845293645e9ed0488c0088f672008559871"
"""The bundle that was looked at. Another one: extract its words, complete `admin.js`, look at every screen, pin it."""
TEXT = r'"((?:[^"\\]|\\.)*)"'
TOLD = (
    rf"U0\({TEXT}", rf't0\("\w+",(?:null|\{{[^{{}}]*\}}),{TEXT}', rf"\b(?:title|placeholder|contents|label):{TEXT}",
    rf"(?:alert|confirm|showSuccess)\({TEXT}", r"(?:label|title|contents|alert|confirm|placeholder)[:(]`((?:[^`\\]|\\.)*)`",
    rf"\$t\({TEXT}",
)  # fmt: skip
"""How the bundle writes what a person reads."""
NOT_READ = {"Vuex", "Vuex Mutations", "Vuex Actions", "namespaced"}
"""What only a programmer's tools show."""
HIDDEN_IN_SENTENCES = {"of", "page", "rows"}


def said() -> set[str]:
    """Every English text of the bundle."""
    text = BUNDLE.read_text(encoding="utf-8")
    found = {match for pattern in TOLD for match in re.findall(pattern, text)}
    return {bare(each) for each in found if re.search("[A-Za-z]{2}", each)} - NOT_READ


def bare(text: str) -> str:
    return " ".join(text.split())


def script() -> str:
    return (STATIC / "admin.js").read_text(encoding="utf-8")


def exact() -> set[str]:
    block = script().partition("const SAID = {")[2].partition("};")[0]
    return {bare(key) for key in re.findall(rf"{TEXT}: ?\"", block)}


def shapes() -> list[re.Pattern[str]]:
    block = script().partition("const SHAPED = [")[2].partition("];")[0]
    return [re.compile(shape.replace("[^]", "[\\s\\S]")) for shape in re.findall(r"\[/(.+)/, \"", block)]


def test_the_bundle_is_the_one_that_was_looked_at() -> None:
    assert hashlib.sha256(BUNDLE.read_bytes()).hexdigest() == PINNED


def test_every_english_text_of_the_bundle_has_its_french() -> None:
    known = exact() | {bare(key) for key in TRANSLATION.translations}
    told = said()
    assert len(told) > 120
    left = [
        text for text in told - known if not any(shape.match(re.sub(r"\$\{.*?\}", "7", text)) for shape in shapes())
    ]
    assert left == []


@pytest.mark.parametrize(
    ("english", "shape"),
    [("7 per page", "par page"), ("of 7", "sur"), ("Au field - Corrigez.", "$1 : $2"), ("2024-01-31", "$3/$2/$1")],
)
def test_what_is_put_together_is_said_in_french_too(english: str, shape: str) -> None:
    assert any(each.match(english) for each in shapes())
    assert shape in script()


def test_the_translation_is_whole_and_french() -> None:
    from piccolo_admin.translations.data import ENGLISH

    assert set(TRANSLATION.translations) >= set(ENGLISH.translations)
    for key in ("Showing", "Light Mode", "Days", "Tables", "MFA Setup"):
        assert TRANSLATION.translations[key] not in {"Projection", "Mode léger", "Journées", "les tables", "MFA Setup"}


def test_the_page_is_french_and_brings_our_words() -> None:
    text = page_text()
    assert '<html lang="fr">' in text
    assert "<title>Administration — Portail Caf partenaires</title>" in text
    assert text.index("static/admin.js") < text.index("<body>")
    assert "Piccolo" not in text
    assert "http" not in text.replace("http-equiv", "")
