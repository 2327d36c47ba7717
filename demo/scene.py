"""The scene of a story, set by the job role: everything that stands before the first habilitation."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from demo import stage
from demo.people import add_people
from demo.story import LaidPeriod, Story
from resolvers.opaque import encode
from rules.french import PARIS
from rules.periods import Call

OPENING = time(8)
"""The hour at which the declarations of a period are opened."""

HIRED = timedelta(days=6 * 365)
"""How long before the story the people of the Caf had come; they know other partners, too."""

Asked = tuple[str, Call]
"""A declaration as a story names it: structure, and what is asked."""


@dataclass
class Scene:
    """The opaque ids of what a story names."""

    tenures: dict[str, str] = field(default_factory=dict)
    declarations: dict[Asked, str] = field(default_factory=dict)
    periods: dict[Call, str] = field(default_factory=dict)
    """Those that the story itself lays down."""


async def set_scene(story: Story, start: date, hashed: str) -> Scene:
    """Caf, staff, people, organisation, structures, tenures, periods, declarations of a story that starts that day."""
    scene = Scene()
    caf = await stage.add_caf(story.caf_code, story.caf_name)
    await add_people([(each.email, each.name) for each in story.people if not each.staff], hashed, _morning(start))
    hired = start - HIRED
    for person in story.people:
        if person.staff:
            made = await add_people([(person.email, person.name)], hashed, _morning(hired))
            await stage.add_staff_role(made[person.email], person.staff, caf, hired)
    organisation = await stage.add_organisation(caf, story.siret, story.organisation)
    tenures: dict[str, int] = {}
    for each in story.structures:
        structure = await stage.add_structure(
            caf, each.id_equ, each.name, nature=each.nature, commune=each.commune, places=each.places,
            opened_on=each.opened_on,
        )  # fmt: skip
        tenures[each.name] = await stage.add_tenure(caf, organisation, structure, each.opened_on)
        scene.tenures[each.name] = encode("Tenure", tenures[each.name])
    for laid in story.laid:
        await _open(scene, caf, laid, start, tenures)
    return scene


async def _open(scene: Scene, caf: int, laid: LaidPeriod, start: date, tenures: dict[str, int]) -> None:
    days = laid.days(start)
    period = await stage.add_period(
        caf, laid.call.kind, laid.call.year, opens_on=days.opens_on, due_on=days.due_on, closes_on=days.closes_on,
        observed_until=laid.call.observed_until, published_at=_morning(days.opens_on),
    )  # fmt: skip
    made = await stage.open_declarations(period, [tenures[name] for name in laid.structures], _morning(days.opens_on))
    for name, declaration in zip(laid.structures, made, strict=True):
        scene.declarations[name, laid.call] = encode("Declaration", declaration)


def _morning(day: date) -> datetime:
    return datetime.combine(day, OPENING, PARIS)
