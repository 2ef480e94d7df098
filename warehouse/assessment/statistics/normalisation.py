"""Scores relative to colleagues. For display only: one unit moves because another does."""

from collections.abc import Mapping
from math import fsum


def standard(values: Mapping[str, float]) -> dict[str, float]:
    """标准分: 50 and ten points per standard deviation of all units; 50 where all are equal."""
    mean = fsum(values.values()) / max(len(values), 1)
    deviation = (fsum((value - mean) ** 2 for value in values.values()) / max(len(values), 1)) ** 0.5
    return {id_: 50 + 10 * (value - mean) / deviation if deviation else 50.0 for id_, value in values.items()}


def min_max(values: Mapping[str, float]) -> dict[str, float]:
    """0 for the lowest and 100 for the highest; 50 where all are equal."""
    low, high = min(values.values(), default=0.0), max(values.values(), default=0.0)
    return {id_: 100 * (value - low) / (high - low) if high > low else 50.0 for id_, value in values.items()}


def percentile(values: Mapping[str, float]) -> dict[str, float]:
    """The share of all units that is below, and half of those that are equal, times 100."""
    given = list(values.values())
    return {
        id_: 100 * (sum(other < value for other in given) + given.count(value) / 2) / len(given)
        for id_, value in values.items()
    }
