"""Controls of an Eaje: the accounts among themselves, against the activity and against the estimate."""

from collections.abc import Mapping
from decimal import Decimal

from rules import french, psu
from rules.case import Case
from rules.controls import Control, Level, everywhere, in_actual
from rules.figures import HUNDRED, asked_sum, bound, figure
from rules.kinds.eaje.accounts import CHARGES
from rules.kinds.eaje.sums import total_charges
from rules.parameters import PARAMETERS
from rules.psu.agreed import paid_elsewhere
from rules.psu.hours import ATTENDED, BILLED

Words = Mapping[str, str] | None


def _gap(one: Decimal, other: Decimal) -> dict[str, str]:
    return {"one": french.euros(one), "other": french.euros(other), "gap": french.euros(abs(one - other))}


def _voluntary_contributions_differ(case: Case) -> Words:
    used, given = case.values.get("account86"), case.values.get("account87")
    # One typed without the other is a difference; both left empty are not.
    one, other = (value if isinstance(value, Decimal) else Decimal(0) for value in (used, given))
    if one == other:
        return None
    shown = (french.euros(value) if isinstance(value, Decimal) else "non renseigné" for value in (used, given))
    return dict(zip(("used", "given"), shown, strict=True)) | {"gap": french.euros(abs(one - other))}


def _family_contributions_differ(case: Case) -> Words:
    account, activity = figure(case.values, "account70641"), figure(case.values, "familyContributions")
    return None if account == activity else _gap(account, activity)


def _prestation_differs_from_right(case: Case) -> Words:
    typed, estimate = figure(case.values, "account70623"), psu.estimate(case, CHARGES)
    limit = bound("eaje.right_gap", case.day)
    if estimate.right is None:
        return None
    right = estimate.right - paid_elsewhere(estimate.lines)
    if abs(typed - right) * HUNDRED <= limit * right:
        return None
    return _gap(typed, right) | {"limit": french.percent(limit)}


def _staff_share_unusual(case: Case) -> Words:
    staff, total = figure(case.values, "account64"), total_charges(case)
    low, high = bound("eaje.staff_share_low", case.day), bound("eaje.staff_share_high", case.day)
    if not total or low * total <= staff * HUNDRED <= high * total:
        return None
    share = french.beyond(staff * HUNDRED / total, low, french.TENTH)
    words = {"staff": french.euros(staff), "total": french.euros(total), "share": french.percent(share)}
    return words | {"low": french.percent(low), "high": french.percent(high)}


def _no_charges(case: Case) -> Words:
    hours = max(asked_sum(case, ATTENDED), asked_sum(case, BILLED))
    return {"hours": french.hours(hours)} if hours and not total_charges(case) else None


def _hourly_cost_unusual(case: Case) -> Words:
    total, billed = total_charges(case), asked_sum(case, BILLED)
    low, high = bound("eaje.hourly_cost_low", case.day), bound("eaje.hourly_cost_high", case.day)
    # No charges at all in an actual are told by their own control.
    told = case.declared in NO_CHARGES.levels and not total
    if not billed or told or low * billed <= total <= high * billed:
        return None
    words = {
        "total": french.euros(total),
        "billed": french.hours(billed),
        "cost": french.hourly(french.beyond(total / billed, low, french.CENT)),
    }
    return words | {"low": french.hourly(low), "high": french.hourly(high)}


def _no_local_income(case: Case) -> Words:
    since = case.facts.ctg_since
    if since is None or since > case.last_day:
        return None
    if any(case.values.get(name) for name in ("account744", "account746")):
        return None
    return {"since": french.day(since)} if case.form.asks("account744") else None


def _shared_charges_differ(case: Case) -> Words:
    shared = case.facts.shared
    if shared is None or shared.declared is None or shared.declared == shared.total:
        return None
    return _gap(shared.total, shared.declared) | {"structures": french.number(shared.structures)}


NO_CHARGES = Control(
    "NO_CHARGES",
    "Aucune charge malgré des heures",
    in_actual(Level.BLOCKING),
    (*CHARGES, "totalCharges", *ATTENDED, *BILLED),
    "Le total des charges est de 0,00 € pour {hours} : le prix de revient ne se calcule pas.",
    "Saisissez les charges de l'année.",
    _no_charges,
)
CONTROLS = (
    Control(
        "VOLUNTARY_CONTRIBUTIONS_DIFFER",
        "Contributions volontaires, comptes 86 et 87",
        everywhere(Level.BLOCKING),
        ("account86", "account87"),
        "Le compte 86 ({used}) et le compte 87 ({given}) diffèrent de {gap}.",
        "Corrigez l'un des deux comptes : le même montant est attendu.",
        _voluntary_contributions_differ,
    ),
    Control(
        "FAMILY_CONTRIBUTIONS_DIFFER",
        "Participations familiales des deux volets",
        in_actual(Level.BLOCKING, otherwise=Level.WARNING),
        ("account70641", "familyContributions"),
        "Le compte 70641 ({one}) et les participations familiales du volet activité ({other}) diffèrent de {gap}.",
        "Corrigez l'un des deux volets. Le réel n'admet aucun écart ; avant le réel, une remarque peut l'expliquer.",
        _family_contributions_differ,
    ),
    Control(
        "PRESTATION_DIFFERS_FROM_RIGHT",
        "Compte 70623 et droit estimé",
        everywhere(Level.WARNING),
        ("account70623",),
        "Le compte 70623 ({one}) et le droit estimé hors bonus territoire et trajectoire ({other}) diffèrent de {gap}, plus de {limit} du droit.",
        "Vérifiez le compte, ou expliquez l'écart par une remarque (bonus, par exemple).",
        _prestation_differs_from_right,
        since=PARAMETERS.first_day("eaje.right_gap"),
    ),
    NO_CHARGES,
    Control(
        "STAFF_SHARE_UNUSUAL",
        "Part des charges de personnel",
        everywhere(Level.WARNING),
        ("account64", "totalCharges"),
        "Le compte 64 ({staff}) fait {share} du total des charges ({total}) ; cette part se situe d'ordinaire entre {low} et {high}.",
        "Vérifiez les comptes, ou expliquez cette part par une remarque.",
        _staff_share_unusual,
        since=PARAMETERS.first_day("eaje.staff_share_low"),
    ),
    Control(
        "HOURLY_COST_UNUSUAL",
        "Prix de revient horaire",
        everywhere(Level.WARNING),
        (*CHARGES, "totalCharges", *BILLED),
        "Le prix de revient est de {cost} ({total} pour {billed} facturées) ; il se situe d'ordinaire entre {low} et {high}.",
        "Vérifiez les charges et les heures facturées, ou expliquez ce prix par une remarque.",
        _hourly_cost_unusual,
        since=PARAMETERS.first_day("eaje.hourly_cost_low"),
    ),
    Control(
        "NO_LOCAL_INCOME",
        "Financement local d'une structure couverte par une Ctg",
        everywhere(Level.WARNING),
        ("account744", "account746"),
        "La structure relève d'une convention territoriale globale depuis le {since}, mais les comptes 744 et 746 sont vides.",
        "Indiquez la participation de la commune ou de l'intercommunalité, ou dites en remarque pourquoi il n'y en a pas.",
        _no_local_income,
    ),
    Control(
        "SHARED_CHARGES_DIFFER",
        "Charges communes à plusieurs structures",
        everywhere(Level.WARNING),
        CHARGES,
        "Le total des charges indiqué pour {structures} structures ({one}) et la somme de leurs comptes ({other}) diffèrent de {gap}.",
        "Vérifiez la clé de répartition, ou expliquez l'écart par une remarque.",
        _shared_charges_differ,
    ),
)
