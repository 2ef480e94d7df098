"""Shares of units that differ by nature: one is unusual when it is beyond chance, and beyond how much all differ.

A random-effects model of the log odds, its centre and spread by medians, so that who stands out does not hide itself;
after Spiegelhalter 2005, Handling over-dispersion of performance indicators (Qual Saf Health Care 14:347).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from warehouse.assessment.statistics.gaming import CONTROL_Z

MEDIAN_OF_NORMAL = 0.6744897501960817  # of |z| where z is standard normal
EFFICIENCY = 0.37  # of a spread by medians, against one by squares
HALVINGS = 60


class Unusual(NamedTuple):
    """One unit's share beside that of all others; `p` one-sided, of at least as many.

    `low` and `high` hold 99.8% of units with as many cases that differ no more than all do; `z` is how many standard
    deviations of such units the share lies above their middle. Of what no other unit shows nobody knows how much units
    differ in it: there chance alone decides.
    """

    share: float
    expected: float
    z: float
    p: float
    low: float
    high: float


def unusual_shares(units: Mapping[str, tuple[int, int]], fewest: int = 6) -> dict[str, Unusual]:
    """Of each unit (found, cases); empty below `fewest` units, for then nobody knows how much units differ."""
    from scipy.special import expit, stdtr
    from scipy.stats import binom

    names = sorted(name for name, (_, cases) in units.items() if cases > 0)
    if len(names) < fewest:
        return {}
    found, cases = (np.array([units[name][side] for name in names]) for side in (0, 1))
    of_others = found.sum() - found
    expected = (of_others + 0.5) / (cases.sum() - cases + 1)
    odds = np.log((found + 0.5) / (cases - found + 0.5))
    middle = float(np.median(odds))
    share = float(expit(middle))
    noise = 1 / (cases * share * (1 - share))
    spread = np.sqrt(noise + _variance_between(odds - middle, noise))
    z = (odds - middle) / spread
    by_chance, by_nature = binom.sf(found - 1, cases, expected), stdtr(max(1.0, EFFICIENCY * (len(names) - 1)), -z)
    p = np.where(of_others > 0, np.maximum(by_chance, by_nature), by_chance)
    low, high = expit(middle - CONTROL_Z * spread), expit(middle + CONTROL_Z * spread)
    columns = (one.tolist() for one in (found / cases, expected, z, p, low, high))
    return {name: Unusual(*row) for name, *row in zip(names, *columns, strict=True)}


def _variance_between(away: np.ndarray, noise: np.ndarray) -> float:
    """What the units' own differences add to chance: as much as brings their median distance to that of a normal."""

    def is_too_small(variance: float) -> bool:
        return float(np.median(np.abs(away) / np.sqrt(noise + variance))) > MEDIAN_OF_NORMAL

    low, high = 0.0, float(np.max(away**2)) / MEDIAN_OF_NORMAL**2
    if not is_too_small(0.0):
        return 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_too_small(middle) else (low, middle)
    return high
