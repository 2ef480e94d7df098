"""Scores of people from their own work and frozen priors, in exact fractions; the head of a unit has the unit's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from warehouse.assessment.person_facts import ItemsSeen
from warehouse.assessment.policy import Point, Policy
from warehouse.assessment.policy_people import Individual, curves
from warehouse.assessment.score import Observation, Value, rounded, shrunk

RATES = ("own_resolution_on_time", "own_csat")
BY_RATERS = ("own_csat", "peer_collaboration")
TICKETS = "own_resolution_on_time"
HEAD = "unit_head"


@dataclass(frozen=True)
class Person:
    """One person's result in one department of one half-year.

    `reason` says why it is not rated, or that it is the unit's; `pool_id` is the department in which caps count
    (None: the company).
    """

    employee_id: str
    department_id: str
    days: int
    status: str
    reason: str | None = None
    score: Decimal | None = None
    coverage: Fraction | None = None
    error: float | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    priors: Mapping[str, Fraction] = field(default_factory=dict)
    grade: str | None = None
    unvetoed_grade: str | None = None
    coefficient: Fraction = Fraction(1)
    pool_id: str | None = None
    band: int | None = None

    @property
    def is_head(self) -> bool:
        return self.reason == HEAD

    @property
    def place(self) -> tuple[str, str]:
        return self.department_id, self.employee_id


class Piece(NamedTuple):
    """A straight piece of a curve up to `x`: points are offset + slope · value."""

    x: Fraction
    offset: Fraction
    slope: Fraction


def pieces(curve: Sequence[Point]) -> tuple[Piece, ...]:
    """A curve in straight pieces, flat before its first point and after its last; the same as score.on_curve."""
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(curve)]
    inner = [Piece(x1, y1 - x1 * slope, slope) for (x1, y1), slope in zip(curve[1:], slopes, strict=True)]
    return Piece(*curve[0], Fraction(0)), *inner, Piece(curve[-1][0] + 1, curve[-1][1], Fraction(0))


def piece_at(value: Fraction, parts: Sequence[Piece]) -> Piece:
    """The piece in which a value lies; compares whole numbers, five times as fast as fractions do."""
    numerator, denominator = value.numerator, value.denominator
    for part in parts:
        if numerator * part.x.denominator <= part.x.numerator * denominator:
            return part
    return parts[-1]


@dataclass(frozen=True)
class Rules:
    """What of a policy is about people's scores."""

    policy: Policy
    individual: Individual
    pieces: Mapping[str, tuple[Piece, ...]]
    weights: Mapping[str, Fraction]
    whole: Fraction
    covered: dict[tuple[str, ...], Fraction] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: Policy) -> "Rules | None":
        """None where the policy does not assess people."""
        if policy.individual is None:
            return None
        made = {item: pieces(curve) for item, curve in curves(policy).items()}
        weights = policy.individual.weights.items()
        return cls(policy, policy.individual, made, weights, sum(weights.values(), Fraction(0)))

    @property
    def fewest_raters(self) -> int:
        return max(self.individual.min_distinct_raters, self.policy.privacy.k_score)

    def coverage(self, items: tuple[str, ...]) -> Fraction:
        """The share of the weight that these items have."""
        if items not in self.covered:
            self.covered[items] = sum((self.weights[item] for item in items), Fraction(0)) / self.whole
        return self.covered[items]


def judge_item(rules: Rules, item: str, seen: Observation | None, prior: Fraction | None) -> Value:
    """One item of one person; what too few people said is neither shown nor scored."""
    if seen is None or seen.denominator == 0:
        return Value("no_cases")
    if item in BY_RATERS and (seen.rater_count or 0) < rules.fewest_raters:
        return Value("suppressed")
    numbers = (seen.numerator, seen.denominator, seen.rater_count)
    if item == TICKETS and seen.denominator < rules.individual.min_tickets:
        return Value("too_few_cases", *numbers)
    is_rate, strength = item in RATES, rules.individual.prior_strength
    value = shrunk(seen, strength, prior if is_rate else None)
    status = "rated" if prior is not None or not is_rate else "provisional"
    error = _rate_error(float(value), float(seen.denominator + strength)) if is_rate else None
    on = piece_at(value, rules.pieces[item])
    score = on.offset + on.slope * value if on.slope else on.offset
    return Value(status, *numbers, value=value, score=score, error=error)


def _rate_error(rate: float, cases: float) -> Fraction:
    """The standard error of a shrunk rate, the frozen prior's cases counted in: that of its Beta distribution."""
    return Fraction(round((rate * (1 - rate) / (cases + 1)) ** 0.5, 6))


def score_person(
    rules: Rules, place: tuple[str, str], days: int, seen: ItemsSeen, priors: Mapping[str, Fraction], is_final: bool
) -> Person:
    """The weighted mean over what is available; not rated below the days, tickets, raters or coverage of the policy."""
    department_id, employee_id = place
    values = {item: judge_item(rules, item, seen.get(item), priors.get(item)) for item in rules.weights}
    scores = {item: value.score for item, value in values.items() if value.score is not None}
    coverage = rules.coverage(tuple(scores))
    one = Person(employee_id, department_id, days, "not_rated", coverage=coverage, values=values, priors=priors)
    if reason := _unrated(rules, days, scores, coverage):
        return replace(one, reason=reason, coefficient=rules.policy.grading.not_rated_coefficient)
    mean = _mean(rules, scores)
    is_rated = is_final and all(values[item].status == "rated" for item in scores)
    status, score = "rated" if is_rated else "provisional", rounded(mean, rules.policy.scale.decimals)
    return replace(one, status=status, score=score, error=_error(rules, values))


def _mean(rules: Rules, scores: Mapping[str, Fraction]) -> Fraction:
    """The weighted mean, over one denominator that is made small once at the end."""
    numerator, denominator = 0, 1
    for item, score in scores.items():
        weight = rules.weights[item]
        below = score.denominator * weight.denominator
        numerator = numerator * below + score.numerator * weight.numerator * denominator
        denominator *= below
    whole = rules.coverage(tuple(scores)) * rules.whole
    return Fraction(numerator * whole.denominator, denominator * whole.numerator)


def _unrated(rules: Rules, days: int, scores: Mapping[str, Fraction], coverage: Fraction) -> str | None:
    """Why a person is not rated; None when there is enough."""
    if days < rules.individual.rated_min_days:
        return "too_few_days"
    if TICKETS in rules.weights and TICKETS not in scores:
        return "too_few_tickets"
    by_raters = [item for item in BY_RATERS if item in rules.weights]
    if by_raters and not any(item in scores for item in by_raters):
        return "too_few_raters"
    return "low_coverage" if coverage < rules.policy.missing.min_weight_coverage else None


def _error(rules: Rules, values: Mapping[str, Value]) -> float:
    """The standard error in points, by the delta method; judgements of single people have none."""
    whole, squares = 0.0, []
    for item, one in values.items():
        if one.score is not None and one.value is not None:
            weight = float(rules.weights[item])
            whole = whole + weight
            if one.error:
                steepness = float(piece_at(one.value, rules.pieces[item]).slope)
                squares.append((weight * steepness * float(one.error)) ** 2)
    return fsum(squares) ** 0.5 / whole
