"""What the secrets of the house do: seal what must be read again, and mark what must only be compared."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from resolvers.asker import House


class NoSecret(Exception):
    """The house has no secret: nothing can be sealed."""


class Unreadable(Exception):
    """What was sealed cannot be opened by any secret of the house."""


def _derived(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), f"caf-portal {purpose}".encode(), hashlib.sha256).digest()


@lru_cache(maxsize=4)
def _seals(secrets: tuple[str, ...]) -> MultiFernet:
    if not secrets:
        raise NoSecret
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(secret, "seal"))) for secret in secrets])


def seal(text: str, house: House) -> str:
    """The text, readable again only with a secret of the house."""
    return _seals(house.secrets).encrypt(text.encode()).decode()


def unseal(sealed: str, house: House) -> str:
    """What was sealed.

    Raises `Unreadable` when the secret that sealed it is no longer there.
    """
    try:
        return _seals(house.secrets).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def mark_of(text: str, house: House) -> bytes:
    """A mark by which the same text is known again and nothing is read: 32 bytes. The oldest secret makes it."""
    if not house.secrets:
        raise NoSecret
    return hmac.new(_derived(house.secrets[-1], "mark"), text.encode(), hashlib.sha256).digest()


def fingerprint(token: str) -> bytes:
    """What is kept of a long random token: it cannot be guessed, so that a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()
