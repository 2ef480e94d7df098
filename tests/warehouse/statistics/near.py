"""How close a worked number of the rule book has to come out."""

from fractions import Fraction
from functools import partial

import pytest

near = partial(pytest.approx, abs=1e-6)


def number(found: Fraction | None) -> float:
    """A fraction that has to be there."""
    assert found is not None
    return float(found)
