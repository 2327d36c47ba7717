"""Which new passwords will do: by length and by how soon they are guessed, with no rule of composition."""

import time
import unicodedata

import pytest

from resolvers.passwords import weakness

EMAIL, NAME = "amelie.fournier@valmorin.example", "Amélie Fournier"
SHORT = "il compte moins de 12 caractères"
LONG = "il compte plus de 128 caractères"
OWN = "il contient votre nom ou votre adresse"
GUESSED = "il se devinerait trop vite"
PHRASE = "Huit tortues lisent sous le vieux tilleul."


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", SHORT),
        ("kT7#qZ1!vP9", SHORT),
        ("kT7#qZ1!vP9x", None),
        ("\ufb01" * 5, SHORT),
        (PHRASE, None),
        (PHRASE + "x" * (128 - len(PHRASE)), None),
        (PHRASE + "x" * (129 - len(PHRASE)), LONG),
        ("x" * 100_000, LONG),
        ("deux pommes vertes roulent", None),
        ("dix-sept zèbres orange", None),
        ("ёжик в тумане шёл домой", None),
        ("🦊🐢🦉🐌🦔🐝🦋🐞🦎🐙🦑🐬", None),
        ("            ", GUESSED),
        ("aaaaaaaaaaaa", GUESSED),
        ("a" * 128, GUESSED),
        ("123456789012", GUESSED),
        ("azertyuiop123", GUESSED),
        ("qwertyuiop[]", GUESSED),
        ("motdepasse123", GUESSED),
        ("P@ssw0rd2024!", GUESSED),
        ("Portail-Caf-2025", GUESSED),
        ("partenaires2025", GUESSED),
        ("portailportail", GUESSED),
        ("Caf-Caf-Caf-Caf-Caf-Portail-Cnaf", GUESSED),
        ("un portail vert grince sous la pluie", None),
        ("amelie.fournier et le hibou vert", OWN),
        ("le hibou de FOURNIER chante tard", OWN),
        ("le hibou d'AMÉLIE chante très tard", OWN),
        (unicodedata.normalize("NFD", "le hibou d'amélie chante très tard"), OWN),
        ("le grand valmorin chante très tard", OWN),
    ],
)  # fmt: skip
def test_a_new_password(password: str, why: str | None) -> None:
    assert weakness(password, EMAIL, NAME) == why


def test_the_longest_is_judged_at_once() -> None:
    begun = time.perf_counter()
    weakness("aA1!" * 32, EMAIL, NAME)
    weakness("x" * 1_000_000, EMAIL, NAME)
    assert time.perf_counter() - begun < 1
