"""Whether ranks and grades hold when the weights are a little different."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from warehouse.assessment.statistics.ranking import ranks_by_row

DECIMALS = 4  # as scores are stored; what is equal there is equal here
Scores = Mapping[str, Mapping[str, float]]


class Held(NamedTuple):
    """The shares of draws in which a unit keeps its rank, and its grade by threshold."""

    rank: float
    grade: float


def tie_weight(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> Fraction | None:
    """The weight of the first of two indicators at which two units tie; None if none between 0 and 1 does."""
    first, second = one[0] - other[0], other[1] - one[1]
    weight = second / Fraction(first + second) if first + second else None
    return weight if weight is not None and 0 <= weight <= 1 else None


def one_at_a_time(scores: Scores, weights: Mapping[str, float], by: float = 0.20) -> dict[tuple[str, int], list[str]]:
    """Who is first, of equals all, when one weight is lowered (-1) or raised (1) by a share of itself."""
    ids, indicators = sorted(scores), sorted(weights)
    found = {}
    for indicator in indicators:
        for way in (-1, 1):
            changed = {**weights, indicator: weights[indicator] * (1 + way * by)}
            means = _means(scores, ids, indicators, np.array([[changed[one] for one in indicators]]))[0]
            found[indicator, way] = [id_ for id_, mean in zip(ids, means, strict=True) if mean == means.max()]
    return found


def by_steps(
    scores: Scores,
    weights: Mapping[str, float],
    thresholds: Sequence[float] = (),
    points: Mapping[str, float] | None = None,
    by: float = 0.20,
) -> dict[str, Held]:
    """How often rank and grade hold when one weight at a time is lowered or raised by a share of itself."""
    ids, indicators = _known(scores, weights)
    if not ids:
        return {}
    base = np.array([weights[one] for one in indicators])
    steps = [base * (1 + way * by * (np.arange(len(base)) == place)) for place in range(len(base)) for way in (-1, 1)]
    return _held(scores, ids, indicators, base, np.array(steps), thresholds, points or {})


def by_draws(
    scores: Scores,
    weights: Mapping[str, float],
    seed: int,
    thresholds: Sequence[float] = (),
    points: Mapping[str, float] | None = None,
    draws: int = 4000,
    concentration: float = 100,
) -> dict[str, Held]:
    """How often rank and grade hold over weights drawn around the policy's (Dirichlet); the seed is kept.

    `scores` by unit and indicator, in points; an indicator that a unit lacks shares its weight out. `points` are
    added to the mean of a unit. `thresholds` are the least scores of the grades. Units without any score are left out.
    """
    ids, indicators = _known(scores, weights)
    if not ids:
        return {}
    base = np.array([weights[one] for one in indicators]) / sum(weights[one] for one in indicators)
    drawn = np.random.default_rng(seed).dirichlet(concentration * base, draws)
    return _held(scores, ids, indicators, base, drawn, thresholds, points or {})


def _known(scores: Scores, weights: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """Units with a score, and indicators with a weight."""
    indicators = sorted(indicator for indicator, weight in weights.items() if weight > 0)
    return [id_ for id_ in sorted(scores) if set(scores[id_]) & set(indicators)], indicators


def _held(
    scores: Scores,
    ids: list[str],
    indicators: list[str],
    base: np.ndarray,
    others: np.ndarray,
    thresholds: Sequence[float],
    points: Mapping[str, float],
) -> dict[str, Held]:
    added = np.array([points.get(one, 0.0) for one in ids])
    known, means = (
        _means(scores, ids, indicators, weights) + added for weights in (np.atleast_2d(base), np.atleast_2d(others))
    )
    known, means = np.round(known, DECIMALS), np.round(means, DECIMALS)
    limits = np.sort(np.asarray(thresholds, dtype=float))
    ranks_held = (ranks_by_row(means) == ranks_by_row(known)).mean(axis=0)
    grades_held = (np.searchsorted(limits, means, "right") == np.searchsorted(limits, known, "right")).mean(axis=0)
    return {id_: Held(float(rank), float(grade)) for id_, rank, grade in zip(ids, ranks_held, grades_held, strict=True)}


def _means(scores: Scores, ids: list[str], indicators: list[str], weights: np.ndarray) -> np.ndarray:
    """One row per set of weights, one column per unit; rounded so that equal scores are equal."""
    known = np.array([[indicator in scores[id_] for indicator in indicators] for id_ in ids], dtype=float)
    points = np.array([[float(scores[id_].get(indicator, 0)) for indicator in indicators] for id_ in ids])
    return np.round(weights @ points.T / (weights @ known.T), 9)
