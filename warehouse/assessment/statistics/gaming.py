"""Signs that numbers were worked on instead of the work. A flag goes to a person, never into a score."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import isnan
from typing import NamedTuple

from warehouse.assessment.statistics.interval import Interval, Number

LATE, LAST = Fraction(85, 100), Fraction(95, 100)  # used shares of the window
FLAT = (1 - LAST) / (1 - LATE)  # where closings pay no attention to the deadline: a third
WARNING_Z, CONTROL_Z = 1.96, 3.09  # limits of a funnel at 95% and 99.8%, rounded as the rule book has them


class Excess(NamedTuple):
    """How often against how often expected, and the one-sided p of at least as much; None of none."""

    found: int
    cases: int
    ratio: float | None
    p: float


class Association(NamedTuple):
    """The odds ratio of a table of two by two, None where a side is empty, and Fisher's one-sided p."""

    odds_ratio: float | None
    p: float


def excess(found: int, cases: int, expected_share: float) -> Excess:
    """Whether a part of the whole is larger than its expected share (binomial, one-sided)."""
    from scipy.stats import binomtest

    if cases == 0:
        return Excess(0, 0, None, 1.0)
    tested = binomtest(found, cases, expected_share, alternative="greater")
    return Excess(found, cases, found / cases / expected_share, float(tested.pvalue))


def deadline_excess(used_shares: Iterable[Number]) -> Excess:
    """Closings in the last 5% of the window among those in its last 15%; shares of the window used at closing.

    Work done to a deadline looks the same: what proves it empty is that it was reopened.
    """
    late = [share for share in used_shares if LATE < share <= 1]
    return excess(sum(share > LAST for share in late), len(late), float(FLAT))


def period_end_excess(in_last_days: int, closed: int, last_days: int, workdays: int) -> Excess:
    """Closings in the last workdays of a period against the daily mean."""
    return excess(in_last_days, closed, last_days / workdays)


def reopened_more(last: tuple[int, int], others: tuple[int, int]) -> Association:
    """Whether closings of the last moment are reopened more; each as (reopened, not reopened)."""
    return _fisher(last, others, "greater")


def invited_less(breached: tuple[int, int], met: tuple[int, int]) -> Association:
    """Whether fewer of those who were let down are asked for their opinion; each as (invited, not invited)."""
    return _fisher(breached, met, "less")


def episode_count(created_at: Iterable[datetime], gap: timedelta = timedelta(minutes=60)) -> int:
    """Tickets of one requester and service, those within an hour of the one before counted once."""
    times = sorted(created_at)
    return min(len(times), 1) + sum(at - before > gap for before, at in pairwise(times))


def funnel(share: float, cases: int, z: float = WARNING_Z) -> Interval | None:
    """Limits around the company's share for a unit with so many cases; None without cases."""
    if cases == 0:
        return None
    half = z * (share * (1 - share) / cases) ** 0.5
    return Interval(max(0.0, share - half), min(1.0, share + half))


def is_straight_line(scores: Sequence[float], least_items: int = 5) -> bool:
    """Whether a form has one and the same answer to all of its items."""
    return len(scores) >= least_items and len(set(scores)) == 1


def is_burst(submitted_at: Iterable[datetime], least_forms: int = 5, within: timedelta = timedelta(minutes=2)) -> bool:
    """Whether one rater handed in so many forms within so short a time."""
    times = sorted(submitted_at)
    return any(last - first <= within for first, last in zip(times, times[least_forms - 1 :], strict=False))


def gives_only_the_best(scores: Sequence[float], best: float = 5, least_forms: int = 5) -> bool:
    """Whether a rater gave the best score every time."""
    return len(scores) >= least_forms and all(score == best for score in scores)


def _fisher(row: tuple[int, int], other: tuple[int, int], alternative: str) -> Association:
    from scipy.stats import fisher_exact

    found = fisher_exact([row, other], alternative=alternative)
    ratio = float(found.statistic)
    return Association(None if isnan(ratio) else ratio, float(found.pvalue))
