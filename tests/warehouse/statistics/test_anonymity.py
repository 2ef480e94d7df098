"""Counts that may be shown (3.13, I19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.assessment.statistics.anonymity import may_be_shown, suppressed

COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 15), max_size=8)


def _people(first: int, last: int) -> set[str]:
    return {f"p{number}" for number in range(first, last)}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([12, 3, 9], [12, None, None]),
        ([12, 3, 4, 9], [12, None, None, 9]),
        ([2, 1, 9], [None, None, None]),
        ([6, 7], [6, 7]),
        ([0, 3, 20], [0, None, None]),
        ([3], [None]),
        ([], []),
    ],
)
def test_few_answers_are_hidden_and_who_would_give_them_away(counts: list[int], shown: list[int | None]) -> None:
    assert list(suppressed({f"c{place}": count for place, count in enumerate(counts)}).values()) == shown


@given(COUNTS, st.integers(2, 8))
def test_no_hidden_count_can_be_worked_out_from_the_total(counts: dict[str, int], k: int) -> None:
    shown = suppressed(counts, k)
    hidden = [counts[id_] for id_, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= k for count in shown.values())
    if hidden and sum(counts.values()) >= k and sum(count > 0 for count in counts.values()) > 1:
        assert len(hidden) > 1
        assert sum(hidden) >= k


@given(COUNTS)
def test_the_order_of_cells_hides_nothing_else(counts: dict[str, int]) -> None:
    assert suppressed(dict(reversed(list(counts.items())))) == suppressed(counts)


def test_a_slice_is_refused_when_it_differs_from_one_seen_before_by_a_few() -> None:
    seen = [_people(0, 20)]
    assert not may_be_shown(_people(0, 16), seen)
    assert not may_be_shown(_people(0, 24), seen)
    assert may_be_shown(_people(0, 15), seen)
    assert may_be_shown(_people(0, 20), seen)


def test_a_small_slice_is_refused_and_an_empty_one_says_nothing() -> None:
    assert not may_be_shown(_people(0, 4), [])
    assert may_be_shown(_people(0, 5), [])
    assert may_be_shown(set(), [_people(0, 6)])
