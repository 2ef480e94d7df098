"""Intervals for rates and counts. Not for weighted or clustered answers: those need an effective count."""

from fractions import Fraction
from statistics import NormalDist
from typing import NamedTuple

Number = float | Fraction
PER_THOUSAND = 1000


class Interval(NamedTuple):
    """Both ends belong to it."""

    low: float
    high: float


def z_of(confidence: float) -> float:
    """The two-sided quantile of the standard normal: 1.959964 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(met: Number, cases: Number, confidence: float = 0.95) -> Interval | None:
    """Wilson's interval of a share, always within 0 and 1; None without cases."""
    if cases == 0:
        return None
    z, n, share = z_of(confidence), float(cases), float(met / cases)
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5 / (1 + z**2 / n)
    return Interval(centre - half if met else 0.0, centre + half if met != cases else 1.0)


def garwood(count: int, exposure: Number, confidence: float = 0.95) -> Interval | None:
    """Garwood's exact interval of a Poisson rate per thousand; None without exposure."""
    from scipy.special import chdtri

    if exposure == 0:
        return None
    tail, scale = (1 - confidence) / 2, PER_THOUSAND / float(exposure)
    low = float(chdtri(2 * count, 1 - tail)) / 2 if count else 0.0
    return Interval(low * scale, float(chdtri(2 * count + 2, tail)) / 2 * scale)


def beta(met: Number, missed: Number, confidence: float = 0.90) -> Interval:
    """The central interval of Beta(met, missed); a point where one of them is 0."""
    from scipy.special import betaincinv

    if met == 0 or missed == 0:
        return Interval(float(met > 0), float(met > 0))
    tail = (1 - confidence) / 2
    low, high = betaincinv(float(met), float(missed), [tail, 1 - tail])
    return Interval(float(low), float(high))
