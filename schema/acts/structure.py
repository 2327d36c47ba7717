"""Keeping the organisations and structures of a Caf: opening, places, transfer, closing."""

from collections.abc import Awaitable
from datetime import date

import strawberry
from strawberry import ID, Info

from resolvers import organisations, structures, tenures
from schema.acts.payload import done
from schema.guards import act
from schema.organisation import Organisation
from schema.problem import Problem
from schema.structure import Structure


@strawberry.input(description="An organisation made known to the Caf.")
class AddOrganisationInput:
    """By a habilitation manager, in his own Caf."""

    siret: str = strawberry.field(description="Fourteen digits; spaces do not count. Unique in a Caf.")
    name: str = strawberry.field(description="Its name (raison sociale).")


@strawberry.input(
    description="A structure made known, with its first authorisation and the organisation that opens it."
)
class AddStructureInput:
    """By a habilitation manager, in his own Caf."""

    organisation: ID = strawberry.field(description="Who runs it from the day it opens.")
    id_equ: str = strawberry.field(description="The Caf's number of the place (IDEQU), unique in a Caf.")
    name: str
    kind: str = strawberry.field(default="EAJE", description="Code of the kind of structure.")
    nature: str = strawberry.field(description="Code of the activity (nature d'activité), e.g. MULTI_ACCUEIL.")
    commune: str
    opened_on: date = strawberry.field(description="First day of activity.")
    places: int = strawberry.field(description="Places of the first authorisation, in force from the first day.")
    ctg_since: date | None = strawberry.field(
        default=None, description="Since when a Ctg (convention territoriale globale) covers it, if one does."
    )


@strawberry.input(description="The name of an organisation corrected.")
class RenameOrganisationInput:
    """By a habilitation manager, in his own Caf."""

    organisation: ID
    name: str = strawberry.field(description="Its name (raison sociale).")


@strawberry.input(description="What is known of a structure corrected: only what is given changes.")
class ChangeStructureInput:
    """By a habilitation manager, in his own Caf."""

    structure: ID
    name: str | None = None
    nature: str | None = strawberry.field(default=None, description="Code of the activity (nature d'activité).")
    commune: str | None = None
    ctg_since: date | None = strawberry.field(
        default=strawberry.UNSET, description="Since when a Ctg covers it; null says that none does."
    )


@strawberry.input(description="Places that are authorised from a day on.")
class ChangeLicenceInput:
    """By a habilitation manager, in his own Caf."""

    structure: ID
    starts_on: date = strawberry.field(description="First day. A day that has an authorisation already corrects it.")
    places: int | None = strawberry.field(
        description="Places authorised; null withdraws the authorisation that begins on that day, the first one excepted."
    )


@strawberry.input(description="A structure that another organisation of the same Caf takes over.")
class TransferStructureInput:
    """By a habilitation manager, in his own Caf."""

    structure: ID
    organisation: ID = strawberry.field(description="Who takes it over.")
    on: date = strawberry.field(description="First day of the new tenure; the former one ends the day before.")


@strawberry.input(description="A structure that closes.")
class CloseStructureInput:
    """By a habilitation manager, in his own Caf."""

    structure: ID
    last_day: date = strawberry.field(description="Last day of activity; the tenure ends on it.")


@strawberry.input(description="A closing undone.")
class ReopenStructureInput:
    """By a habilitation manager, in his own Caf."""

    structure: ID


@strawberry.type(description="The organisation as it is now, or why nothing was done.")
class OrganisationPayload:
    """Either the organisation or errors."""

    organisation: Organisation | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="The structure as it is now, or why nothing was done.")
class StructurePayload:
    """Either the structure or errors."""

    structure: Structure | None = None
    errors: list[Problem] = strawberry.field(default_factory=list)


async def _shown(info: Info, doing: Awaitable[int]) -> StructurePayload:
    """Do an act on a structure, then show it."""
    shown: StructurePayload = await done(info, doing, "Structure", StructurePayload, "structure")
    return shown


@strawberry.type
class StructureActs:
    """By a habilitation manager, in his own Caf."""

    @act("Make an organisation known to one's own Caf.", "organisation.keep")
    async def add_organisation(self, info: Info, input: AddOrganisationInput) -> OrganisationPayload:
        """Its SIRET has a key that is checked."""
        doing = organisations.add_organisation(info.context, input.siret, input.name)
        return await done(info, doing, "Organisation", OrganisationPayload, "organisation")

    @act("Make a structure known: with its first authorisation and its first tenure.", "structure.keep")
    async def add_structure(self, info: Info, input: AddStructureInput) -> StructurePayload:
        """Both begin on the day it opens."""
        new = structures.NewStructure(
            input.id_equ, input.name, input.kind, input.nature, input.commune, input.opened_on, input.places,
            input.ctg_since,
        )  # fmt: skip
        return await _shown(info, structures.add_structure(info.context, input.organisation, new))

    @act("Correct the name of an organisation.", "organisation.keep")
    async def rename_organisation(self, info: Info, input: RenameOrganisationInput) -> OrganisationPayload:
        """Its SIRET stays."""
        doing = organisations.rename_organisation(info.context, input.organisation, input.name)
        return await done(info, doing, "Organisation", OrganisationPayload, "organisation")

    @act("Correct what is known of a structure.", "structure.keep")
    async def change_structure(self, info: Info, input: ChangeStructureInput) -> StructurePayload:
        """What is not given stays."""
        since = structures.UNCHANGED if input.ctg_since is strawberry.UNSET else input.ctg_since
        return await _shown(
            info,
            structures.change_structure(
                info.context, input.structure, input.name, input.nature, input.commune, since
            ),
        )  # fmt: skip

    @act("Change the authorised places of a structure from a day on.", "structure.keep")
    async def change_licence(self, info: Info, input: ChangeLicenceInput) -> StructurePayload:
        """The control of the places of a declaration reads the highest in force in its days."""
        return await _shown(
            info, structures.change_licence(info.context, input.structure, input.starts_on, input.places)
        )

    @act("Give a structure to another organisation from a day on.", "tenure.keep")
    async def transfer_structure(self, info: Info, input: TransferStructureInput) -> StructurePayload:
        """Each side keeps its own years."""
        doing = tenures.transfer_structure(info.context, input.structure, input.organisation, input.on)
        return await _shown(info, doing)

    @act("Close a structure after its last day of activity.", "structure.keep")
    async def close_structure(self, info: Info, input: CloseStructureInput) -> StructurePayload:
        """Its people still declare its last year."""
        return await _shown(info, structures.close_structure(info.context, input.structure, input.last_day))

    @act("Undo a closing made by mistake.", "structure.keep")
    async def reopen_structure(self, info: Info, input: ReopenStructureInput) -> StructurePayload:
        """As long as nothing was sent that counts until it."""
        return await _shown(info, structures.reopen_structure(info.context, input.structure))
