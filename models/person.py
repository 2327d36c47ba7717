"""The people who sign in, and their sessions."""

from piccolo.columns import Boolean, Bytea, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.engine import DB


class Person(Table, db=DB):
    """Somebody with an account. A person belongs to no Caf; grants and staff roles tie him to one."""

    email = Varchar(length=254, default=None, unique=True, help_text="Adresse électronique, en minuscules.")
    display_name = Varchar(length=120, default=None, help_text="Prénom et nom.")
    password = Varchar(
        length=200, default=None, null=True, secret=True, help_text="Empreinte argon2id, jamais le mot de passe."
    )
    active = Boolean(default=True, help_text="Un compte désactivé ne se connecte plus.")
    created_at = Timestamptz(default=None, help_text="Ouverture du compte.")

    person_email_lower = Check("email = lower(email) and email like '%_@_%'")
    person_password_argon2id = Check("password is null or password like '$argon2id$%'")
    person_has_name = Check("length(display_name) > 0")


class Session(Table, db=DB):
    """A signed-in visit. Only the hash of its token is kept, so that a stolen copy of the table opens nothing."""

    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.cascade, index=True)
    token_hash = Bytea(default=None, unique=True, secret=True)
    created_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)

    session_hash_is_sha256 = Check("length(token_hash) = 32")
