"""Many tests at once (3.11)."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.multiplicity import holm


def test_the_worked_p_values_are_adjusted() -> None:
    assert holm([0.001, 0.02, 0.03, 0.2]).tolist() == near([0.004, 0.06, 0.06, 0.2])
    assert holm([]).tolist() == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_holm_is_what_statsmodels_gives(thousandths: list[int]) -> None:
    p_values = [one / 1000 for one in thousandths]
    assert np.abs(holm(p_values) - multipletests(p_values, method="holm")[1]).max() < 1e-12
