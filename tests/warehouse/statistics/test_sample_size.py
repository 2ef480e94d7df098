"""What differences a survey or a period can show at all (3.8)."""

from fractions import Fraction
from math import ceil

import pytest

from warehouse.assessment.statistics.sample_size import detectable, for_means, for_shares, raters


def test_two_means_three_tenths_apart_need_142_raters_each() -> None:
    found = for_means(0.3, 0.9)
    assert found == pytest.approx(141.28, abs=5e-3)
    assert ceil(found) == 142


def test_twenty_raters_each_show_eight_tenths() -> None:
    assert detectable(20, 0.9) == pytest.approx(0.7973, abs=5e-5)
    assert for_means(detectable(20, 0.9), 0.9) == pytest.approx(20, abs=1e-3)


def test_90_and_95_percent_on_time_need_424_tickets_each() -> None:
    assert for_shares(0.90, 0.95) == for_shares(0.95, 0.90) == pytest.approx(423.7, abs=0.05)
    assert ceil(for_shares(0.90, 0.95)) == 424


def test_seven_raters_of_a_quarter_make_seven_tenths() -> None:
    assert raters(Fraction(7, 10), Fraction(1, 4)) == 7
    assert raters(Fraction(1, 4), Fraction(1, 4)) == 1
