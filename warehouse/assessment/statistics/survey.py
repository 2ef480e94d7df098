"""What answers say beside their mean: gaps between expected and perceived, consistency, the peak and the end."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from warehouse.assessment.statistics.interval import Interval, z_of

LOWEST, HIGHEST = 1, 5
ENOUGH_FOR_ALPHA = 30


class Servqual(NamedTuple):
    """Perceived less expected by dimension, the same weighted, and what is perceived on a scale of 0 to 100."""

    gaps: list[Fraction]
    weighted_gap: Fraction
    perceived_score: Fraction


class Consistency(NamedTuple):
    """Cronbach's alpha, the items it rests on, and whether there are too few forms for more than an indication."""

    alpha: float | None
    items: list[int]
    is_indicative: bool


class Promoters(NamedTuple):
    """iNPS, from -100 to 100, and its interval. Too wide to rank on."""

    score: float
    interval: Interval


def servqual(perceived: Sequence[Fraction], expected: Sequence[Fraction], weights: Sequence[Fraction]) -> Servqual:
    """One number per dimension on a scale of 1 to 5; weights are shared out over their sum."""
    whole = sum(weights, Fraction(0))
    shares = [weight / whole for weight in weights]
    gaps = [got - wanted for got, wanted in zip(perceived, expected, strict=True)]
    weighted = sum((share * gap for share, gap in zip(shares, gaps, strict=True)), Fraction(0))
    mean = sum((share * got for share, got in zip(shares, perceived, strict=True)), Fraction(0))
    return Servqual(gaps, weighted, (mean - LOWEST) / (HIGHEST - LOWEST) * 100)


def consistency(forms: Sequence[Sequence[float]]) -> Consistency:
    """Cronbach's alpha over complete forms; items that everybody answered alike are dropped. Needs two of each."""
    is_indicative = len(forms) < ENOUGH_FOR_ALPHA
    in_order = sorted(forms, key=tuple)  # sums of floats depend on it
    given = np.array(in_order, dtype=float).reshape(len(forms), -1 if forms else 0)
    items = [place for place, column in enumerate(given.T) if len(set(column)) > 1]
    totals = given.sum(axis=1)
    if len(items) < 2 or len(set(totals)) < 2:
        return Consistency(None, items, is_indicative)
    ratio = float(given.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    return Consistency(len(items) / (len(items) - 1) * (1 - ratio), items, is_indicative)


def peak_end(ratings: Sequence[Fraction], midpoint: Fraction = Fraction(3)) -> Fraction | None:
    """The mean of the rating furthest from the midpoint (of two, the lower) and of the last one."""
    if not ratings:
        return None
    peak = max(ratings, key=lambda rating: (abs(rating - midpoint), -rating))
    return Fraction(peak + ratings[-1]) / 2


def promoters(promoting: int, passive: int, detracting: int, confidence: float = 0.95) -> Promoters | None:
    """Those who gave 9 or 10 less those who gave 6 or less, in percent; None without answers."""
    count = promoting + passive + detracting
    if count == 0:
        return None
    score = (promoting - detracting) / count
    half = z_of(confidence) * (((promoting + detracting) / count - score**2) / count) ** 0.5
    return Promoters(100 * score, Interval(100 * (score - half), 100 * (score + half)))
