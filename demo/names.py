"""Invented names: people, places, and the numbers and addresses that go with them."""

import unicodedata
from random import Random

WOMEN = [
    "Adèle",
    "Agnès",
    "Aurore",
    "Béatrice",
    "Camille",
    "Cécile",
    "Charlotte",
    "Chloé",
    "Clémence",
    "Corinne",
    "Delphine",
    "Élodie",
    "Émilie",
    "Estelle",
    "Fanny",
    "Fatima",
    "Florence",
    "Inès",
    "Isabelle",
    "Jeanne",
    "Juliette",
    "Laure",
    "Leïla",
    "Lucie",
    "Manon",
    "Margaux",
    "Marion",
    "Mathilde",
    "Mélanie",
    "Nadia",
    "Noémie",
    "Océane",
    "Pauline",
    "Rachel",
    "Sabrina",
    "Salomé",
    "Solène",
    "Valérie",
    "Yasmine",
    "Zoé",
]
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
    "Allard",
    "Barbier",
    "Bazin",
    "Berger",
    "Besson",
    "Blanchet",
    "Bouvier",
    "Boyer",
    "Brunel",
    "Carlier",
    "Chauvin",
    "Colin",
    "Cordier",
    "Coulon",
    "Courtois",
    "Delaunay",
    "Descamps",
    "Diallo",
    "Dupuis",
    "Ferrand",
    "Fleury",
    "Gaillard",
    "Gauthier",
    "Germain",
    "Giraud",
    "Guillot",
    "Hamon",
    "Hervé",
    "Huet",
    "Jacquet",
    "Joly",
    "Lacroix",
    "Lebrun",
    "Leclerc",
    "Legrand",
    "Leroux",
    "Maillard",
    "Mallet",
    "Masson",
    "Mercier",
    "Monnier",
    "Navarro",
    "Nguyen",
    "Noël",
    "Pasquier",
    "Pichon",
    "Prévost",
    "Renard",
    "Ribeiro",
    "Rousset",
    "Sauvage",
    "Schmitt",
    "Tessier",
    "Traoré",
    "Vallet",
    "Verdier",
    "Weber",
]

STRUCTURES = (
    "À Petits Pas", "Au Fil des Jours", "Bulles de Savon", "Câlin-Câline", "Le Carrousel", "La Clairière", "Les Coccinelles",
    "La Coquille", "L'Envol", "Les Farfadets", "La Grande Ourse", "Les Galopins", "L'Île aux Enfants", "Le Jardin d'Éveil",
    "Les Loupiots", "La Maison Bleue", "Les Marmottes", "Le Moulin à Vent", "Les Noisettes", "Les Oursons", "Pirouette",
    "Pomme d'Api", "Les Roudoudous", "La Souris Verte", "Les Tournesols",
)  # fmt: skip


def person(rng: Random, taken: set[str], domain: str) -> tuple[str, str]:
    """An e-mail address that nobody has yet, and the name that goes with it."""
    while True:
        first, last = rng.choice(WOMEN + MEN), rng.choice(FAMILIES)
        email = f"{plain(first)}.{plain(last)}@{domain}.example"
        if email not in taken:
            taken.add(email)
            return email, f"{first} {last}"


def plain(text: str) -> str:
    """The letters of a name as an address has them."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in letters if letter.isalnum())


def siret(rng: Random) -> str:
    """Fourteen digits whose two keys are right. No real one starts with 999."""
    siren = _with_key(f"999{rng.randrange(10**5):05d}")
    return _with_key(f"{siren}{rng.randrange(1, 100):04d}")


def luhn(digits: str) -> bool:
    """Is the key of these digits right?"""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _with_key(digits: str) -> str:
    return next(f"{digits}{key}" for key in range(10) if luhn(f"{digits}{key}"))
