"""The rows of people and of money that one half-year writes."""

from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from warehouse.assessment.person import RATES, Rules

if TYPE_CHECKING:
    from warehouse.assessment.half_year import HalfYear

Rows = Iterator[tuple[Any, ...]]
COUNT, SCORE, RATIO = "DECIMAL(18, 4)", "DECIMAL(9, 4)", "DECIMAL(18, 6)"
PERSON_TABLES = {
    "settings.person_rule": {
        "period_id": "VARCHAR",
        "rated_min_days": "BIGINT",
        "min_tickets": COUNT,
        "min_raters": "BIGINT",
        "prior_strength": COUNT,
        "min_coverage": SCORE,
        "interval_share": SCORE,
    },
    "marts.person_score": {
        "period_id": "VARCHAR",
        "employee_id": "VARCHAR",
        "department_id": "VARCHAR",
        "status": "VARCHAR",
        "score": SCORE,
        "grade": "VARCHAR",
        "coefficient": RATIO,
        "reason": "VARCHAR",
        "eligible_days": "BIGINT",
        "coverage": SCORE,
        "unvetoed_grade": "VARCHAR",
        "pool_department_id": "VARCHAR",
        "band": "BIGINT",
        "score_error": SCORE,
        "score_low": SCORE,
        "score_high": SCORE,
        "ledger_ids": "VARCHAR",
    },
    "marts.person_indicator": {
        "period_id": "VARCHAR",
        "employee_id": "VARCHAR",
        "department_id": "VARCHAR",
        "indicator_id": "VARCHAR",
        "status": "VARCHAR",
        "numerator": COUNT,
        "denominator": COUNT,
        "prior": RATIO,
        "value": RATIO,
        "score": SCORE,
        "weight": SCORE,
        "rater_count": "BIGINT",
        "error": RATIO,
    },
    "marts.bonus_line": {
        "period_id": "VARCHAR",
        "employee_id": "VARCHAR",
        "department_id": "VARCHAR",
        "amount_fen": "BIGINT",
        "base_fen": "BIGINT",
        "eligible_days": "BIGINT",
        "grade": "VARCHAR",
        "coefficient": RATIO,
        "quota_num": "VARCHAR",
        "quota_den": "VARCHAR",
        "ledger_ids": "VARCHAR",
    },
    "marts.bonus_department": {
        "period_id": "VARCHAR",
        "department_id": "VARCHAR",
        "employee_count": "BIGINT",
        "base_days_fen": "BIGINT",
        "coefficient": RATIO,
        "quota_num": "VARCHAR",
        "quota_den": "VARCHAR",
        "amount_fen": "BIGINT",
    },
    "marts.bonus_pool": {
        "period_id": "VARCHAR",
        "mode": "VARCHAR",
        "pool_fen": "BIGINT",
        "given_fen": "BIGINT",
        "retained_fen": "BIGINT",
        "over_fen": "BIGINT",
    },
    "marts.management_review": {
        "period_id": "VARCHAR",
        "department_id": "VARCHAR",
        "employee_id": "VARCHAR",
        "score": COUNT,
    },
}


def _rules(half_year: "HalfYear") -> Rows:
    """What a person's result needs at least; no row where the policy does not assess people."""
    if rules := Rules.of(half_year.policy):
        one, policy = rules.individual, rules.policy
        fewest = (one.rated_min_days, one.min_tickets, rules.fewest_raters, one.prior_strength)
        yield half_year.period.id, *fewest, policy.missing.min_weight_coverage, policy.uncertainty.interval


def _scores(half_year: "HalfYear") -> Rows:
    period_id, effects = half_year.period.id, half_year.effects
    scale = half_year.policy.scale
    steps = NormalDist().inv_cdf((1 + float(half_year.policy.uncertainty.interval)) / 2)
    for one in half_year.people:
        ids = effects.people_ids.get(one.employee_id)
        result = (one.status, one.score, one.grade, one.coefficient, one.reason, one.days, one.coverage)
        place = (one.unvetoed_grade, one.pool_id, one.band)
        sure: tuple[Any, ...] = (None, None, None)
        if one.score is not None and one.error is not None:
            reach = steps * one.error
            low = max(float(one.score) - reach, float(scale.min))
            high = min(float(one.score) + reach, float(scale.max))
            sure = (f"{one.error:.4f}", f"{low:.4f}", f"{high:.4f}")
        yield period_id, one.employee_id, one.department_id, *result, *place, *sure, ", ".join(ids) if ids else None


def _indicators(half_year: "HalfYear") -> Rows:
    period_id, individual = half_year.period.id, half_year.policy.individual
    weights = individual.weights.items() if individual else {}
    for one in half_year.people:
        who = (period_id, one.employee_id, one.department_id)
        for item, value in one.values.items():
            counts = (value.numerator, value.denominator, one.priors.get(item) if item in RATES else None)
            rest = (value.value, value.score, weights[item], value.rater_count, value.error)
            yield *who, item, value.status, *counts, *rest


def _lines(half_year: "HalfYear") -> Rows:
    for line in half_year.split.lines:
        quota = line.quota
        fraction = (None, None) if quota is None else (quota.numerator, quota.denominator)
        facts = (line.amount_fen, line.base_fen, line.eligible_days, line.grade, line.coefficient)
        ids = ", ".join(line.excluded_by) or None
        yield half_year.period.id, line.employee_id, line.department_id, *facts, *fraction, ids


def _departments(half_year: "HalfYear") -> Rows:
    for part in half_year.split.parts:
        facts = (part.department_id, part.employee_count, part.base_days, part.coefficient)
        yield half_year.period.id, *facts, part.quota.numerator, part.quota.denominator, part.amount_fen


def _pools(half_year: "HalfYear") -> Rows:
    split = half_year.split
    if split.pool_fen is not None or split.lines:
        sums = (split.given_fen, split.retained_fen, split.over_fen)
        yield half_year.period.id, split.mode, split.pool_fen, *sums


def _reviews(half_year: "HalfYear") -> Rows:
    for one in half_year.reviews:
        yield half_year.period.id, one.department_id, one.employee_id, one.score


PERSON_ROWS: dict[str, Callable[["HalfYear"], Rows]] = {
    "settings.person_rule": _rules,
    "marts.person_score": _scores,
    "marts.person_indicator": _indicators,
    "marts.bonus_line": _lines,
    "marts.bonus_department": _departments,
    "marts.bonus_pool": _pools,
    "marts.management_review": _reviews,
}
