"""The page `docs/parameters.md`: every dated value of the law in French, for those who check it against the texts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from rules import french
from rules.parameters import PARAMETERS, STATUS_LABELS, Parameter, Parameters, Status

_HEAD = """# Les valeurs de la loi

Cette page est écrite par `make docs` d'après les fichiers de `rules/parameters/` : elle ne se corrige pas à la main. Une valeur
vaut du premier au dernier jour indiqués, compris ; hors de ces jours elle n'existe pas, et rien n'est calculé avec un zéro à sa
place. La même chose se lit dans l'API : `parameters(at:)`.

Le statut dit jusqu'où une valeur est sûre. **Officiel** : un texte de la Cnaf, d'une Caf ou du Parlement est cité. **Déduit d'un
texte** : calculé à partir d'un tel texte. **À vérifier** : une lecture du portail là où les textes se taisent, ou un choix du
portail ; le jour où un texte dit autre chose, une ligne change. **Fictif** : inventé pour la démonstration, faute d'avoir pu lire
le barème ; hors d'une démonstration elles ne donnent aucun montant ; elles ont leur section à part. « Relu le » est le jour où
quelqu'un a comparé la valeur avec ce que le projet tient de sa source.
"""

FAMILIES = {
    "psu": "Prestation de service unique (Psu)",
    "agreements": "Accords qui ouvrent un bonus",
    "eaje": "Formulaire et contrôles d'un Eaje",
    "statistics": "Statistiques comparatives",
}
"""The families of parameters in the order in which one reads them; one that stands only in the files follows under its name."""
_INVENTED = "Valeurs inventées pour la démonstration"


def parameters(known: Parameters = PARAMETERS) -> str:
    """The whole page."""
    values = [known.all(name) for name in known.names()]
    proven = [[each for each in dated if each.status is not Status.FICTIONAL] for dated in values]
    invented = [[each for each in dated if each.status is Status.FICTIONAL] for dated in values]
    sections = (line for family, found in _families(proven) for line in _section(FAMILIES.get(family, family), found))
    apart = _section(_INVENTED, [dated for dated in invented if dated])
    return "\n".join([_HEAD, *sections, *apart])


def _families(values: Iterable[Sequence[Parameter]]) -> Iterable[tuple[str, list[Sequence[Parameter]]]]:
    order = list(FAMILIES)

    def place(dated: Sequence[Parameter]) -> tuple[int, str]:
        family = _family(dated)
        return (order.index(family) if family in order else len(order)), family

    for (_, family), found in groupby(sorted(filter(None, values), key=place), key=place):
        yield family, list(found)


def _family(dated: Sequence[Parameter]) -> str:
    return dated[0].name.partition(".")[0]


def _section(title: str, found: Iterable[Sequence[Parameter]]) -> Iterable[str]:
    for place, dated in enumerate(found):
        if place == 0:
            yield from (f"## {title}", "")
        yield from (f"### {dated[0].label}", "", f"`{dated[0].name}`", "")
        yield "| Du | Au | Valeur | Statut | Source | Relu le |"
        yield "|---|---|---|---|---|---|"
        yield from map(_row, dated)
        yield ""


def _row(one: Parameter) -> str:
    cells = (
        french.plain_day(one.since),
        "" if one.until is None else french.plain_day(one.until),
        shown(one),
        STATUS_LABELS[one.status],
        one.source if one.href is None else f"[{one.source}]({one.href})",
        "" if one.checked is None else french.plain_day(one.checked),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def shown(one: Parameter) -> str:
    """A value as French people write it, with its unit: « 10,05 €/h », « 66 % », « oui », a code as it is."""
    if not isinstance(one.value, Decimal):
        return one.text if isinstance(one.value, bool) else f"`{one.text}`"
    if one.unit.startswith("€"):
        return f"{french.euros(one.value)}{one.unit.removeprefix('€')}"
    return f"{french.number(one.value)}{french.NBSP}{one.unit}".rstrip()
