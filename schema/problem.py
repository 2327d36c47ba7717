"""Refusals as data."""

from collections.abc import Iterable

import strawberry

from rules.policy import Role
from rules.problems import Code
from rules.problems import Problem as Refusal

strawberry.enum(Code, name="ProblemCode", description="Stable codes of everything that can be refused.")


@strawberry.type(description="One reason why something was refused, or stands in the way.")
class Problem:
    """Code, French words, where it lies and what to do."""

    code: Code = strawberry.field(description="Stable code, for machines.")
    message: str = strawberry.field(description="What is wrong, in French.")
    remedy: str = strawberry.field(description="What to do, in French.")
    path: list[str] = strawberry.field(
        description='The input field or the item concerned, e.g. ["activity", "openingDays"].'
    )
    control: str | None = strawberry.field(description="The code of the control that is not satisfied.")
    current_version: int | None = strawberry.field(description="With CONFLICT: the version to read again.")
    action: str | None = strawberry.field(description="With FORBIDDEN: the action of the permission table.")
    required_roles: list[Role] | None = strawberry.field(description="With FORBIDDEN: the roles that may do it.")

    @classmethod
    def of(cls, refusal: Refusal) -> "Problem":
        """The refusal as GraphQL shows it."""
        details = refusal.details
        roles = details.get("requiredRoles")
        return cls(
            code=refusal.code,
            message=refusal.message,
            remedy=refusal.remedy,
            path=list(refusal.path),
            control=_text(details.get("control")),
            current_version=_number(details.get("currentVersion")),
            action=_text(details.get("action")),
            required_roles=[Role(role) for role in roles] if isinstance(roles, list) else None,
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def problems(refusals: Iterable[Refusal]) -> list[Problem]:
    """Several refusals."""
    return [Problem.of(refusal) for refusal in refusals]
