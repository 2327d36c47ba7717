"""E-mails to be sent: written in the transaction of the act that they tell of, sent by a job."""

from piccolo.columns import BigSerial, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.caf import Caf
from models.engine import DB
from models.person import Person
from rules.columns import told


class OutgoingMail(Table, db=DB):
    """One e-mail to one person: what it is about, never its text. Links are made when it is sent, so that none rests here."""

    id = BigSerial(primary_key=True)
    template = Varchar(length=30, default=None, help_text=told("outgoing_mail", "template"))
    caf = ForeignKey(Caf, db_column_name="caf_id", null=True, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, db_column_name="person_id", null=False, on_delete=OnDelete.restrict, index=True)
    structure_id = Integer(default=None, null=True)
    tenure_id = Integer(default=None, null=True)
    declaration_id = Integer(default=None, null=True)
    role_grant_id = Integer(default=None, null=True)
    part = Varchar(length=10, default=None, null=True)
    day = Date(default=None, null=True, help_text="Le jour dont parle ce courriel.")
    once = Varchar(length=80, default=None, null=True, unique=True, help_text="Ce qui ne s'envoie qu'une fois.")
    created_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None, help_text="Prochain essai.")
    attempts = Integer(default=0, help_text=told("outgoing_mail", "attempts"))
    last_error = Varchar(length=300, default=None, null=True, help_text=told("outgoing_mail", "last_error"))
    sent_at = Timestamptz(default=None, null=True)
    given_up_at = Timestamptz(default=None, null=True)

    outgoing_mail_one_end = Check("sent_at is null or given_up_at is null")
