"""The play: the people of a story do through GraphQL what its text says, and are told what it says, or it stops."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from demo.reading import ALL, FORM, STRUCTURES, VERSIONS, Told, document, told_of, typed
from demo.scene import Asked, Scene
from demo.story import BadStory, Step, Story
from demo.text import ROLES, part_of
from demo.visitors import Visitors
from rules.forms import Part

_ERRORS = "errors { code path control currentVersion }"
GRANT = f"mutation ($input: GrantRoleInput!) {{ grantRole(input: $input) {{ {_ERRORS} }} }}"


def _act(name: str) -> str:
    input_type = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation ($input: {input_type}!) {{ {name}(input: $input) {{ {_ERRORS} }} }}"


class Strayed(Exception):
    """Somebody was not told what the text says."""

    def __init__(self, story: Story, step: Step, differences: Mapping[str, tuple[Any, Any]]) -> None:
        told = " ; ".join(f"{key} : attendu {wanted!r}, reçu {given!r}" for key, (wanted, given) in differences.items())
        super().__init__(f"{story.name}, acte {step.number} ({step.who} {step.does}) : {told}")
        self.step = step
        self.differences = differences


@dataclass(frozen=True, slots=True)
class Play:
    """One story on its scene, from the day it starts."""

    story: Story
    scene: Scene
    start: date
    visitors: Visitors

    async def steps(self) -> AsyncIterator[Step]:
        """Every act in its order, each once it is done; then everybody signs out. Raises `Strayed`."""
        for step in self.story.steps:
            told = await _ACTS[step.does](self, step)
            differences = _differences(step, told)
            if differences:
                raise Strayed(self.story, step, differences)
            yield step
        await self.visitors.leave()

    async def _ask(self, step: Step, document: str, **variables: Any) -> dict[str, Any]:
        return await self.visitors.ask(self.story.person(step.who).email, document, self._now(step), **variables)

    def _now(self, step: Step) -> datetime:
        return step.moment.at(self.start)

    async def grant(self, step: Step) -> Told:
        """Each role on each structure, one habilitation after the other."""
        person = self.story.person(step.details["personne"])
        refused = []
        for structure in step.details["structures"]:
            for role in step.details["rôles"]:
                body = await self._ask(step, GRANT, input={
                    "email": person.email, "displayName": person.name, "tenure": self.scene.tenures[structure],
                    "role": ROLES[role], "startsOn": self._now(step).date().isoformat(),
                })  # fmt: skip
                refused += _refusals(body)
        return {"refus": refused}

    async def save(self, step: Step) -> Told:
        """What is typed in one part, read afresh unless the text names the version that was read."""
        part = part_of(step.details["volet"])
        values = {_item(part, label): text for label, text in step.details.get("saisie", {}).items()}
        remarks = [{"control": code, "text": text} for code, text in step.details.get("remarques", {}).items()]
        return await self._do(step, "save", await self._part_version(step, part), {
            "values": {f"eaje{part.title()}": {name: typed(FORM.by_name[name], text) for name, text in values.items()}},
            "remarks": remarks,
        })  # fmt: skip

    async def complete(self, step: Step) -> Told:
        """One part declared complete."""
        part = part_of(step.details["volet"])
        return await self._do(step, "completePart", await self._part_version(step, part), {"part": part.value})

    async def approve(self, step: Step) -> Told:
        """With or without the attestation."""
        return await self._do(
            step, "approve", await self._version(step), {"attested": step.details["atteste"] == "oui"}
        )

    async def take(self, step: Step) -> Told:
        """In charge."""
        return await self._do(step, "take", await self._version(step), {})

    async def accept(self, step: Step) -> Told:
        """For good."""
        return await self._do(step, "accept", await self._version(step), {})

    async def read(self, step: Step) -> Told:
        """All that one sees of a declaration."""
        return await self._told(step, ALL)

    async def _told(self, step: Step, keys: Iterable[str]) -> Told:
        return told_of(await self._ask(step, document(keys), id=self._declaration(step)))

    async def list_structures(self, step: Step) -> Told:
        """The names of the structures that one sees."""
        body = await self._ask(step, STRUCTURES)
        return {"structures": [each["name"] for each in body["data"]["structures"]["nodes"]]}

    async def _do(self, step: Step, name: str, version: int, more: dict[str, Any]) -> Told:
        input = {"declaration": self._declaration(step), "version": version, **more}
        refused = _refusals(await self._ask(step, _act(name), input=input))
        wanted = set(step.told) - {"refus"}
        return {**(await self._told(step, wanted) if wanted else {}), "refus": refused}

    async def _part_version(self, step: Step, part: Part) -> int:
        if "version" in step.details:
            return int(step.details["version"])
        return int((await self._versions(step))[part.lower()]["version"])

    async def _version(self, step: Step) -> int:
        return int((await self._versions(step))["version"])

    async def _versions(self, step: Step) -> dict[str, Any]:
        """The versions that one reads before one acts; a stranger reads none and makes them up."""
        made_up = {"version": 1, "activity": {"version": 1}, "finance": {"version": 1}}
        return (await self._ask(step, VERSIONS, id=self._declaration(step)))["data"]["declaration"] or made_up

    def _declaration(self, step: Step) -> str:
        structure, kind, year = step.details["déclaration"]
        asked: Asked = (structure, kind, year)
        if asked not in self.scene.declarations:
            raise BadStory(f"{self.story.name}, acte {step.number} : {' '.join(asked)} n'est pas demandé")
        return self.scene.declarations[asked]


def _item(part: Part, label: str) -> str:
    for item in FORM.part(part):
        if item.label == label:
            return item.name
    raise BadStory(f"« {label} » n'est pas une rubrique du {part.value}")


def _refusals(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The refusals of an act, with what each names; a story that leaves out one of these does not match."""
    found = []
    for error in next(iter(body["data"].values()))["errors"]:
        named = {
            "code": error["code"],
            "où": error["path"] or None,
            "contrôle": error["control"],
            "version": error["currentVersion"] and str(error["currentVersion"]),
        }
        found.append({key: each for key, each in named.items() if each is not None})
    return found


_ALWAYS: dict[str, dict[str, Any]] = {"consulte": {"caché": [], "introuvable": "non"}, "regarde ses structures": {}}
"""What is compared even when the text does not say it: no act is refused, no field hidden, unless it is told."""


def _differences(step: Step, told: Told) -> dict[str, tuple[Any, Any]]:
    wanted = {**_ALWAYS.get(step.does, {"refus": []}), **step.told}
    given = dict(told)
    if "chiffres" in wanted:
        given["chiffres"] = {label: told.get("chiffres", {}).get(label, "aucun") for label in wanted["chiffres"]}
    plain = {key: (_plain(each), _plain(given.get(key))) for key, each in wanted.items()}
    return {key: pair for key, pair in plain.items() if pair[0] != pair[1]}


def _plain(given: Any) -> Any:
    """The same with ordinary spaces: a text is typed without the narrow ones of French figures."""
    if isinstance(given, str):
        return " ".join(given.split())
    if isinstance(given, list | tuple):
        return [_plain(each) for each in given]
    if isinstance(given, dict):
        return {_plain(key): _plain(each) for key, each in given.items()}
    return given


_ACTS: dict[str, Callable[[Play, Step], Awaitable[Told]]] = {
    "habilite": Play.grant,
    "enregistre": Play.save,
    "termine": Play.complete,
    "approuve": Play.approve,
    "prend en charge": Play.take,
    "valide": Play.accept,
    "consulte": Play.read,
    "regarde ses structures": Play.list_structures,
}
