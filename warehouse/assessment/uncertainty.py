"""How sure a score is: its error, its interval, its band and the ranks that the data allow. No score moves by it."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist
from typing import NamedTuple

from warehouse.assessment.policy import Indicator, Policy
from warehouse.assessment.score import Score, Value, rounded
from warehouse.assessment.statistics.case_mix import Benchmarks, Cells, direct_error
from warehouse.assessment.statistics.composite import Part, slope, standard_error
from warehouse.assessment.statistics.ranking import Estimate, bands, rank_sets
from warehouse.assessment.statistics.shrinkage import mean_error, per_thousand_error, rate_error

RANKS_HOLD = 0.95
WITHIN: Mapping[str, tuple[Fraction, Fraction | None]] = {  # what a value can be at all
    "proportion": (Fraction(0), Fraction(1)),
    "mean": (Fraction(1), Fraction(5)),
    "rate": (Fraction(0), None),
}
NEITHER = (Fraction(1, 2), Fraction(1))  # half a case each way, where no prior keeps an error from being 0


class Sureness(NamedTuple):
    """One department's score: standard error and interval in points, band and ranks from 1, the best.

    `share` is the confidence of the interval, 0 to 1.
    """

    error: Decimal
    low: Decimal
    high: Decimal
    band: int
    best_rank: int
    worst_rank: int
    share: Fraction


def value_error(policy: Policy, indicator: Indicator, value: Value, prior: Fraction | None) -> Fraction | None:
    """The standard error of an indicator's value in its unit, drawn towards the prior as the value is.

    None where there is no value, and for a single judgement, whose error nothing tells.
    """
    if value.value is None or value.numerator is None or value.denominator is None or indicator.kind == "value":
        return None
    total, cases, strength = value.numerator, value.denominator, indicator.prior_strength
    if indicator.kind == "mean":
        variance = float(policy.uncertainty.answer_deviation**2)
        return Fraction(mean_error(variance, cases, strength if prior is not None else Fraction(0)))
    if prior is None or not 0 < prior < 1 or not strength:
        prior, strength = NEITHER
    if indicator.kind == "rate":
        return Fraction(per_thousand_error(total, cases, prior, strength))
    return Fraction(rate_error(min(total, cases), cases, prior, strength))


def value_interval(policy: Policy, indicator: Indicator, value: Value) -> tuple[Fraction | None, Fraction | None]:
    """The interval of an indicator's value in its unit and within what that allows; None twice without an error."""
    if value.value is None or value.error is None:
        return None, None
    least, most = WITHIN[indicator.kind]
    reach = _reach(policy, value.error)
    return max(value.value - reach, least), value.value + reach if most is None else min(value.value + reach, most)


def case_mix_error(indicator: Indicator, cells: Cells, strata: Benchmarks) -> Fraction:
    """The standard error of a rate that is standardised by the company's mix."""
    return Fraction(direct_error(cells, strata, indicator.prior_strength))


def score_error(policy: Policy, values: Mapping[str, Value]) -> Fraction | None:
    """The standard error of a department's score in points, by the delta method; None where nothing has a score."""
    parts = []
    for indicator in policy.indicators:
        one = values[indicator.id]
        if one.score is not None:
            steepness = Fraction(0) if one.value is None else slope(one.value, indicator.curve)
            parts.append(Part(indicator.weight, steepness, float(one.error or 0)))
    error = standard_error(parts)
    return None if error is None else Fraction(error)


def sureness(
    policy: Policy, values: Mapping[str, Mapping[str, Value]], scores: Mapping[str, Score]
) -> dict[str, Sureness]:
    """Of every department with a score, from the stored score and its rounded error."""
    decimals = policy.scale.decimals
    found = {one: (score.score, score_error(policy, values[one])) for one, score in scores.items()}
    known = {
        one: (score, rounded(error, decimals))
        for one, (score, error) in found.items()
        if score is not None and error is not None
    }
    estimates = {one: Estimate(float(score), float(error)) for one, (score, error) in known.items()}
    in_band = bands(estimates, float(policy.uncertainty.band_probability))
    ranks = rank_sets(estimates, 1 - RANKS_HOLD)
    return {
        one: Sureness(error, *_interval(policy, score, error), in_band[one], *ranks[one], policy.uncertainty.interval)
        for one, (score, error) in known.items()
    }


def _interval(policy: Policy, score: Decimal, error: Decimal) -> tuple[Decimal, Decimal]:
    reach = _reach(policy, Fraction(error))
    low = max(Fraction(score) - reach, policy.scale.min)
    high = min(Fraction(score) + reach, policy.scale.max)
    return rounded(low, policy.scale.decimals), rounded(high, policy.scale.decimals)


def _reach(policy: Policy, error: Fraction) -> Fraction:
    """Half the width of the policy's interval."""
    return Fraction(NormalDist().inv_cdf((1 + float(policy.uncertainty.interval)) / 2)) * error
