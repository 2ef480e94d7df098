"""Mean scores and how far they tell units apart (3.4)."""

import numpy as np
import pytest

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.reliability import Reliable, Unit, spread

WORKED = {"a": Unit(4.4, 0.81, 40), "b": Unit(4.1, 0.81, 60), "c": Unit(3.6, 0.81, 25), "d": Unit(4.8, 0.81, 4)}


def test_the_worked_means_get_their_reliabilities() -> None:
    found = spread(WORKED)
    assert [found.q, found.variance, found.mean] == near([14.529620, 0.111549, 4.140120])
    assert [found.units[one].reliability for one in "abcd"] == near([0.846357, 0.892042, 0.774920, 0.355196])
    assert [found.units[one].mean for one in "abcd"] == near([4.360071, 4.104331, 3.721570, 4.374507])


def test_the_variance_between_units_is_what_statsmodels_gives() -> None:
    from statsmodels.stats.meta_analysis import combine_effects

    units = list(WORKED.values())
    means, errors = np.array([(unit.mean, unit.variance / unit.answers) for unit in units]).T
    theirs = combine_effects(means, errors, method_re="dl")
    ours = spread(WORKED)
    assert (ours.q, ours.variance, ours.mean) == pytest.approx((theirs.q, theirs.tau2, theirs.mean_effect_re))


def test_units_that_do_not_differ_all_get_the_company_mean() -> None:
    found = spread({"a": Unit(4.0, 0.8, 40), "b": Unit(4.01, 0.8, 40), "c": Unit(4.02, 0.8, 40)})
    assert found.variance == 0
    assert {one.reliability for one in found.units.values()} == {0}
    assert [one.mean for one in found.units.values()] == near([4.01] * 3)


def test_a_single_answer_takes_the_pooled_variance() -> None:
    found = spread(WORKED | {"d": Unit(4.8, None, 1), "e": Unit(4.5, 0.0, 4)})
    pooled = 0.81 * 122 / 125
    assert found.units["d"].reliability == near(found.variance / (found.variance + pooled))
    assert found.units["e"].reliability == near(found.variance / (found.variance + pooled / 4))


def test_answers_without_any_variance_make_means_exact() -> None:
    found = spread({"a": Unit(4.0, 0.0, 5), "b": Unit(5.0, 0.0, 5)})
    assert found.units == {"a": Reliable(1.0, 4.0), "b": Reliable(1.0, 5.0)}


def test_one_unit_is_the_company_and_none_is_nothing() -> None:
    assert spread({"a": Unit(4.2, 0.5, 9)}).units == {"a": Reliable(0.0, 4.2)}
    assert spread({}) is spread({"a": Unit(0.0, None, 0)}) is None
