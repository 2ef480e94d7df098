"""How far the mean scores of units tell them apart, and what remains of a mean when that is allowed for."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple


class Unit(NamedTuple):
    """Scores of one unit; `variance` of single scores, None where one answer has none."""

    mean: float
    variance: float | None
    answers: int


class Reliable(NamedTuple):
    """`reliability` from 0 (noise) to 1; `mean` drawn towards the company's by what is missing to 1."""

    reliability: float
    mean: float


@dataclass(frozen=True)
class Spread:
    """Differences between units: Cochran's Q, the variance of true means, the company's mean."""

    q: float
    variance: float
    mean: float
    units: dict[str, Reliable]


def spread(given: Mapping[str, Unit]) -> Spread | None:
    """The normal empirical Bayes estimate with DerSimonian and Laird's variance; None without answers.

    A unit whose own variance is 0 or unknown gets the pooled one. Where everybody answered everywhere
    alike within units, means are exact: reliability 1.
    """
    ids = sorted(id_ for id_, one in given.items() if one.answers)
    if not ids:
        return None
    errors = _errors([given[id_] for id_ in ids])
    means = [given[id_].mean for id_ in ids]
    if not all(errors):
        company = fsum(means) / len(means)
        variance = fsum((mean - company) ** 2 for mean in means) / max(len(means) - 1, 1)
        return Spread(0.0, variance, company, {id_: Reliable(1.0, given[id_].mean) for id_ in ids})
    q, variance = _between(means, errors)
    company = _weighted(means, [1 / (variance + error) for error in errors])
    shares = [variance / (variance + error) for error in errors]
    drawn = [Reliable(share, company + share * (mean - company)) for share, mean in zip(shares, means, strict=True)]
    return Spread(q, variance, company, dict(zip(ids, drawn, strict=True)))


def pooled_variance(given: Mapping[str, Unit]) -> float:
    """The variance of single scores within units; 0 where every unit has one score, or equal ones."""
    return _pooled([given[id_] for id_ in sorted(given)])


def _pooled(units: list[Unit]) -> float:
    known = [one for one in units if one.variance is not None and one.answers > 1]
    freedom = sum(one.answers - 1 for one in known)
    return fsum((one.answers - 1) * (one.variance or 0) for one in known) / freedom if freedom else 0.0


def _errors(units: list[Unit]) -> list[float]:
    """The squared standard error of each mean."""
    pooled = _pooled(units)
    return [(one.variance if one.variance and one.answers > 1 else pooled) / one.answers for one in units]


def _between(means: list[float], errors: list[float]) -> tuple[float, float]:
    weights = [1 / error for error in errors]
    centre, whole = _weighted(means, weights), fsum(weights)
    q = fsum(weight * (mean - centre) ** 2 for weight, mean in zip(weights, means, strict=True))
    scale = whole - fsum(weight**2 for weight in weights) / whole
    return q, max(0.0, (q - (len(means) - 1)) / scale) if len(means) > 1 else 0.0


def _weighted(values: list[float], weights: list[float]) -> float:
    return fsum(value * weight for value, weight in zip(values, weights, strict=True)) / fsum(weights)
