"""The people who sign in, and their sessions."""

from piccolo.columns import BigInt, Boolean, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.engine import DB
from rules.columns import told


class Person(Table, db=DB):
    """Somebody with an account. A person belongs to no Caf; grants and staff roles tie him to one."""

    email = Varchar(length=254, default=None, unique=True, help_text="Adresse électronique, en minuscules.")
    display_name = Varchar(length=120, default=None, help_text=told("person", "display_name"))
    password = Varchar(
        length=200, default=None, null=True, secret=True, help_text="Empreinte argon2id, jamais le mot de passe."
    )
    active = Boolean(default=True, help_text="Un compte désactivé ne se connecte plus.")
    created_at = Timestamptz(default=None, help_text="Ouverture du compte.")
    must_change = Boolean(default=False, help_text="Un nouveau mot de passe est exigé à la prochaine connexion.")
    password_set_at = Timestamptz(default=None, null=True, help_text="Dernier changement de mot de passe.")
    notice_version = Varchar(length=20, default=None, null=True, help_text="Version acceptée de l'avertissement.")
    notice_accepted_at = Timestamptz(default=None, null=True, help_text="Acceptation de l'avertissement.")
    totp_secret = Varchar(
        length=200, default=None, null=True, secret=True, help_text="Clé du second facteur, chiffrée."
    )
    totp_since = Timestamptz(default=None, null=True, help_text="Second facteur en service depuis.")
    totp_step = BigInt(default=None, null=True, help_text="Dernier intervalle dont le code a servi.")

    person_email_lower = Check("email = lower(email) and email like '%_@_%'")
    person_password_argon2id = Check("password is null or password like '$argon2id$%'")
    person_has_name = Check("length(display_name) > 0")
    person_notice_whole = Check("(notice_version is null) = (notice_accepted_at is null)")
    person_totp_has_secret = Check("totp_secret is not null or (totp_since is null and totp_step is null)")


class Session(Table, db=DB):
    """A signed-in visit. Only the hash of its token is kept, so that a stolen copy of the table opens nothing."""

    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.cascade, index=True)
    token_hash = Bytea(default=None, unique=True, secret=True)
    created_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    door = Varchar(length=5, default="API", help_text="Par où cette session entre : l'API ou l'administration.")
    second_factor_at = Timestamptz(default=None, null=True)
    agent = Varchar(length=80, default="", help_text="Navigateur et système, en quelques mots.")

    session_hash_is_sha256 = Check("length(token_hash) = 32")
    session_door_known = Check("door in ('API', 'ADMIN')")


class RecoveryCode(Table, db=DB):
    """One way in when the second factor is lost, used once. Only its hash is kept."""

    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.cascade, index=True)
    code_hash = Bytea(default=None, secret=True)
    used_at = Timestamptz(default=None, null=True)

    recovery_code_is_sha256 = Check("length(code_hash) = 32")


class OneTimeLink(Table, db=DB):
    """A link sent by e-mail that lets its reader choose a password, once and until it expires. Only its hash is kept."""

    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.cascade, index=True)
    purpose = Varchar(length=10, default=None)
    token_hash = Bytea(default=None, unique=True, secret=True)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(default=None, null=True)

    one_time_link_purpose_known = Check("purpose in ('OPENING', 'RESET')")
    one_time_link_is_sha256 = Check("length(token_hash) = 32")


class SignInAttempt(Table, db=DB):
    """How often a password or a code was tried for one account or from one address; the key is a keyed hash of it."""

    key = Bytea(default=None, unique=True)
    failures = Integer(default=0, help_text="Échecs de suite.")
    tries = Integer(default=0, help_text="Essais depuis le début de la journée comptée.")
    since = Timestamptz(default=None, help_text="Début de la journée comptée.")
    last_at = Timestamptz(default=None)
    blocked_until = Timestamptz(default=None, null=True)

    sign_in_attempt_is_sha256 = Check("length(key) = 32")
