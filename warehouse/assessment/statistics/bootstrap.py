"""Errors by resampling, with a seed that is kept with the run."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from warehouse.assessment.statistics.interval import Interval

Statistic = Callable[[list[Sequence[float]]], float]


class Resampled(NamedTuple):
    """The standard error and the percentile interval of a statistic."""

    error: float
    interval: Interval


def by_customer(
    scores: Mapping[str, Sequence[float]],
    statistic: Statistic,
    seed: int,
    draws: int = 2000,
    confidence: float = 0.90,
) -> Resampled | None:
    """Draws customer departments, not answers: people of one department are not independent.

    `statistic` gets the scores of as many customers as there are, some of them twice. None for fewer
    than two customers: one says nothing about another.
    """
    clusters = [scores[customer] for customer in sorted(scores)]
    if len(clusters) < 2:
        return None
    chosen = np.random.default_rng(seed).integers(len(clusters), size=(draws, len(clusters)))
    found = np.array([statistic([clusters[place] for place in row]) for row in chosen])
    return Resampled(float(found.std(ddof=1)), _percentiles(found, confidence))


def of_mean(scores: Sequence[float], seed: int, draws: int = 2000, confidence: float = 0.95) -> Interval | None:
    """The percentile interval of a plain mean; None for fewer than two scores."""
    from scipy.stats import bootstrap

    if len(scores) < 2:
        return None
    generator = np.random.default_rng(seed)
    found = bootstrap(
        (scores,), np.mean, n_resamples=draws, confidence_level=confidence, method="percentile", rng=generator
    )
    return Interval(float(found.confidence_interval.low), float(found.confidence_interval.high))


def _percentiles(found: np.ndarray, confidence: float) -> Interval:
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return Interval(float(low), float(high))
