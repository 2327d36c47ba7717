"""What stands between a declaration and its sending, as far as the reader may see it."""

from collections.abc import Sequence

import strawberry

from models.scope import Held
from resolvers.asker import may
from resolvers.dossier import Dossier
from rules.forms import Part
from rules.readiness import Obstacle
from schema.problem import Problem


@strawberry.type(description="Blockers, or warnings that still want a remark.")
class ObstacleList:
    """Those that quote accounts are hidden from an activity provider, who is told how many there are."""

    problems: list[Problem] = strawberry.field(description="Those that the caller may read.")
    hidden_count: int = strawberry.field(description="How many more there are, that quote the accounts.")


def obstacle_list(dossier: Dossier, obstacles: Sequence[Obstacle], held: Held) -> ObstacleList:
    """The obstacles that these roles may read, and the number of the others."""
    readable = [each for each in obstacles if may("controls.accounts", held) or not _quotes_accounts(dossier, each)]
    return ObstacleList(
        problems=[Problem.of(each.problem) for each in readable],
        hidden_count=len(obstacles) - len(readable),
    )


def _quotes_accounts(dossier: Dossier, obstacle: Obstacle) -> bool:
    if obstacle.control is None:
        return obstacle.part is Part.FINANCE
    return obstacle.control.quotes_accounts(dossier.kind)
