"""Controls of an Eaje: what changed since another declaration of the same structure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rules import french
from rules.case import Case, Sent
from rules.controls import Control, Level, everywhere, in_actual
from rules.figures import HUNDRED, NotKnown, asked_sum, bound, figure, known_sum
from rules.forms import KIND_LABELS, DeclarationKind
from rules.kinds.eaje.accounts import CHARGES, ITEMS, LINES
from rules.kinds.eaje.families import SUPPLIES
from rules.kinds.eaje.sums import total_charges
from rules.parameters import PARAMETERS
from rules.psu.hours import ATTENDED, BILLED

Words = Mapping[str, str] | None
FORECAST, UPDATE, ACTUAL = DeclarationKind


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure that is compared: in these words, this year's, another declaration's."""

    label: str
    write: Callable[[Decimal], str]
    now: Callable[[Case], Decimal]
    then: tuple[str, ...]


def _sum_of(names: tuple[str, ...]) -> Callable[[Case], Decimal]:
    return lambda case: asked_sum(case, names)


ACTIVITY = (
    Compared("heures facturées", french.hours, _sum_of(BILLED), BILLED),
    Compared("heures réalisées", french.hours, _sum_of(ATTENDED), ATTENDED),
    Compared(
        "participations familiales", french.euros, _sum_of(("familyContributions",)), ("familyContributions",)
    ),
)  # fmt: skip
TOTAL = (Compared("total des charges", french.euros, total_charges, CHARGES),)
ACCOUNTS = tuple(
    Compared(f"compte {item.label}", french.euros, _sum_of((item.name,)), (item.name,))
    for item in ITEMS
    if item.name in LINES
)


def _changed(
    case: Case, sent: Sent | None, compared: Iterable[Compared], share: str, amount: str | None = None
) -> Words:
    """The figures that moved by more than a share, and more than an amount when there is one; unknown ones are not."""
    if sent is None:
        return None
    most, at_least = bound(share, case.day), bound(amount, case.day) if amount else Decimal(0)
    moved: dict[str, str] = {}
    for each in compared:
        try:
            now, then = each.now(case), known_sum(sent.values, each.then)
        except NotKnown:
            continue
        gap = abs(now - then)
        # Never a quotient: what was zero has no percentage, yet it moved.
        if gap * HUNDRED > most * abs(then) and gap > at_least:
            change = f" ({french.change(then, now)})" if then else ""
            moved[each.then[0]] = f"{each.label}, {each.write(now)} au lieu de {each.write(then)}{change}"
    if not moved:
        return None
    figures = " ; ".join(moved.values())
    return {"item": next(iter(moved)), "figures": figures, "sent": _named(sent), "limit": french.percent(most)}


def _named(sent: Sent) -> str:
    return f"{KIND_LABELS[sent.kind]} {sent.year}"


def _accounts_before(case: Case) -> Sent | None:
    """The last year's accounts."""
    return case.previous_with(frozenset(LINES))


def _update_differs_from_forecast(case: Case) -> Words:
    return _changed(case, case.sent(FORECAST), ACTIVITY, "eaje.update_change")


def _actual_differs_from_update(case: Case) -> Words:
    return _changed(case, case.sent(UPDATE), ACTIVITY, "eaje.actual_change")


def _actual_differs_from_previous(case: Case) -> Words:
    return _changed(case, case.previous, ACTIVITY, "eaje.actual_change")


def _charges_differ_from_update(case: Case) -> Words:
    return _changed(case, case.sent(UPDATE), TOTAL, "eaje.actual_change")


def _charges_differ_from_previous(case: Case) -> Words:
    return _changed(case, _accounts_before(case), TOTAL, "eaje.actual_change")


def _accounts_changed(case: Case) -> Words:
    before = _accounts_before(case)
    words = _changed(case, before, ACCOUNTS, "eaje.account_change_share", "eaje.account_change_amount")
    return words and {**words, "amount": french.euros(bound("eaje.account_change_amount", case.day))}


def _general_scheme_rate_changed(case: Case) -> Words:
    previous = case.previous
    if previous is None:
        return None
    now, then = figure(case.values, "generalSchemeRate"), figure(previous.values, "generalSchemeRate")
    limit = bound("eaje.general_scheme_change", case.day)
    if abs(now - then) <= limit:
        return None
    words = {"now": french.percent(now), "then": french.percent(then), "limit": french.number(limit)}
    return {**words, "sent": _named(previous)}


def _supplies_changed(case: Case) -> Words:
    previous = case.previous
    if previous is None:
        return None
    changed = [
        f"{word} {'fournis' if name == 'mealsProvided' else 'fournies'} : {_yes(now)} au lieu de {_yes(then)}"
        for name, word in SUPPLIES.items()
        if isinstance(now := case.values.get(name), bool)
        and isinstance(then := previous.values.get(name), bool)
        and now is not then
    ]
    return {"changes": french.capital(", ".join(changed)), "sent": _named(previous)} if changed else None


def _yes(value: bool) -> str:
    return "oui" if value else "non"


_ACTIVITY_ITEMS = (*BILLED, *ATTENDED, "familyContributions")

ACTIVITY_CONTROLS = (
    Control(
        "GENERAL_SCHEME_RATE_CHANGED",
        "Taux de régime général et année précédente",
        everywhere(Level.WARNING),
        ("generalSchemeRate",),
        "Taux de régime général : {now} au lieu de {then} ({sent}), soit un écart de plus de {limit} points.",
        "Vérifiez le taux, ou expliquez le changement par une remarque.",
        _general_scheme_rate_changed,
        since=PARAMETERS.first_day("eaje.general_scheme_change"),
    ),
    Control(
        "SUPPLIES_CHANGED",
        "Couches et repas, et année précédente",
        everywhere(Level.WARNING),
        tuple(SUPPLIES),
        "{changes} ({sent}). Le prix plafond en dépend.",
        "Vérifiez ces réponses, ou indiquez en remarque depuis quand elles ont changé.",
        _supplies_changed,
    ),
    Control(
        "UPDATE_DIFFERS_FROM_FORECAST",
        "Actualisé et prévisionnel",
        {UPDATE: Level.WARNING},
        _ACTIVITY_ITEMS,
        "Écart de plus de {limit} avec le {sent} : {figures}.",
        "Vérifiez ces chiffres, ou expliquez l'écart par une remarque.",
        _update_differs_from_forecast,
        since=PARAMETERS.first_day("eaje.update_change"),
    ),
    Control(
        "ACTUAL_DIFFERS_FROM_UPDATE",
        "Réel et dernier actualisé",
        in_actual(Level.WARNING),
        _ACTIVITY_ITEMS,
        "Écart de plus de {limit} avec l'{sent} : {figures}.",
        "Vérifiez ces chiffres, ou expliquez l'écart par une remarque.",
        _actual_differs_from_update,
        since=PARAMETERS.first_day("eaje.actual_change"),
    ),
    Control(
        "ACTUAL_DIFFERS_FROM_PREVIOUS",
        "Réel et année précédente",
        in_actual(Level.WARNING),
        _ACTIVITY_ITEMS,
        "Écart de plus de {limit} avec l'année précédente ({sent}) : {figures}.",
        "Vérifiez ces chiffres, ou expliquez l'écart par une remarque.",
        _actual_differs_from_previous,
        since=PARAMETERS.first_day("eaje.actual_change"),
    ),
)
FINANCE_CONTROLS = (
    Control(
        "CHARGES_DIFFER_FROM_UPDATE",
        "Charges du réel et du dernier actualisé",
        in_actual(Level.WARNING),
        CHARGES,
        "Écart de plus de {limit} avec l'{sent} : {figures}.",
        "Vérifiez les comptes, ou expliquez l'écart par une remarque.",
        _charges_differ_from_update,
        since=PARAMETERS.first_day("eaje.actual_change"),
    ),
    Control(
        "CHARGES_DIFFER_FROM_PREVIOUS",
        "Charges du réel et de l'année précédente",
        in_actual(Level.WARNING),
        CHARGES,
        "Écart de plus de {limit} avec l'année précédente ({sent}) : {figures}.",
        "Vérifiez les comptes, ou expliquez l'écart par une remarque.",
        _charges_differ_from_previous,
        since=PARAMETERS.first_day("eaje.actual_change"),
    ),
    Control(
        "ACCOUNTS_CHANGED",
        "Comptes et année précédente",
        everywhere(Level.WARNING),
        LINES,
        "Variation de plus de {limit} et de plus de {amount} avec l'année précédente ({sent}) : {figures}.",
        "Vérifiez ces comptes, ou expliquez les variations par une remarque.",
        _accounts_changed,
        since=PARAMETERS.first_day("eaje.account_change_share"),
    ),
)
