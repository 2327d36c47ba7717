"""Invented names: people, places, and the numbers and addresses that go with them."""

import unicodedata
from collections.abc import Container
from random import Random

WOMEN = [
    "Adèle", "Agnès", "Aurore", "Béatrice", "Camille", "Cécile", "Charlotte", "Chloé", "Clémence", "Corinne",
    "Delphine", "Élodie", "Émilie", "Estelle", "Fanny", "Fatima", "Florence", "Inès", "Isabelle", "Jeanne",
    "Juliette", "Laure", "Leïla", "Lucie", "Manon", "Margaux", "Marion", "Mathilde", "Mélanie", "Nadia", "Noémie",
    "Océane", "Pauline", "Rachel", "Sabrina", "Salomé", "Solène", "Valérie", "Yasmine", "Zoé",
]  # fmt: skip  # fmt: skip
MEN = [
    "Adrien",
    "Alexis",
    "Antoine",
    "Arnaud",
    "Bastien",
    "Benoît",
    "Cédric",
    "Clément",
    "Damien",
    "David",
    "Éric",
    "Étienne",
    "Fabien",
    "François",
    "Grégory",
    "Hugo",
    "Jérôme",
    "Laurent",
    "Loïc",
    "Mathieu",
    "Mehdi",
    "Nicolas",
    "Olivier",
    "Pascal",
    "Quentin",
    "Rémi",
    "Romain",
    "Samuel",
    "Sébastien",
    "Xavier",
]
FAMILIES = [
    "Allard", "Barbier", "Bazin", "Berger", "Besson", "Blanchet", "Bouvier", "Boyer", "Brunel", "Carlier",
    "Chauvin", "Colin", "Cordier", "Coulon", "Courtois", "Delaunay", "Descamps", "Diallo", "Dupuis", "Ferrand",
    "Fleury", "Gaillard", "Gauthier", "Germain", "Giraud", "Guillot", "Hamon", "Hervé", "Huet", "Jacquet", "Joly",
    "Lacroix", "Lebrun", "Leclerc", "Legrand", "Leroux", "Maillard", "Mallet", "Masson", "Mercier", "Monnier",
    "Navarro", "Nguyen", "Noël", "Pasquier", "Pichon", "Prévost", "Renard", "Ribeiro", "Rousset", "Sauvage",
    "Schmitt", "Tessier", "Traoré", "Vallet", "Verdier", "Weber",
]  # fmt: skip

NOUNS = (
    "Abeilles", "Alouettes", "Bambins", "Bourgeons", "Bulles", "Cabrioles", "Canetons", "Capucines", "Chatons",
    "Coccinelles", "Colibris", "Crocus", "Diablotins", "Écureuils", "Étoiles", "Farfadets", "Galipettes", "Galopins",
    "Gazouillis", "Grenadines", "Hérissons", "Jonquilles", "Libellules", "Lucioles", "Marmottes", "Moineaux", "Myrtilles",
    "Noisettes", "Oursons", "Papillons", "Pâquerettes", "Petits Loups", "Pirouettes", "Pitchouns", "Pivoines", "Poussins",
    "Roudoudous", "Sauterelles", "Tournesols", "Violettes",
)  # fmt: skip
PLACES = ("", "des Prés", "de la Gare", "du Moulin", "du Port", "de la Colline", "du Parc", "du Lavoir")


def structures() -> list[str]:
    """Names for as many structures as any plan has, all different."""
    return [f"Les {noun} {place}".strip() for place in PLACES for noun in NOUNS]


COMMUNES = (
    "Aubeterre", "Bellecombe", "Clairvaux-le-Lac", "Fontaigne", "Grandlieu", "La Roche-Blanche", "Longeval", "Marsac-le-Vieux",
    "Montfleury", "Neuville-sur-Orne", "Pont-du-Bois", "Rivecourt", "Saint-Aubin-des-Monts", "Sauveterre-la-Neuve",
    "Sérigny", "Thorins", "Valbonnais", "Verrières-le-Grand", "Villars-sous-Bois", "Vieuxpont",
)  # fmt: skip
"""Towns that no blueprint names."""


def person(rng: Random, taken: Container[str], domain: str) -> tuple[str, str]:
    """An e-mail address that nobody has yet, and the name that goes with it."""
    while True:
        name = f"{rng.choice(WOMEN + MEN)} {rng.choice(FAMILIES)}"
        address = email_of(name, domain)
        if address not in taken:
            return address, name


def email_of(name: str, domain: str) -> str:
    """The address of somebody in an organisation."""
    return f"{'.'.join(map(plain, name.split()))}@{domain}.example"


def plain(text: str) -> str:
    """The letters of a name as an address has them."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in letters if letter.isalnum())


def siren(rng: Random) -> str:
    """Nine digits whose key is right. No real one starts with 999."""
    return _with_key(f"999{rng.randrange(10**5):05d}")


def siret(rng: Random, siren: str) -> str:
    """The number of one establishment of this legal person."""
    return _with_key(f"{siren}{rng.randrange(1, 100):04d}")


def luhn(digits: str) -> bool:
    """Is the key of these digits right?"""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _with_key(digits: str) -> str:
    return next(f"{digits}{key}" for key in range(10) if luhn(f"{digits}{key}"))
