"""Mutual inflation (互评抬分): two units that give each other more than both give, and get, elsewhere.

Evidence for a person to judge, never a correction of a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from warehouse.assessment.statistics.multiplicity import holm

Ratings = Mapping[tuple[str, str], float]
TINY = 1e-9


@dataclass(frozen=True)
class Pair:
    """Two units that rated each other.

    `inflation` is what both give each other above what giver and receiver explain, in points; `t` its
    statistic; `p` one-sided; `p_holm` over all pairs; the residuals are what the first one's rating of the
    second, and the second one's of the first, lie above the model fitted without both.
    """

    first_id: str
    second_id: str
    inflation: float
    t: float
    p: float
    p_holm: float
    first_residual: float
    second_residual: float
    is_flagged: bool

    @property
    def smaller_residual(self) -> float:
        return min(self.first_residual, self.second_residual)


@dataclass(frozen=True)
class _Fit:
    """The model giver + receiver: residuals, the inverse of its normal equations, degrees of freedom left."""

    giver: np.ndarray
    receiver: np.ndarray
    residual: np.ndarray
    inverse: np.ndarray
    freedom: int

    def leverage(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Entries of the hat matrix for rows `one` and `other`."""
        inverse, giver, receiver = self.inverse, self.giver, self.receiver
        own = inverse[giver[one], giver[other]] + inverse[receiver[one], receiver[other]]
        return own + inverse[giver[one], receiver[other]] + inverse[receiver[one], giver[other]]


def mutual_inflation(ratings: Ratings, level: float = 0.05, least_residual: float = 0.5, fewest: int = 6) -> list[Pair]:
    """All pairs that rated each other, the most suspicious first; one mean rating per (giver, receiver).

    Empty with fewer than `fewest` units that rate each other: with four, the two others of a pair are
    always flagged as well. Pairs that the other ratings cannot judge are left out.
    """
    columns = pair_columns(ratings, level, least_residual, fewest)
    found = [Pair(*row) for row in zip(*columns.values(), strict=True)]
    return sorted(found, key=lambda pair: (pair.p, -pair.inflation, pair.first_id, pair.second_id))


def pair_columns(
    ratings: Ratings, level: float = 0.05, least_residual: float = 0.5, fewest: int = 6
) -> dict[str, list[Any]]:
    """The same as columns, one for each field of Pair, in the order of ids: 500 units make 125,000 pairs."""
    keys = sorted((giver, receiver) for giver, receiver in ratings if giver != receiver)
    at = {key: place for place, key in enumerate(keys)}
    pairs = [key for key in keys if key[0] < key[1] and key[::-1] in at]
    fit = None
    if len({unit for pair in pairs for unit in pair}) >= fewest:
        fit = _fitted(keys, np.array([float(ratings[key]) for key in keys]))
    if fit is None or fit.freedom <= 0:
        return {column.name: [] for column in fields(Pair)}
    there, back = (np.array([at[key] for key in ordered]) for ordered in (pairs, [key[::-1] for key in pairs]))
    return _judged(pairs, fit, there, back, level, least_residual)


def _fitted(keys: list[tuple[str, str]], scores: np.ndarray) -> _Fit:
    """One receiver of each connected part is the reference; its row and column of the inverse are 0."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    units = sorted({unit for key in keys for unit in key})
    at = {unit: place for place, unit in enumerate(units)}
    giver = np.array([at[one] for one, _ in keys])
    receiver = np.array([at[other] for _, other in keys]) + len(units)
    size = 2 * len(units)
    links = csr_array((np.ones(len(keys)), (giver, receiver)), shape=(size, size))
    used = np.union1d(giver, receiver)
    labels = connected_components(links, directed=False)[1]
    free = np.setdiff1d(used, [receiver[labels[receiver] == label][0] for label in np.unique(labels[used])])
    normal = np.diag(np.bincount(np.concatenate([giver, receiver]), minlength=size).astype(float))
    normal += links.toarray() + links.toarray().T
    inverse = np.zeros((size, size))
    inverse[np.ix_(free, free)] = np.linalg.inv(normal[np.ix_(free, free)])
    centred = scores - scores.mean()
    sums = np.bincount(giver, centred, size) + np.bincount(receiver, centred, size)
    effects = inverse @ sums
    residual = centred - effects[giver] - effects[receiver]
    return _Fit(giver, receiver, residual, inverse, len(keys) - len(free) - 1)


def _judged(
    pairs: list[tuple[str, str]], fit: _Fit, there: np.ndarray, back: np.ndarray, level: float, least_residual: float
) -> dict[str, list[Any]]:
    """The dummy of each pair is a rank-one update of the one fit: no model is fitted anew."""
    own, other, common = fit.leverage(there, there), fit.leverage(back, back), fit.leverage(there, back)
    room, minor = 2 - own - other - 2 * common, (1 - own) * (1 - other) - common**2
    possible = np.flatnonzero((room > TINY) & (minor > TINY))
    own, other, common, room, minor = (one[possible] for one in (own, other, common, room, minor))
    ahead, behind = fit.residual[there[possible]], fit.residual[back[possible]]
    inflation = (ahead + behind) / room
    t, p = _tested(inflation, room, fit)
    first, second = ((1 - other) * ahead + common * behind) / minor, ((1 - own) * behind + common * ahead) / minor
    adjusted = holm(p)
    flagged = (adjusted < level) & (np.minimum(first, second) >= least_residual)
    names = ([pairs[place][side] for place in possible] for side in (0, 1))
    columns = [*names, *(one.tolist() for one in (inflation, t, p, adjusted, first, second, flagged))]
    return dict(zip((column.name for column in fields(Pair)), columns, strict=True))


def _tested(inflation: np.ndarray, room: np.ndarray, fit: _Fit) -> tuple[np.ndarray, np.ndarray]:
    """t and one-sided p; where nothing is left to explain, what is not 0 is certain."""
    from scipy.special import stdtr

    whole = float(fit.residual @ fit.residual)
    left = np.maximum(whole - inflation**2 * room, 0)
    is_exact = left <= TINY**2 * len(fit.residual)
    error = np.sqrt(left / fit.freedom / room)
    certain = np.where(np.abs(inflation) > TINY, np.copysign(np.inf, inflation), 0.0)
    t = np.where(is_exact, certain, inflation / np.where(is_exact, 1.0, error))
    return t, stdtr(fit.freedom, -t)
