"""Scores of one department from its own numbers and frozen priors, in exact fractions.

Nothing here looks at another department, so what one does cannot move the score of another.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from warehouse.assessment.detail import NOTHING, LeftOut
from warehouse.assessment.policy import Indicator, Missing, Point, Policy
from warehouse.assessment.statistics.case_mix import Benchmarks, Cell, direct_shrunk

PER_THOUSAND = 1000


@dataclass(frozen=True)
class Observation:
    """What was counted; `rater_count` is None where no people answered.

    `adjusted` is the mean or share by which it is judged where that is not numerator / denominator, `effective` how
    many equal answers it is worth, `good_weight` and `weight` the planned effort behind both counts, `cells` the
    counts by stratum.
    """

    numerator: Fraction
    denominator: Fraction
    rater_count: int | None = None
    adjusted: Fraction | None = None
    effective: Fraction | None = None
    good_weight: Fraction | None = None
    weight: Fraction | None = None
    cells: Mapping[str, Cell] | None = None

    @property
    def total(self) -> Fraction:
        """The sum of what the cases are worth, as they are judged."""
        return self.numerator if self.adjusted is None else self.adjusted * self.denominator


@dataclass(frozen=True)
class Value:
    """One indicator of one department: a status always, the numbers only where they may be seen.

    What has a score counts: rated, provisional, and at_fault, which scores the floor of the scale. `raw` is what was
    counted, `adjusted` that after balance, severity, effort or case mix, and `value` what the curve is read at, drawn
    towards the prior; all in the unit of the curve. `doubt` says why it is provisional. `error` is the standard error
    of `value`; it moves no score.
    """

    status: str
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    rater_count: int | None = None
    value: Fraction | None = None
    score: Fraction | None = None
    raw: Fraction | None = None
    adjusted: Fraction | None = None
    doubt: str | None = None
    left_out: LeftOut = NOTHING
    error: Fraction | None = None


@dataclass(frozen=True)
class Score:
    """One department: rated or provisional with a score rounded to the policy's decimals, else not_rated."""

    status: str
    score: Decimal | None
    coverage: Fraction


def rounded(number: Fraction, decimals: int) -> Decimal:
    """The nearest decimal, half to even, without a detour over binary floats."""
    whole, rest = divmod(number.numerator * 10**decimals, number.denominator)
    is_up = 2 * rest > number.denominator or (2 * rest == number.denominator and whole % 2)
    return Decimal(f"{whole + bool(is_up)}E-{decimals}")


def on_curve(x: Fraction, curve: Sequence[Point]) -> Fraction:
    """Linear between the points, flat outside them."""
    if x <= curve[0][0]:
        return curve[0][1]
    for (x0, y0), (x1, y1) in pairwise(curve):
        if x <= x1:
            return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    return curve[-1][1]


def shrunk(observation: Observation, strength: Fraction, prior: Fraction | None) -> Fraction:
    """The rate or mean drawn towards a frozen prior as if that had been seen `strength` times; raw without one."""
    if prior is None:
        return observation.total / observation.denominator
    return (observation.total + strength * prior) / (observation.denominator + strength)


def judge(
    indicator: Indicator, seen: Observation | None, prior: Fraction | None, k: int, strata: Benchmarks | None = None
) -> Value:
    """One indicator from its observation and the frozen prior, a rate or mean per case; a few raters stay unseen.

    With frozen `strata` the mix of the company counts, and cases outside them count for nothing, neither towards
    `min_n`. Without a prior, in a trial, the raw value is provisional.
    """
    if seen is None or seen.denominator == 0:
        return Value("no_cases")
    if seen.rater_count is not None and seen.rater_count < k:
        return Value("suppressed")
    numbers = (seen.numerator, seen.denominator, seen.rater_count)
    unit = PER_THOUSAND if indicator.kind == "rate" else 1
    raw = unit * seen.numerator / seen.denominator
    is_mixed = bool(strata) and seen.cells is not None
    cases = sum(cell.cases for name, cell in (seen.cells or {}).items() if name in (strata or {}))
    if (cases if is_mixed else seen.denominator) < indicator.min_n:
        return Value("too_few_cases", *numbers, raw=raw)
    if is_mixed:
        value = adjusted = direct_shrunk(seen.cells or {}, strata or {}, indicator.prior_strength)
    else:
        value = unit * shrunk(seen, indicator.prior_strength, prior if indicator.is_shrunk else None)
        adjusted = unit * seen.total / seen.denominator
    doubt = None if prior is not None or not indicator.is_shrunk else "no_benchmark"
    status = "provisional" if doubt else "rated"
    score = on_curve(value, indicator.curve)
    return Value(status, *numbers, value, score, raw=raw, adjusted=adjusted, doubt=doubt)


def department_score(policy: Policy, values: Mapping[str, Value], is_preliminary: bool = False) -> Score:
    """The weighted mean over what is available, or not_rated below the coverage or without a mandatory family.

    It is provisional in a trial run, before the period's end, and where a mandatory family has nothing final.
    """
    weights = {indicator.id: indicator.weight for indicator in policy.indicators}
    scores = {id_: value.score for id_, value in values.items() if value.score is not None and id_ in weights}
    covered = sum((weights[id_] for id_ in scores), Fraction(0))
    coverage = covered / sum(weights.values())
    if covered == 0 or coverage < policy.missing.min_weight_coverage or not _has_families(policy.missing, scores):
        return Score("not_rated", None, coverage)
    mean = sum((weights[id_] * score for id_, score in scores.items()), Fraction(0)) / covered
    final = {id_ for id_ in scores if values[id_].status != "provisional"}
    is_provisional = is_preliminary or not _has_families(policy.missing, final)
    return Score("provisional" if is_provisional else "rated", rounded(mean, policy.scale.decimals), coverage)


def _has_families(missing: Missing, available: Collection[str]) -> bool:
    return all(any(id_ in available for id_ in family) for family in missing.mandatory_any_of)
