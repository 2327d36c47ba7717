"""The play: the people of a story do through GraphQL what its text says, and are told what it says, or it stops."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from demo import requests
from demo.reading import ALL, VERSIONS, Told, document, told_of
from demo.requests import ACTS, Request, refusals
from demo.scene import Scene
from demo.story import BadStory, Step, Story
from demo.text import ROLES, call_of, opened_by
from demo.typing_in import item_of
from demo.visitors import Visitors
from rules.periods import Call


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
            request = ACTS.get(step.does)
            told = await (self._act(step, request) if request else _OTHERS[step.does](self, step))
            differences = _differences(step, told)
            if differences:
                raise Strayed(self.story, step, differences)
            yield step
        await self.visitors.leave()

    async def _ask(self, step: Step, document: str, **variables: Any) -> dict[str, Any]:
        email = self.story.person(step.who).email
        return await self.visitors.ask(email, document, step.moment.at(self.start), **variables)

    async def _act(self, step: Step, request: Request) -> Told:
        """An act on a declaration, with the version that was just read, then what is read of it afterwards."""
        made = {"declaration": self._declaration(step), **request.more(step, self.start)}
        made["version"] = await self._version(step, request)
        body = await self._ask(step, request.document, input=made)
        wanted = set(step.told) - {"refus"}
        return {**(await self._told(step, wanted) if wanted else {}), "refus": refusals(body)}

    async def _version(self, step: Step, request: Request) -> int:
        """The version that one reads before one acts; a stranger reads none and makes it up."""
        if "version" in step.details:
            return int(step.details["version"])
        read = (await self._ask(step, VERSIONS, id=self._declaration(step)))["data"]["declaration"] or {}
        of = read.get(requests.part_named(step).lower()) if request.of_part else read
        return int((of or {"version": 1})["version"])

    async def grant(self, step: Step) -> Told:
        """Each role on each structure, one habilitation after the other."""
        person, refused = self.story.person(step.details["personne"]), []
        for structure in step.details["structures"]:
            for role in step.details["rôles"]:
                body = await self._ask(step, requests.GRANT, input={
                    "email": person.email, "displayName": person.name, "tenure": self.scene.tenures[structure],
                    "role": ROLES[role], "startsOn": step.moment.at(self.start).date().isoformat(),
                })  # fmt: skip
                refused += refusals(body)
        return {"refus": refused}

    async def open_period(self, step: Step) -> Told:
        """Laid down as a draft; the story then calls it by what it asks."""
        made = await self._ask(step, requests.OPEN_PERIOD, input=requests.period_input(step, self.start))
        opened = opened_by(step)
        if made["data"]["openPeriod"]["period"] and opened:
            self.scene.periods[opened.call] = made["data"]["openPeriod"]["period"]["id"]
        return {"refus": refusals(made)}

    async def publish(self, step: Step) -> Told:
        """Its declarations are opened, and known to the story from then on."""
        period = self.scene.periods[self._call(step)]
        body = await self._ask(step, requests.PUBLISH, input={"period": period})
        asked = await self._ask(step, requests.OPENED, period=period)
        for each in asked["data"]["declarations"]["nodes"]:
            self.scene.declarations[each["structure"]["name"], self._call(step)] = each["id"]
        publication = body["data"]["publishPeriod"]["publication"]
        return (
            {"ouvertes": str(publication["opened"]), "refus": refusals(body)}
            if publication
            else {"refus": refusals(body)}
        )

    async def read(self, step: Step) -> Told:
        """All that one sees of a declaration."""
        return await self._told(step, ALL | set(step.told))

    async def _told(self, step: Step, keys: Iterable[str]) -> Told:
        return told_of(await self._ask(step, document(keys), id=self._declaration(step)))

    async def read_line(self, step: Step) -> Told:
        """One line of the form: its tooltip, and last year's figure beside it."""
        part = requests.part_named(step)
        body = await self._ask(step, requests.form_document(part), id=self._declaration(step))
        label = step.details["rubrique"]
        item = item_of(part, label)
        line = next(each for each in body["data"]["declaration"][part.lower()]["form"] if each["name"] == item.name)
        return {"infobulle": line["tooltip"], "année précédente": line["previousShown"], "écart": line["gapShown"]}

    async def state_total(self, step: Step) -> Told:
        """The total that several structures share."""
        call = self._call(step)
        body = await self._ask(step, requests.STATE_TOTAL, input={
            "declarations": [self._mark((name, call), step) for name in step.details["structures"]],
            "total": step.details["total"],
        })  # fmt: skip
        return {"refus": refusals(body)}

    async def verify(self, step: Step) -> Told:
        """The receipt of what was sent last, by its reference and its hash."""
        read = await self._ask(step, requests.RECEIPT, id=self._declaration(step))
        sent = read["data"]["declaration"]["submissions"]["nodes"][0]
        body = await self._ask(step, requests.VERIFY, reference=sent["reference"], hash=sent["contentHash"])
        return {"authentique": "oui" if body["data"]["verifyReceipt"]["authentic"] else "non"}

    async def list_structures(self, step: Step) -> Told:
        """The names of the structures that one sees."""
        body = await self._ask(step, requests.STRUCTURES)
        return {"structures": [each["name"] for each in body["data"]["structures"]["nodes"]]}

    async def list_tasks(self, step: Step) -> Told:
        """What one has to do, the most urgent first."""
        body = await self._ask(step, requests.TASKS)
        return {"attend": [requests.task_told(each) for each in body["data"]["awaitingMe"]["nodes"]]}

    async def follow(self, step: Step) -> Told:
        """The declarations of a period, those due first at the top."""
        body = await self._ask(step, requests.BY_DUE_DAY, period=self.scene.periods[self._call(step)])
        return {"liste": [requests.row_told(each) for each in body["data"]["declarations"]["nodes"]]}

    def _call(self, step: Step) -> Call:
        return call_of(*step.details["période"])

    def _declaration(self, step: Step) -> str:
        structure, kind, year = step.details["déclaration"]
        return self._mark((structure, call_of(kind, year)), step)

    def _mark(self, asked: tuple[str, Call], step: Step) -> str:
        if asked not in self.scene.declarations:
            raise BadStory(f"{self.story.name}, acte {step.number} : {asked[0]} {asked[1].name} n'est pas demandé")
        return self.scene.declarations[asked]


_QUESTIONS: dict[str, dict[str, Any]] = {
    "consulte": {"caché": [], "introuvable": "non"},
    "regarde ses structures": {},
    "regarde ce qui l'attend": {},
    "suit la liste": {},
    "vérifie le reçu": {},
    "lit l'infobulle": {},
}
"""What is compared even when the text does not say it: no act is refused, no field hidden, unless it is told."""


def _differences(step: Step, told: Told) -> dict[str, tuple[Any, Any]]:
    wanted = {**_QUESTIONS.get(step.does, {"refus": []}), **step.told}
    given = dict(told)
    for key in {"chiffres", "ratios"} & set(wanted):
        given[key] = {label: told.get(key, {}).get(label, "aucun") for label in wanted[key]}
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


_OTHERS: dict[str, Callable[[Play, Step], Awaitable[Told]]] = {
    "habilite": Play.grant,
    "ouvre une période": Play.open_period,
    "publie": Play.publish,
    "lit l'infobulle": Play.read_line,
    "indique le total commun": Play.state_total,
    "vérifie le reçu": Play.verify,
    "consulte": Play.read,
    "regarde ses structures": Play.list_structures,
    "regarde ce qui l'attend": Play.list_tasks,
    "suit la liste": Play.follow,
}
