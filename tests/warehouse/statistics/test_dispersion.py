"""A share is unusual when it stands out from chance, and from how much the units differ anyway."""

import numpy as np
import pytest
from scipy.stats import binom

from warehouse.assessment.statistics.dispersion import unusual_shares

NAMES = "ABCDEFGHIJKLMNOPQRST"


def test_one_that_stands_out_from_twenty_alike_is_unusual() -> None:
    units = {name: (95 + n, 1000) for n, name in enumerate(NAMES)} | {"Z": (250, 1000)}
    found = unusual_shares(units)["Z"]
    assert (found.share, found.expected) == pytest.approx((0.25, 2090.5 / 20001))
    assert found.p < 1e-4
    assert found.high < 0.16


def test_where_all_units_differ_widely_the_same_share_is_not_unusual() -> None:
    units = {name: (20 + 15 * n, 1000) for n, name in enumerate(NAMES)} | {"Z": (250, 1000)}
    found = unusual_shares(units)["Z"]
    assert found.p > 0.05
    assert found.low < found.share < found.high


def test_few_cases_are_judged_by_exact_chance() -> None:
    units = dict.fromkeys(NAMES, (1, 20)) | {"Z": (4, 20)}
    found = unusual_shares(units)["Z"]
    assert found.p >= float(binom.sf(3, 20, 20.5 / 401)) > 0.01


def test_what_nobody_does_is_unusual_nowhere_and_what_one_does_alone_is() -> None:
    assert min(one.p for one in unusual_shares(dict.fromkeys(NAMES, (0, 200))).values()) > 0.3
    assert unusual_shares(dict.fromkeys(NAMES, (0, 200)) | {"Z": (50, 200)})["Z"].p < 1e-4


def test_few_units_or_units_without_cases_are_not_compared() -> None:
    assert unusual_shares(dict.fromkeys("ABCDE", (1, 10)) | {"F": (0, 0)}) == {}


@pytest.mark.parametrize("spread", [0.0, 0.4, 0.8])
def test_units_that_differ_by_nature_are_named_no_more_often_than_stated(spread: float) -> None:
    """Of 100 half-years of 30 honest units whose log odds differ 5 may have a wrong flag; by chance at most 10 do."""
    rng = np.random.default_rng(11)
    wrong = 0
    for _ in range(100):
        own = 1 / (1 + np.exp(2.5 - spread * rng.standard_normal(30)))
        counts = rng.binomial(800, own)
        tested = unusual_shares({str(n): (int(count), 800) for n, count in enumerate(counts)})
        wrong += min(one.p for one in tested.values()) * 30 < 0.05
    assert wrong <= 10
