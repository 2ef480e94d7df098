"""How sure an order of scores is: probabilities, expected ranks, bands, rank sets. Best first, rank 1 the best."""

from collections.abc import Mapping
from itertools import groupby
from statistics import NormalDist
from typing import NamedTuple, TypeVar

import numpy as np

from warehouse.assessment.statistics.multiplicity import holm

Id = TypeVar("Id", str, tuple[str, str])


class Estimate(NamedTuple):
    """A score and its standard error, both in points."""

    score: float
    error: float


class RankRange(NamedTuple):
    """The best and the worst rank that the data allow."""

    best: int
    worst: int


class SimulatedRank(NamedTuple):
    """The median rank over all draws, and the range that holds the given share of them."""

    median: float
    low: float
    high: float


def above(one: Estimate, other: Estimate) -> float:
    """The probability that the first is truly better; without any error it is 0, 0.5 or 1."""
    error = (one.error**2 + other.error**2) ** 0.5
    difference = one.score - other.score
    if error == 0:
        return 0.5 if difference == 0 else float(difference > 0)
    return NormalDist().cdf(difference / error)


def rate_above(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The probability that Beta(one) is above Beta(other), each as (met, missed) including the prior."""
    from scipy.integrate import quad
    from scipy.special import betainc, betaincinv

    return float(quad(lambda share: betainc(*other, betaincinv(*one, share)), 0, 1, epsabs=1e-10)[0])


def at_least(one: Estimate, threshold: float) -> float:
    """The probability that the true score reaches a threshold."""
    return above(one, Estimate(threshold, 0.0)) if one.error else float(one.score >= threshold)


def expected_ranks(scores: Mapping[str, Estimate]) -> dict[str, float]:
    """1 and the probabilities of all others to be better, added up."""
    from scipy.special import ndtr

    ids = sorted(scores)
    differences, errors = _differences(scores, ids)
    probabilities = np.where(errors > 0, ndtr(_ratio(-differences, errors)), (1 - np.sign(differences)) / 2)
    np.fill_diagonal(probabilities, 0)
    return {id_: 1 + float(row.sum()) for id_, row in zip(ids, probabilities, strict=True)}


def simulated_ranks(
    scores: Mapping[str, Estimate], seed: int, draws: int = 4000, confidence: float = 0.90
) -> dict[str, SimulatedRank]:
    """Ranks of scores drawn from their normal distributions; the seed is kept with the run."""
    if not scores:
        return {}
    ids = sorted(scores)
    centres, errors = np.array([scores[id_] for id_ in ids], dtype=float).T
    drawn = np.random.default_rng(seed).normal(centres, errors, size=(draws, len(ids)))
    ranks = ranks_by_row(drawn)
    tail = (1 - confidence) / 2
    low, median, high = np.quantile(ranks, [tail, 0.5, 1 - tail], axis=0, method="closest_observation")
    return {id_: SimulatedRank(*map(float, row)) for id_, *row in zip(ids, median, low, high, strict=True)}


def bands(scores: Mapping[Id, Estimate], probability: float = 0.90) -> dict[Id, int]:
    """Bands by the leader rule, 1 the best: a unit that the band's first one surely beats opens the next.

    Equal scores share a band, so it opens only where every leader beats every one of them that surely.
    Members of a band may still differ from one another: only the leader is compared.
    """
    found: dict[Id, int] = {}
    leaders: list[Estimate] = []
    band = 0
    for _, group in groupby(sorted(scores, key=lambda id_: (-scores[id_].score, id_)), lambda id_: scores[id_].score):
        members = list(group)
        if all(above(leader, scores[id_]) >= probability for leader in leaders for id_ in members):
            band, leaders = band + 1, [scores[id_] for id_ in members]
        found |= dict.fromkeys(members, band)
    return found


def rank_sets(scores: Mapping[str, Estimate], level: float = 0.05) -> dict[str, RankRange]:
    """Ranks that hold for all units at once: two-sided tests of all pairs with Holm, error rate `level`."""
    from scipy.special import ndtr

    ids = sorted(scores)
    differences, errors = _differences(scores, ids)
    first, second = np.triu_indices(len(ids), 1)
    gap, error = differences[first, second], errors[first, second]
    p_values = np.where(error > 0, 2 * ndtr(-np.abs(_ratio(gap, error))), (gap == 0).astype(float))
    is_sure = holm(p_values) < level
    ahead = np.zeros((len(ids), len(ids)), dtype=bool)
    ahead[first, second] = is_sure & (gap > 0)
    ahead[second, first] = is_sure & (gap < 0)
    places = zip(ids, ahead.sum(axis=0), ahead.sum(axis=1), strict=True)
    return {id_: RankRange(1 + int(better), len(ids) - int(worse)) for id_, better, worse in places}


def ranks_by_row(scores: np.ndarray) -> np.ndarray:
    """Competition ranks within each row, the highest score first."""
    ordered = np.sort(-scores, axis=1)
    return np.array([1 + np.searchsorted(one, -row, "left") for one, row in zip(ordered, scores, strict=True)])


def _differences(scores: Mapping[str, Estimate], ids: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Row minus column, and the standard error of that difference."""
    centres, errors = np.array([scores[id_] for id_ in ids], dtype=float).reshape(-1, 2).T
    return centres[:, None] - centres, np.hypot(errors[:, None], errors)


def _ratio(differences: np.ndarray, errors: np.ndarray) -> np.ndarray:
    return np.divide(differences, errors, out=np.zeros_like(differences), where=errors > 0)
