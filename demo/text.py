"""The text of a story, in French words that a Caf officer reads and corrects.

`demo/stories/*.yaml` say who does what on which day, and what he is told. Labels are those of the portal itself
(roles, states, items); codes are those of the API.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from demo.story import BadStory, Day, LaidPeriod, Moment, Person, Place, Step, Story
from demo.verbs import COMMON, DETAILS, OPTIONAL, TOLD
from rules.forms import KIND_LABELS, PART_LABELS, DeclarationKind, Part
from rules.kinds import KINDS
from rules.periods import UPDATES, Call
from rules.policy import ROLE_LABELS

FOLDER = Path(__file__).with_name("stories")

ROLES = {label: role for role, label in ROLE_LABELS.items()}
ASKED = {KIND_LABELS[kind]: (kind, None) for kind in (DeclarationKind.FORECAST, DeclarationKind.ACTUAL)} | {
    f"{KIND_LABELS[DeclarationKind.UPDATE]} {months}": (DeclarationKind.UPDATE, ends)
    for ends, months in UPDATES.items()
}
"""What is asked, in the words of a story: « réel », « actualisé janvier à juin »."""
PARTS = {label: part for part, label in PART_LABELS.items()}


def read_stories(folder: Path = FOLDER) -> list[Story]:
    """Every story of the folder, in the order of the file names. Raises `BadStory`."""
    return [read_story(file) for file in sorted(folder.glob("*.yaml"))]


def read_story(file: Path) -> Story:
    """One story. Every scalar stays text: a figure is read as it is typed. Raises `BadStory`."""
    text = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - builds nothing but text
    try:
        return _story(file.stem, text)
    except KeyError as missing:
        raise BadStory(f"{file.name} : « {missing.args[0]} » manque") from None
    except (ValueError, TypeError, AttributeError) as wrong:
        raise BadStory(f"{file.name} : {wrong}") from None


def _story(name: str, text: Mapping[str, Any]) -> Story:
    stage = text["scène"]
    places = tuple(_place(each) for each in stage["structures"])
    known = tuple(each.name for each in places)
    story = Story(
        name, text["titre"], text["exemple"], stage["caf"]["code"], stage["caf"]["nom"],
        stage["gestionnaire"]["nom"], stage["gestionnaire"]["siret"],
        people=tuple(_person(each) for each in stage["personnes"]),
        structures=places,
        laid=tuple(_laid(each, known) for each in stage.get("appels", ())),
        steps=tuple(_step(number, each) for number, each in enumerate(text["actes"], start=1)),
        last_day=Day.read(text["dernier jour"]),
    )  # fmt: skip
    _check(story)
    return story


def _person(text: Mapping[str, str]) -> Person:
    staff = text.get("rôle")
    return Person(text["nom"], text["courriel"], text["fonction"], (staff and _found(ROLES, staff)) or None)


def _place(text: Mapping[str, str]) -> Place:
    natures = {label: code for code, label in KINDS["EAJE"].natures.items()}
    nature = _found(natures, text["nature"])
    opened = Day.read(text["ouverte"]).fixed
    if opened is None:
        raise BadStory(f"« {text['ouverte']} » n'est pas une date ; une structure est plus ancienne que l'histoire")
    return Place(text["nom"], text["idequ"], nature, text["commune"], int(text["places"]), opened)


def _laid(text: Mapping[str, Any], known: tuple[str, ...]) -> LaidPeriod:
    structures = tuple(text.get("structures", known))
    for name in structures:
        _found(dict.fromkeys(known, name), name)
    return LaidPeriod(call_of(text["type"], text["année"]), *_days(text), structures)


def _days(text: Mapping[str, Any]) -> tuple[Day, Day, Day]:
    opens, due, closes = (Day.read(text[each]) for each in ("ouvre", "échéance", "clôture"))
    return opens, due, closes


def call_of(label: str, year: str) -> Call:
    """What is asked, from its words and its year."""
    kind, ends = _found(ASKED, label)
    return Call(kind, int(year), ends and date(int(year), *ends))


def _step(number: int, text: Mapping[str, Any]) -> Step:
    try:
        allowed = _found(DETAILS, text["fait"])
        _only(set(text), COMMON | allowed)
        told = text.get("réponse", {})
        _only(set(told), TOLD)
        details = {key: text[key] for key in allowed if key in text or key not in OPTIONAL}
        return Step(
            number, Moment.read(text["le"]), text["qui"], text["fait"], details, told, " ".join(text["récit"].split())
        )
    except KeyError as missing:
        raise BadStory(f"acte {number} : « {missing.args[0]} » manque") from None
    except BadStory as wrong:
        raise BadStory(f"acte {number} : {wrong}") from None


def _only(given: set[str], allowed: set[str]) -> None:
    strange = sorted(given - allowed)
    if strange:
        raise BadStory(f"« {strange[0]} » est inconnu ici ; possibles : {', '.join(sorted(allowed))}")


def _found(words: Mapping[str, Any], word: str) -> Any:
    if word not in words:
        raise BadStory(f"« {word} » est inconnu ; possibles : {', '.join(words)}")
    return words[word]


def _check(story: Story) -> None:
    """Everybody named is on the stage, and time goes forward."""
    start = date(2000, 1, 1)
    moments = [step.moment.at(start) for step in story.steps]
    for number, (before, after) in enumerate(pairwise(moments), start=2):
        if after <= before:
            raise BadStory(f"acte {number} : il vient avant le précédent")
    for name in _named(story.steps):
        story.person(name)
    if moments[-1].date() >= story.last_day.on(start):
        raise BadStory("le dernier jour précède la fin des actes")


def _named(steps: Iterable[Step]) -> Iterable[str]:
    for step in steps:
        yield step.who
        if "personne" in step.details:
            yield step.details["personne"]


def part_of(words: str) -> Part:
    """« volet activité » or « volet financier »."""
    found: Part = _found(PARTS, words)
    return found


def opened_by(step: Step) -> LaidPeriod | None:
    """The period that an act lays down, if it is such an act."""
    if step.does != "ouvre une période" or step.told.get("refus"):
        return None
    return LaidPeriod(call_of(*step.details["période"]), *_days(step.details), ())
