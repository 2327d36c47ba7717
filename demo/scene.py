"""The scene of a story, set by the job role: everything that stands before the first habilitation."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from demo import stage
from demo.people import add_people
from demo.story import Call, Story
from models.caf import Caf
from models.engine import DbRole, connect_as
from resolvers.opaque import encode
from rules.forms import KIND_LABELS
from rules.french import PARIS

OPENING = time(8)
"""The hour at which the declarations of a period are opened."""

Asked = tuple[str, str, str]
"""A declaration as a story names it: structure, kind, year."""


@dataclass
class Scene:
    """The opaque ids of what a story names."""

    tenures: dict[str, str] = field(default_factory=dict)
    declarations: dict[Asked, str] = field(default_factory=dict)


async def set_scene(story: Story, start: date, hashed: str) -> Scene:
    """Caf, staff, people, organisation, structures, tenures, periods, declarations of a story that starts that day."""
    scene = Scene()
    caf = await stage.add_caf(story.caf_code, story.caf_name)
    people = await add_people([(each.email, each.name) for each in story.people], hashed, _morning(start))
    for person in story.people:
        if person.staff:
            await stage.add_staff_role(people[person.email], person.staff, caf, start)
    organisation = await stage.add_organisation(caf, story.siret, story.organisation)
    tenures: dict[str, int] = {}
    for each in story.structures:
        structure = await stage.add_structure(
            caf, each.id_equ, each.name, nature=each.nature, commune=each.commune, places=each.places,
            opened_on=each.opened_on,
        )  # fmt: skip
        tenures[each.name] = await stage.add_tenure(caf, organisation, structure, each.opened_on)
        scene.tenures[each.name] = encode("Tenure", tenures[each.name])
    for call in story.calls:
        await _open(scene, caf, call, start, tenures)
    return scene


async def _open(scene: Scene, caf: int, call: Call, start: date, tenures: dict[str, int]) -> None:
    opens = call.opens.on(start)
    period = await stage.add_period(
        caf, call.kind, call.year, opens_on=opens, due_on=call.due.on(start), closes_on=call.closes.on(start)
    )
    made = await stage.open_declarations(period, [tenures[name] for name in call.structures], _morning(opens))
    for name, declaration in zip(call.structures, made, strict=True):
        scene.declarations[name, KIND_LABELS[call.kind], str(call.year)] = encode("Declaration", declaration)


def _morning(day: date) -> datetime:
    return datetime.combine(day, OPENING, PARIS)


async def caf_of(code: str) -> int:
    """The key of a Caf that is on the scene."""
    with connect_as(DbRole.JOB):
        found = await Caf.select(Caf._meta.primary_key).where(Caf.code == code)
    return int(found[0]["id"])
