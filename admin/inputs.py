"""What each act of the lists takes: the columns that it writes and no other."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class Input(BaseModel):
    """What a form sends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class GrantEnd(Input):
    """The last day of a grant."""

    au: date


class NewOrganisation(Input):
    """An organisation made known to a Caf."""

    raison_sociale: str
    siret: str


class PeriodDays(Input):
    """The days of a period."""

    ouverture: date
    echeance: date
    cloture: date


class NewPeriod(PeriodDays):
    """A period as it is laid down."""

    nature: str
    annee: int
    type: str
    donnees_jusqu_au: date | None = None


class OrganisationName(Input):
    """The name of an organisation."""

    raison_sociale: str


class StructureChange(Input):
    """What is corrected of a structure; what is not sent stays."""

    nom: str | None = None
    nature: str | None = None
    commune: str | None = None


class CafName(Input):
    """The name of a Caf."""

    nom: str


class NewCaf(CafName):
    """A Caf as it is opened."""

    code: str


class StaffEnd(Input):
    """The last day of a staff role."""

    au: date
