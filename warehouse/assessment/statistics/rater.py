"""Leniency and severity of raters: who gives everybody more or less than others give the same units.

It removes differences of level only; a rater who is hostile to one unit needs the test of pairs (mutual.py).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

DECIMALS = 12  # beyond the noise of the solver: the same ratings give the same fraction on every machine


class Rating(NamedTuple):
    """One answer on the survey's scale."""

    rater_id: str
    ratee_id: str
    score: Fraction


@dataclass(frozen=True)
class Severities:
    """What each rater gives above (+) or below (-) the others; empty when raters are not comparable.

    Raters are comparable when the ratings connect them all: `component_count` is 1.
    """

    by_rater: dict[str, Fraction]
    component_count: int

    @property
    def is_comparable(self) -> bool:
        return self.component_count == 1


def severities(
    ratings: Iterable[Rating], ridge: Fraction = Fraction(1), least_ratees: int = 3, least_raters: int = 3
) -> Severities:
    """Least squares of score = severity + unit, severities adding up to 0; `ridge` draws them towards 0.

    Raters with fewer than `least_ratees` units, and units with fewer than `least_raters` raters, are left
    out, again and again until nothing more falls out: such raters have no severity.
    """
    kept = _dense_enough(sorted(ratings), least_ratees, least_raters)
    count = component_count(kept)
    if count != 1:
        return Severities({}, count)
    rater_ids, ratee_ids = sorted({one.rater_id for one in kept}), sorted({one.ratee_id for one in kept})
    found = _solved(kept, rater_ids, ratee_ids, float(ridge))
    exact = (Fraction(round(value * 10**DECIMALS), 10**DECIMALS) for value in found)
    return Severities(dict(zip(rater_ids, exact, strict=True)), count)


def corrected(
    ratings: Iterable[Rating], by_rater: Mapping[str, Fraction], limit: Fraction = Fraction(1, 2)
) -> list[Rating]:
    """Ratings less the severity of their raters, at most `limit` either way; unknown raters stay as they are."""
    return [
        one._replace(score=one.score - min(max(by_rater.get(one.rater_id, Fraction(0)), -limit), limit))
        for one in ratings
    ]


def component_count(ratings: Iterable[Rating]) -> int:
    """Into how many parts raters and units fall that no rating connects."""
    return len(set(components(ratings).values()))


def components(ratings: Iterable[Rating]) -> dict[str, int]:
    """By rater the part that it belongs to, counted from 1 in the order of the smallest rater's id."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for one in ratings:
        parent[root(("rater", one.rater_id))] = root(("ratee", one.ratee_id))
    numbers: dict[tuple[str, str], int] = {}
    raters = sorted(rater_id for side, rater_id in parent if side == "rater")
    return {one: numbers.setdefault(root(("rater", one)), len(numbers) + 1) for one in raters}


def constant_raters(ratings: Iterable[Rating]) -> set[str]:
    """Raters who gave several units one and the same score: they say nothing about differences."""
    given: dict[str, set[Fraction]] = defaultdict(set)
    ratees: dict[str, set[str]] = defaultdict(set)
    for one in ratings:
        given[one.rater_id].add(one.score)
        ratees[one.rater_id].add(one.ratee_id)
    return {rater_id for rater_id, scores in given.items() if len(scores) == 1 and len(ratees[rater_id]) > 1}


def _dense_enough(ratings: list[Rating], least_ratees: int, least_raters: int) -> list[Rating]:
    while True:
        pairs = {(one.rater_id, one.ratee_id) for one in ratings}
        ratees = Counter(rater_id for rater_id, _ in pairs)
        raters = Counter(ratee_id for _, ratee_id in pairs)
        kept = [one for one in ratings if ratees[one.rater_id] >= least_ratees and raters[one.ratee_id] >= least_raters]
        if len(kept) == len(ratings):
            return kept
        ratings = kept


def _solved(ratings: Sequence[Rating], rater_ids: list[str], ratee_ids: list[str], ridge: float) -> np.ndarray:
    """Raters are eliminated first, so what is solved is no larger than the number of units."""
    from scipy.sparse import csr_array

    rater_at = {id_: place for place, id_ in enumerate(rater_ids)}
    ratee_at = {id_: place for place, id_ in enumerate(ratee_ids)}
    rows = np.array([rater_at[one.rater_id] for one in ratings])
    columns = np.array([ratee_at[one.ratee_id] for one in ratings])
    scores = np.array([float(one.score) for one in ratings])
    scores -= scores.mean()
    counts = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(rater_ids), len(ratee_ids)))
    given, got = np.bincount(rows, scores), np.bincount(columns, scores)
    damped = np.bincount(rows) + ridge
    reduced = np.diag(np.bincount(columns).astype(float)) - (counts.T @ (counts / damped[:, None])).toarray()
    units = np.linalg.lstsq(reduced, got - counts.T @ (given / damped), rcond=None)[0]
    found = (given - counts @ units) / damped
    return found - found.mean()
