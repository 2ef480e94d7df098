"""Pulls that look odd beside the last published ones: far more or fewer rows, or columns far emptier or fuller.

A value is odd when it is further from the median of the last pulls than six times their median distance from it, and
further than a floor that leaves room for ordinary days. Both are robust: one odd pull in the past shifts neither.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import median

from etl.drift import Past, Seen
from etl.notice import Notice

PULLS = 8
LEAST_PULLS = 3
DISTANCES = 6
COUNT_FLOOR, COUNT_SHARE = 10.0, 0.25
SHARE_FLOOR = 0.1


def usual(past: Sequence[float], floor: float) -> tuple[float, float] | None:
    """The range in which a value is nothing odd; None when there are too few pulls to compare with."""
    if len(past) < LEAST_PULLS:
        return None
    middle = median(past)
    reach = max(DISTANCES * median(abs(value - middle) for value in past), floor)
    return middle - reach, middle + reach


def odd(feed: str, seen: list[Seen], past: Past) -> list[Notice]:
    """Notices on the number of rows and on each column's share of empty cells; a first pull says nothing."""
    pulls = past.pulls[:PULLS]
    counts = [next((one.row_count for one in pull.values() if one.row_count is not None), None) for pull in pulls]
    here = next((one.row_count for one in seen if one.row_count is not None), None)
    found = _odd_count(feed, here, [count for count in counts if count is not None])
    for one in seen:
        before = [pull[one.name] for pull in pulls if one.name in pull]
        found += _odd_share(feed, one, [column for column in before if column.null_share is not None])
    return found


def _odd_count(feed: str, value: int | None, past: list[int]) -> list[Notice]:
    if value is None or not past:
        return []
    return _outside(Notice(feed, "odd_count", None, value), past, max(COUNT_FLOOR, COUNT_SHARE * median(past)), None)


def _odd_share(feed: str, one: Seen, past: list[Seen]) -> list[Notice]:
    """Of n rows a share differs by chance by up to 1.5/√n (three standard errors at most)."""
    if one.null_share is None or not one.row_count:
        return []
    fewest = min([one.row_count, *(column.row_count or 0 for column in past)])
    floor = max(SHARE_FLOOR, 1.5 / sqrt(fewest)) if fewest else 1.0
    shares = [column.null_share for column in past if column.null_share is not None]
    return _outside(Notice(feed, "odd_share", one.name, one.null_share), shares, floor, 1.0)


def _outside(notice: Notice, past: Sequence[float], floor: float, most: float | None) -> list[Notice]:
    expected = usual(past, floor)
    if expected is None or notice.value is None or expected[0] <= notice.value <= expected[1]:
        return []
    low, high = max(expected[0], 0.0), min(expected[1], most) if most is not None else expected[1]
    return [Notice(notice.feed, notice.kind, notice.column, notice.value, low, high)]
