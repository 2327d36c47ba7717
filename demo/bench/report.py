"""What a run says: ratios first, since they alone mean something on another machine."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from statistics import median
from typing import Any

from demo.bench.judgement import YEARS, Judged
from demo.bench.measure import Measured, Window
from demo.bench.national_recomputation import Recalculated
from demo.bench.national_release import Released

_ABOUT = """
Part du plancher : le plancher vaut 1. Médianes de {rounds} tours où portail et plancher alternent ; entre parenthèses,
le tour le moins bon et le meilleur. Le débit (requêtes par seconde) est meilleur s'il est grand ; le délai (médiane) et
le processeur du serveur web, s'ils sont petits. Le processeur de PostgreSQL n'est pas compté.
"""
_HOW = """
Plancher : une requête SQL préparée écrite à la main, sous le rôle portal_app et les mêmes réglages de portée, avec la
même recherche de session et d'habilitations (deux requêtes, des deux côtés), lignes → dict → orjson, sa propre adresse
HTTP ; réponses égales au portail, vérifiées avant la mesure, puis à chaque lecture. L'enregistrement : une transaction
écrite à la main (mêmes verrous, mêmes écritures) ; la lecture des valeurs saisies et l'estimation sont les mêmes
fonctions des deux côtés. Portail servi comme par « portal serve » (uvicorn, uvloop, httptools), mode développement,
PAGE_MAX={page_max} par réglage (100 par défaut). PostgreSQL embarqué, durable (fsync, comme en service), {declarations}
déclarations. Client asyncio sur la boucle locale, connexions gardées ouvertes.
"""
_GUARDS = """
Ce que coûtent les gardes : le portail tel qu'il est, et le même sans une partie d'entre elles, qui vaut 1 ; mêmes lignes,
mêmes réponses, vérifiées. Sans la sécurité par ligne : le même SQL sous un rôle dont les règles laissent tout passer. Sans le
jugement des champs : aucun droit n'est demandé champ par champ. Les filtres des requêtes restent des deux côtés.
"""
Of = Callable[[Window], float]
_MEASURES: dict[str, Of] = {
    "throughput": lambda window: window.rate,
    "latency": lambda window: window.latency,
    "cpu": lambda window: window.work,
}


_RELEASE = """
Diffusion des moyennes : {years} années de {structures} structures ({ratios} ratios, {cells} cellules dont {published} publiées)
en {seconds:.1f} s, année par année, comme « portal statistics release » ; le peuplement n'est pas compté.
"""


_LAW = """
Le droit seul, sans base ni réseau, sur un cœur : en moyenne {estimate:.3f} ms pour une estimation, {check:.3f} ms pour un contrôle du
formulaire ({cases} déclarations de la démonstration : prévisionnels, actualisés, réels de {years}). Borne : {bound:g} ms chacun. {flag}
"""
_REDONE = """
« portal recompute » sur {structures} structures, un brouillon chacune, secondes de processeur (Python et PostgreSQL ensemble, ce qu'un
seul cœur travaillerait) : à blanc {dry_run.core:.1f}, écrit {written.core:.1f}, relu sans rien à changer {again.core:.1f} ; à l'horloge
{dry_run.clock:.1f}, {written.clock:.1f} et {again.clock:.1f}.{extrapolated} Borne : {bound:g} s pour {whole} structures. {flag}
"""
_EXTRAPOLATED = " Mesuré sur moins de structures ; rapporté à {whole}, par règle de trois : {seconds}."


@dataclass(frozen=True, slots=True)
class Told:
    """What was measured beside the questions."""

    country: Released
    law: Judged
    redone: Recalculated


def table(measured: list[Measured], rounds: int, page_max: int, declarations: int, told: Told) -> str:
    """The whole text."""
    floors = _lines("plancher", [each for each in measured if not each.pair.without])
    guards = _lines("sans", [each for each in measured if each.pair.without])
    about = _ABOUT.format(rounds=rounds).strip()
    how = _HOW.format(page_max=page_max, declarations=declarations).strip()
    nation = _RELEASE.format(**asdict(told.country)).strip()
    law = _law(told.law), "", _redone(told.redone)
    return "\n".join([about, "", *floors, "", how, "", _GUARDS.strip(), "", *guards, "", nation, "", *law])


def _law(law: Judged) -> str:
    return _LAW.format(**asdict(law), years=", ".join(map(str, YEARS)), flag=_flag(law.within)).strip()


def _redone(redone: Recalculated) -> str:
    runs = (redone.dry_run, redone.written, redone.again)
    seconds = ", ".join(f"{redone.of_the_country(run):.1f} s" for run in runs)
    extrapolated = _EXTRAPOLATED.format(whole=redone.whole, seconds=seconds) if redone.structures < redone.whole else ""
    given = {each.name: getattr(redone, each.name) for each in fields(redone)}
    return _REDONE.format(**given, extrapolated=extrapolated, flag=_flag(redone.within)).strip()


def _flag(within: bool) -> str:
    return "Dans la borne." if within else "AU-DELÀ DE LA BORNE."


def _lines(other: str, measured: list[Measured]) -> list[str]:
    head = ("", "débit", "", "délai", "processeur", "portail", "", "", other, "", "")
    units = ("", f"× {other}", "", f"× {other}", f"× {other}", "req/s", "ms", "ms cpu", "req/s", "ms", "ms cpu")
    rows = [head, units, *(_row(each) for each in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return [
        "  ".join(text.ljust(width) if column == 0 else text.rjust(width)
                  for column, (text, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]  # fmt: skip


def _row(each: Measured) -> tuple[str, ...]:
    rates = each.ratios(_MEASURES["throughput"])
    ratios = [f"{median(rates):.3f}", f"({min(rates):.3f}–{max(rates):.3f})"]
    ratios += [f"{median(each.ratios(_MEASURES[name])):.1f}" for name in ("latency", "cpu")]
    plain = [
        _figure(median(of(windows[side]) for windows in each.rounds)) for side in (0, 1) for of in _MEASURES.values()
    ]
    return (each.pair.title, *ratios, *plain)


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def data(measured: list[Measured], rounds: int, page_max: int, declarations: int, told: Told) -> dict[str, Any]:
    """The same for machines: medians and every round."""
    return {
        "rounds": rounds,
        "page_max": page_max,
        "declarations": declarations,
        "questions": [_data(each) for each in measured if not each.pair.without],
        "guards": [_data(each) | {"without": each.pair.without} for each in measured if each.pair.without],
        "release": asdict(told.country),
        "law": asdict(told.law) | {"within": told.law.within},
        "recomputation": asdict(told.redone) | {"within": told.redone.within},
    }


def _data(each: Measured) -> dict[str, Any]:
    units = {"throughput": "requests_per_second", "latency": "median_ms", "cpu": "server_cpu_ms"}
    return {
        "name": each.pair.question.name,
        "title": each.pair.title,
        "connections": each.pair.question.connections,
        "ratio": {name: round(median(each.ratios(of)), 4) for name, of in _MEASURES.items()},
        "ratios": {name: [round(ratio, 4) for ratio in each.ratios(of)] for name, of in _MEASURES.items()},
        **{
            side: {
                "requests": sum(len(windows[number].latencies) for windows in each.rounds),
                **{units[name]: round(median(of(windows[number]) for windows in each.rounds), 3) for name, of in _MEASURES.items()},
            }
            for number, side in enumerate(("portal", "floor"))
        },
    }  # fmt: skip
