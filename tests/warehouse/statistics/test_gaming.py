"""Signs of gaming (3.11)."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.gaming import (
    CONTROL_Z,
    Excess,
    deadline_excess,
    episode_count,
    excess,
    funnel,
    gives_only_the_best,
    invited_less,
    is_burst,
    is_straight_line,
    period_end_excess,
    reopened_more,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _at(*minutes: float) -> list[datetime]:
    return [START + timedelta(minutes=one) for one in minutes]


def test_closings_crowd_before_the_deadline() -> None:
    used = [0.97] * 48 + [0.90] * 42 + [0.30] * 500 + [1.20] * 30
    found = deadline_excess(used)
    assert (found.found, found.cases) == (48, 90)
    assert found.ratio == near(1.6)
    assert found.p == pytest.approx(7.353e-05, abs=5e-9)


def test_the_last_twentieth_begins_after_95_percent_and_ends_with_the_deadline() -> None:
    used = [Fraction(one, 100) for one in (85, 86, 95, 96, 100, 101)]
    assert (deadline_excess(used).found, deadline_excess(used).cases) == (2, 4)


def test_without_late_closings_there_is_nothing_to_see() -> None:
    assert deadline_excess([]) == deadline_excess([0.5]) == Excess(0, 0, None, 1.0)


def test_closings_of_the_last_moment_that_are_reopened_were_not_work() -> None:
    found = reopened_more((12, 36), (6, 210))
    assert found.odds_ratio == near(11.666667)
    assert found.p == pytest.approx(2.96e-06, abs=5e-9)


def test_a_period_may_end_in_a_burst() -> None:
    found = period_end_excess(48, 90, last_days=3, workdays=9)
    assert found == excess(48, 90, 1 / 3)
    assert period_end_excess(3, 120, last_days=3, workdays=120).p == pytest.approx(0.583, abs=0.01)


def test_those_who_were_let_down_are_asked_less() -> None:
    found = invited_less((80, 20), (220, 10))
    assert found.odds_ratio == pytest.approx(0.1818, abs=5e-5)
    assert found.p == pytest.approx(1.73e-05, abs=5e-8)


def test_a_table_with_an_empty_side_says_nothing() -> None:
    assert reopened_more((0, 0), (5, 5)) == invited_less((0, 3), (0, 9)) == (None, 1)


def test_tickets_within_an_hour_of_the_one_before_are_one_episode() -> None:
    assert episode_count(_at(0, 30, 60, 200, 261, 400)) == 4
    assert episode_count(_at(400, 200, 0, 60, 30, 261)) == 4


@pytest.mark.parametrize(("minutes", "episodes"), [((), 0), ((5,), 1), ((0, 0), 1), ((0, 60), 1), ((0, 60.1), 2)])
def test_an_hour_is_still_within(minutes: tuple[float, ...], episodes: int) -> None:
    assert episode_count(_at(*minutes)) == episodes


def test_funnels_are_wider_for_control_than_for_warning() -> None:
    assert funnel(0.8, 50) == near((0.689126, 0.910874))
    assert funnel(0.8, 50, CONTROL_Z) == near((0.625203, 0.974797))
    assert funnel(0.8, 2, CONTROL_Z).high == 1
    assert funnel(0.8, 0) is None


def test_one_answer_to_five_items_is_a_straight_line() -> None:
    assert is_straight_line([4, 4, 4, 4, 4])
    assert not is_straight_line([4, 4, 4, 4])
    assert not is_straight_line([4, 4, 4, 4, 5])


def test_five_forms_in_two_minutes_are_a_burst() -> None:
    assert is_burst(_at(90, 0, 0.5, 1, 1.5, 2))
    assert not is_burst(_at(0, 0.5, 1, 1.5, 2.1))
    assert not is_burst(_at(0, 0, 0, 0))


def test_a_rater_who_only_gives_the_best_is_known_after_five_forms() -> None:
    assert gives_only_the_best([5] * 5)
    assert not gives_only_the_best([5] * 4)
    assert not gives_only_the_best([5] * 5 + [4])
