"""Where mails go through, whom they come from and go to: what is written in settings and accounts, read and checked."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import parse_qsl, unquote, urlsplit

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

PORTS = {"smtp": 25, "smtps": 465}
STARTTLS_PORT = 587
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class BadRelay(ValueError):
    """What is wrong with SMTP_URL, in French, without showing it."""


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """Where the server is, who we are there, and how the way to it is sealed (`none`, `starttls`, `tls`, or as it may)."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    tls: str

    @classmethod
    def read(cls, url: str) -> "RelayAddress":
        """Read smtp://user:password@host:587?tls=starttls, smtps://…

        Raises `BadRelay`. A password travels sealed, or not at all.
        """
        try:
            parts = urlsplit(url)
            asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
            port = parts.port
        except ValueError:
            raise BadRelay("ce n'est pas l'adresse d'un serveur de courriel") from None
        tls = asked.pop("tls", "tls" if parts.scheme == "smtps" else "")
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.fragment or asked:
            raise BadRelay("ce n'est pas l'adresse d'un serveur de courriel")
        if tls not in ({"tls"} if parts.scheme == "smtps" else {"", "none", "starttls"}):
            raise BadRelay("tls= vaut none ou starttls, et seulement après smtp://")
        if bool(parts.username) != bool(parts.password):
            raise BadRelay("un compte va avec un mot de passe")
        if parts.password and tls in {"", "none"} and parts.hostname not in HERE:
            raise BadRelay("le mot de passe partirait en clair ; prenez smtps:// ou ajoutez ?tls=starttls")
        usual = STARTTLS_PORT if tls == "starttls" else PORTS[parts.scheme]
        user, password = (unquote(each) if each else None for each in (parts.username, parts.password))
        return cls(parts.hostname, port or usual, user, password, tls)

    @property
    def place(self) -> str:
        """Where it is, as it is shown."""
        return f"{self.host}:{self.port}"


class BadAddress(ValueError):
    """This is no address that a mail could be sent to or come from."""


def address_of(given: str, name: str = "") -> Address:
    """An address with its name, the domain as the wires know it."""
    try:
        found: ValidatedEmail = validate_email(given, check_deliverability=False)
    except EmailNotValidError:
        raise BadAddress(given) from None
    return Address(name, addr_spec=found.ascii_email or f"{found.local_part}@{found.ascii_domain}")


def sender_of(given: str) -> Address:
    """An address as From shows it: « Portail des partenaires <portail@caf.example> », or the address alone."""
    name, found = parseaddr(given)
    return address_of(found, name)
