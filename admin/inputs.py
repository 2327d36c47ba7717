"""What each act of the lists takes: the columns that it writes and no other."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from rules import french


def _day(given: Any) -> date | None:
    """A day as a form writes it; anything else is none."""
    found = french.read_day(given) if isinstance(given, str) else None
    if found is None and given is not None:
        raise PydanticCustomError("date_not_read", "not a day")
    return found


Day = Annotated[date, BeforeValidator(_day)]


class Input(BaseModel):
    """What a form sends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class GrantEnd(Input):
    """The last day of a grant."""

    au: Day


class NewOrganisation(Input):
    """An organisation made known to a Caf."""

    raison_sociale: str
    siret: str


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

    au: Day
