"""What production refuses as too weak: secrets that somebody could guess, and settings that are for tests."""

from urllib.parse import unquote, urlsplit

from zxcvbn import zxcvbn

PASSWORD_TIME_COST, PASSWORD_MEMORY_KIB = 2, 65_536
"""The floor of argon2id in production: iterations, memory in KiB."""
FLOORS = {
    "explicit_predicates": True, "password_time_cost": PASSWORD_TIME_COST, "password_memory_kib": PASSWORD_MEMORY_KIB,
}  # fmt: skip
"""The least that production takes, by setting."""

SECRET_LENGTH, MOST_READ = 32, 72
SECRET_GUESSES, PASSWORD_GUESSES = 20, 12
"""Powers of ten. A secret of the house is attacked at leisure by whoever holds a backup, a password of the database only
by whoever reaches the server."""
KNOWN = ("portail", "portal", "caf", "cnaf", "postgres", "postgresql", "changeme", "secret", "exemple", "example")


def guessable(secret: str) -> bool:
    """Is a secret of the house one that its author has typed, not drawn?"""
    return _guesses(secret) < SECRET_GUESSES


def guessable_password(url: str) -> bool:
    """Does the address of a database carry a password that its login, its host or a list of words gives away?

    One without a password is let in by other means, a socket or a certificate.
    """
    parts = urlsplit(url)
    password = unquote(parts.password or "")
    return bool(password) and _guesses(password, unquote(parts.username or ""), parts.hostname or "") < PASSWORD_GUESSES


def _guesses(secret: str, *known: str) -> float:
    measured = zxcvbn(secret[:MOST_READ], user_inputs=[*KNOWN, *filter(None, known)], max_length=MOST_READ)
    return float(measured["guesses_log10"])
