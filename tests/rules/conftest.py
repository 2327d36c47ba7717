"""The worked example that most law cases start from, and what it becomes under other figures."""

from collections.abc import Callable
from typing import Any

import pytest

from rules import psu
from rules.case import Facts
from rules.estimate import Estimate
from rules.forms import DeclarationKind
from rules.kinds.eaje.accounts import CHARGES
from rules.parameters import PARAMETERS, Parameters
from tests.rules.examples import case_of

Worked = Callable[..., Estimate]


@pytest.fixture(scope="session")
def worked() -> Worked:
    """The estimate of the example for a year, with some figures typed otherwise."""

    def estimate(
        year: int = 2024,
        fictional_allowed: bool = True,
        parameters: Parameters = PARAMETERS,
        declared: DeclarationKind = DeclarationKind.ACTUAL,
        version: int | None = None,
        facts: Facts | None = None,
        **changes: Any,
    ) -> Estimate:
        case = case_of(
            declared, year, version=version, facts=facts, fictional_allowed=fictional_allowed, **changes
        )  # fmt: skip
        return psu.estimate(case, CHARGES, parameters)

    return estimate
