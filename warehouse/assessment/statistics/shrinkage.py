"""Rates and means of few cases, drawn towards a prior that was frozen before the period."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from warehouse.assessment.statistics.interval import PER_THOUSAND, Interval, beta

Exact = int | Fraction


@dataclass(frozen=True)
class Prior:
    """What a past period says about all units: their pooled rate, and how many cases it is worth.

    `correlation` is what cases of one unit have in common, None where it cannot be estimated.
    `strength` is None where units do not differ detectably: then everybody gets the pooled rate.
    """

    rate: Fraction
    correlation: Fraction | None
    strength: Fraction | None


def shrunk(total: Exact, count: Exact, prior: Fraction, strength: Exact | None) -> Fraction:
    """A rate or a mean as if the prior had been seen `strength` times; the prior itself where strength is None."""
    if strength is None or count + strength == 0:
        return prior
    return (total + strength * prior) / Fraction(count + strength)


def per_thousand(count: int, exposure: Exact, prior: Fraction, strength: Exact) -> Fraction:
    """A rate of events per thousand; `prior` per one unit of exposure, `strength` in units of exposure."""
    return PER_THOUSAND * shrunk(count, exposure, prior, strength)


def fitted(units: Iterable[tuple[int, int]], fewest: int = 5, default: Exact = 20) -> Prior | None:
    """The prior of a past period from (met, cases) per unit, by ANOVA moments; None without cases.

    Fewer than `fewest` units, or one case in each, say nothing about strength: then it is `default`.
    """
    seen = [(Fraction(met), cases) for met, cases in units if cases]
    if not seen:
        return None
    cases = sum(n for _, n in seen)
    rate = sum((met for met, _ in seen), Fraction(0)) / cases
    correlation = _correlation(seen, rate, cases)
    if correlation is None or len(seen) < fewest:
        return Prior(rate, correlation, Fraction(default))
    return Prior(rate, correlation, (1 - correlation) / correlation if correlation > 0 else None)


def _correlation(seen: list[tuple[Fraction, int]], rate: Fraction, cases: int) -> Fraction | None:
    units = len(seen)
    if units < 2 or cases == units:
        return None
    between = sum(((met / n - rate) ** 2 * n for met, n in seen), Fraction(0)) / (units - 1)
    within = sum((met * (1 - met / n) for met, n in seen), Fraction(0)) / (cases - units)
    size = (cases - Fraction(sum(n * n for _, n in seen), cases)) / (units - 1)
    whole = between + (size - 1) * within
    return (between - within) / whole if whole else Fraction(0)


def rate_interval(met: Exact, cases: Exact, prior: Fraction, strength: Exact, confidence: float = 0.90) -> Interval:
    """The interval of a shrunken rate."""
    return beta(met + strength * prior, cases - met + strength * (1 - prior), confidence)


def rate_error(met: Exact, cases: Exact, prior: Fraction, strength: Exact) -> float:
    """The standard error of a shrunken rate."""
    rate = shrunk(met, cases, prior, strength)
    return float(rate * (1 - rate) / (cases + strength + 1)) ** 0.5


def mean_error(variance: float, count: Exact, strength: Exact) -> float:
    """The standard error of a shrunken mean; `variance` is that of single scores."""
    return (variance / float(count + strength)) ** 0.5


def per_thousand_error(count: Exact, exposure: Exact, prior: Fraction, strength: Exact) -> float:
    """The standard error of a shrunken rate per thousand."""
    return PER_THOUSAND * float(count + strength * prior) ** 0.5 / float(exposure + strength)
