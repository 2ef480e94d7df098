"""Times to closing with open tickets (3.19)."""

from statistics import mean

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.survival import Survival, kaplan_meier


def test_the_median_unlike_the_mean_of_closed_tickets_counts_open_tickets_for_as_long_as_they_were_seen() -> None:
    found = kaplan_meier([1, 2, 3, 4, 5], [True, True, True, False, True])
    assert found.times == [1, 2, 3, 5]
    assert found.still_open == near([0.8, 0.6, 0.4, 0])
    assert (found.median, mean([1, 2, 3, 5])) == (3, 2.75)


def test_a_median_needs_half_of_the_tickets() -> None:
    found = kaplan_meier([1, 2, 3, 3], [True, False, False, False])
    assert (found.still_open, found.median) == ([0.75], None)


def test_exactly_half_is_reached() -> None:
    assert kaplan_meier(list(range(1, 11)), [True] * 10).median == 5


def test_where_nothing_closed_there_is_no_curve() -> None:
    assert kaplan_meier([], []) == kaplan_meier([3], [False]) == Survival([], [], None)
