"""What `simulate` tells: to whom, from which figures, and that it names no account to who reads none."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.acts import problem
from tests.oracle.fields import ANY, OPEN, SOME, Check, Fields, Lot, Seen, entries, leads, mark, such
from tests.oracle.figures import ACCOUNT_NAMES
from tests.oracle.rights import PARTNERS, READERS, ROLES, Held, may

E = "estimate.figures"
NO_ACCOUNT = Check(
    "something that names no account", lambda value: not any(each in str(value) for each in ACCOUNT_NAMES)
)
"""Whatever is asked below it."""


def simulate(oracle: Any, seen: Seen, given: Mapping[str, Any]) -> Seen:
    """A project, of who holds a role anywhere; a declaration, of who reads its draft or what was sent of it."""
    of, scenarios = given["input"]["of"], given["input"]["scenarios"]
    if "project" in of:
        if not may("simulation.project", _anywhere(oracle)):
            return _refused(_forbidden("simulation.project", "of", "project"))
        return _simulation(scenarios, frozenset(PARTNERS), of["project"]["year"])
    declaration = _found(oracle, of["declaration"])
    if declaration is None:
        return _refused(problem("NOT_FOUND", path=["of", "declaration"]))
    held = oracle.sight.held_towards(declaration)
    wrong = [
        each
        for each in (_wrong(place, scenario, declaration, held) for place, scenario in enumerate(scenarios))
        if each
    ]
    return _refused(*wrong) if wrong else _simulation(scenarios, held, declaration.year)


def _found(oracle: Any, given: str) -> Any:
    found = next(
        (each for each in oracle.sight.seen(oracle.world.declarations) if mark("Declaration", each.id) == given), None
    )
    if found is None or may("estimate.read", oracle.sight.held_towards(found)):
        return found
    sent = [each for each in oracle.world.submissions if each.declaration_id == found.id]
    return found if oracle.sight.seen(sent) else None


def _anywhere(oracle: Any) -> Held:
    """The partner roles held on whatever tenure; an officer's, in whatever Caf."""
    partner = {each.role for each in oracle.sight.grants}
    return frozenset(partner | ({"DECLARATION_OFFICER"} if oracle.sight.officer_caf is not None else set()))


def _wrong(place: int, scenario: Mapping[str, Any], declaration: Any, held: Held) -> Seen | None:
    """An account is changed by who reads it, where the form has it."""
    if not scenario["changes"]:
        return None
    path = ["scenarios", str(place), "changes", "account60"]
    if not may("finance.figures", held):
        return _forbidden("finance.figures", *path)
    return problem("UNKNOWN_ITEM", path=path) if declaration.kind == "UPDATE" else None


def _forbidden(action: str, *path: str) -> Seen:
    return problem(
        "FORBIDDEN", path=list(path), action=action, roles=[each for each in ROLES if each in READERS[action]]
    )


def _refused(*errors: Seen) -> Seen:
    return Seen("SimulatePayload", {"simulation": None, "errors": list(errors)})


def _simulation(scenarios: Any, held: Held, year: int) -> Seen:
    told = [_scenario(each["label"], held, year) for each in scenarios]
    simulation = {"simulated": True, "base": _scenario(SOME, held, year), "scenarios": told}
    return Seen("SimulatePayload", {"simulation": Seen("Simulation", simulation, held), "errors": []})


def _scenario(label: Any, held: Held, year: int) -> Seen:
    row = {"label": label, "simulated": True, "rulesOn": f"{year}-01-01", "reads": may("finance.figures", held)}
    return Seen("SimulatedScenario", row, held)


def _below(action: str, name: str, kind: str) -> Any:
    return leads(action, kind, lambda oracle, seen, given: seen.row[name])


SIMULATIONS: dict[str, Fields] = {
    "SimulatePayload": {"simulation": _below(OPEN, "simulation", "Simulation"), "errors": _below(OPEN, "errors", "Problem")},
    "Simulation": {
        **entries(E, "simulated"), **such(E, "notice"),
        "base": _below(E, "base", "SimulatedScenario"), "scenarios": _below(E, "scenarios", "SimulatedScenario"),
    },
    "SimulatedScenario": {
        **entries(E, "label simulated rulesOn"), **such(E, "rightChange psuChange", ANY),
        "estimate": leads(E, "Estimate", lambda oracle, seen, given: SOME if seen.row["reads"] else NO_ACCOUNT),
        "thresholds": leads(E, "ThresholdDistance", lambda oracle, seen, given: Lot(Seen("ThresholdDistance", {}, seen.held))),
    },
    "ThresholdDistance": {
        **such(E, "code sentence measure limit distance unit favourable", NO_ACCOUNT),
        **such(E, "item by rightChange familiesChange totalChange", NO_ACCOUNT),
    },
}  # fmt: skip
"""The amounts themselves are worked out in tests/rules; here it is who reads what."""
