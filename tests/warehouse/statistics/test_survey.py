"""What answers say beside their mean (3.16 to 3.18)."""

from fractions import Fraction

import pytest

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.interaction import concentration, reciprocity
from warehouse.assessment.statistics.survey import Consistency, consistency, peak_end, promoters, servqual

FORMS = [(5, 4, 5, 4), (4, 4, 4, 3), (3, 3, 2, 3), (5, 5, 5, 5), (2, 3, 2, 2)]


def _numbers(text: str) -> list[Fraction]:
    return [Fraction(number) for number in text.split()]


def test_gaps_are_what_is_perceived_less_what_is_expected() -> None:
    found = servqual(
        _numbers("4.2 3.8 4.0 3.5 4.5"), _numbers("4.6 4.5 4.2 4.0 4.3"), _numbers("0.32 0.22 0.19 0.16 0.11")
    )
    assert found.gaps == _numbers("-0.4 -0.7 -0.2 -0.5 0.2")
    assert [found.weighted_gap, found.perceived_score] == _numbers("-0.378 74.875")


def test_weights_of_dimensions_are_shared_out_over_their_sum() -> None:
    points = servqual(_numbers("5 1"), _numbers("5 5"), _numbers("75 25"))
    assert [points.weighted_gap, points.perceived_score] == _numbers("-1 75")


def test_items_that_go_together_are_consistent() -> None:
    found = consistency(FORMS)
    assert found.alpha == near(0.957746)
    assert (found.items, found.is_indicative) == ([0, 1, 2, 3], True)
    assert not consistency(FORMS * 6).is_indicative


def test_an_item_that_all_answered_alike_is_dropped() -> None:
    found = consistency([(*form, 5) for form in FORMS])
    assert found.alpha == near(0.957746)
    assert found.items == [0, 1, 2, 3]


@pytest.mark.parametrize("forms", [[], [(5, 4)], [(5, 4), (5, 3)], [(1, 2), (2, 1)]])
def test_without_two_items_and_different_totals_there_is_no_alpha(forms: list[tuple[int, ...]]) -> None:
    assert consistency(forms).alpha is None
    assert consistency([]) == Consistency(None, [], True)


@pytest.mark.parametrize(
    ("ratings", "score"), [([4, 2, 5, 3], "4"), ([4, 1, 5, 4], "2.5"), ([4], "4"), ([1, 5, 3], "2")]
)
def test_people_remember_the_peak_and_the_end(ratings: list[int], score: str) -> None:
    assert peak_end([Fraction(rating) for rating in ratings]) == Fraction(score)


def test_without_touchpoints_nothing_is_remembered() -> None:
    assert peak_end([]) is None


def test_thirty_answers_leave_an_interval_too_wide_to_rank_on() -> None:
    found = promoters(12, 10, 8)
    assert found.score == pytest.approx(13.33, abs=5e-3)
    assert found.interval == pytest.approx((-15.49, 42.16), abs=5e-3)
    assert promoters(0, 0, 0) is None


def test_reciprocity_and_concentration_have_no_good_direction() -> None:
    assert reciprocity(120, 30) == reciprocity(30, 120) == Fraction(1, 4)
    assert concentration([50, 30, 20]) == Fraction(38, 100)
    assert [reciprocity(5, 0), concentration([7])] == _numbers("0 1")
    assert (reciprocity(0, 0), concentration([])) == (None, None)
