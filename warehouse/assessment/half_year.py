"""One half-year from observations to rows: first every department and indicator gets a row, then it is filled."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from warehouse.assessment import bonus
from warehouse.assessment.facts import Facts, People, Period, Seen
from warehouse.assessment.grade import clamped, coefficient, grades, ranks
from warehouse.assessment.policy import Policy
from warehouse.assessment.score import Score, Value, department_score, judge

FEEDS_OF = {
    "csat_relationship": {"survey_responses"},
    "csat_transaction": {"survey_responses"},
    "response_on_time": {"tickets", "service_levels"},
    "resolution_on_time": {"tickets", "service_levels"},
    "project_on_time": {"projects"},
    "project_quality": {"projects"},
    "complaint_on_time": {"tickets", "service_levels"},
    "complaint_satisfaction": {"survey_responses"},
    "complaint_rate": {"tickets"},
    "improvement_effective": {"improvements"},
    "superior_review": {"evaluations"},
    "self_review": {"evaluations"},
}
Priors = Mapping[str, Fraction | None]


@dataclass(frozen=True)
class HalfYear:
    """All results of one half-year, by department."""

    period: Period
    policy: Policy
    priors: Priors
    values: Mapping[str, Mapping[str, Value]]
    scores: Mapping[str, Score]
    ranks: Mapping[str, int]
    grades: Mapping[str, str]
    coefficients: Mapping[str, Fraction]
    lines: list[bonus.Line]

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """The rows of one table of marts.TABLES, in a stable order."""
        made = {
            "settings.indicator": self._indicators,
            "marts.indicator_value": self._values,
            "marts.department_score": self._scores,
            "marts.bonus_line": self._lines,
        }
        return made[table]()

    def _indicators(self) -> Iterator[tuple[Any, ...]]:
        for one in self.policy.indicators:
            rule = (one.id, one.name, one.source, one.kind, one.direction, one.weight)
            yield self.period.id, *rule, self.priors[one.id], self.policy.version

    def _values(self) -> Iterator[tuple[Any, ...]]:
        for department_id in sorted(self.values):
            for indicator in self.policy.indicators:
                one = self.values[department_id][indicator.id]
                numbers = (one.status, one.numerator, one.denominator, one.value, one.score)
                yield self.period.id, department_id, indicator.id, *numbers, indicator.weight, one.rater_count

    def _scores(self) -> Iterator[tuple[Any, ...]]:
        for one in sorted(self.scores):
            score = self.scores[one]
            place = (self.ranks.get(one), self.grades.get(one), self.coefficients[one])
            yield self.period.id, one, score.status, score.score, *place, score.coverage

    def _lines(self) -> Iterator[tuple[Any, ...]]:
        for line in self.lines:
            yield self.period.id, line.employee_id, line.department_id, line.amount_fen


def priors(policy: Policy, before: Seen) -> Priors:
    """Per indicator the company-wide pooled rate or mean of the period before, or None; never made from targets."""
    found: dict[str, Fraction | None] = {}
    for indicator in policy.indicators:
        seen = [one for (_, indicator_id), one in before.items() if indicator_id == indicator.id]
        cases = sum((one.denominator for one in seen), Fraction(0))
        pooled = sum((one.numerator for one in seen), Fraction(0)) / cases if cases else None
        found[indicator.id] = pooled if indicator.is_shrunk else None
    return found


def judge_half_year(policy: Policy, period: Period, frozen: Priors, facts: Facts) -> HalfYear:
    """Everything about one half-year. A trial run is provisional, and no bonus is given out."""
    absent = {id_ for id_, feeds in FEEDS_OF.items() if feeds & set(facts.absent_feeds)}
    is_trial = _is_trial(policy, frozen, absent)
    is_preliminary = is_trial or not period.is_complete
    values = _filled(policy, facts.seen.get(period.id, {}), frozen, facts.departments, absent)
    scores = {one: department_score(policy, values[one], is_preliminary) for one in facts.departments}
    stored = {one: score.score for one, score in scores.items() if score.score is not None}
    graded = {
        one: clamped(policy, grade) if scores[one].status == "provisional" else grade
        for one, grade in grades(policy, stored).items()
    }
    coefficients = {one: coefficient(policy, scores[one], graded.get(one)) for one in facts.departments}
    lines = _bonus(period, coefficients, facts.people, is_trial)
    return HalfYear(period, policy, frozen, values, scores, ranks(stored), graded, coefficients, lines)


def _is_trial(policy: Policy, frozen: Priors, absent: Collection[str]) -> bool:
    """Whether too little of the weight has a benchmark: a few early cases do not make a period before this one."""
    needed = [indicator for indicator in policy.indicators if indicator.is_shrunk and indicator.id not in absent]
    known = sum((one.weight for one in needed if frozen[one.id] is not None), Fraction(0))
    return known < policy.missing.min_weight_coverage * sum(one.weight for one in needed)


def _filled(
    policy: Policy, seen: Seen, frozen: Priors, departments: Collection[str], absent: Collection[str]
) -> dict[str, dict[str, Value]]:
    """Every department and indicator has a value, were it only the reason why there is none."""
    k = policy.privacy.k_score
    return {
        one: {
            indicator.id: Value("not_applicable")
            if indicator.id in absent
            else judge(indicator, seen.get((one, indicator.id)), frozen[indicator.id], k)
            for indicator in policy.indicators
        }
        for one in departments
    }


def _bonus(period: Period, coefficients: Mapping[str, Fraction], people: People, is_trial: bool) -> list[bonus.Line]:
    """The lines of the period's pool; none without a pool."""
    if period.id not in people.pools:
        return []
    pool_fen = bonus.to_fen(period.id, people.pools[period.id])
    if is_trial:
        return bonus.retained(pool_fen)
    shares = [
        bonus.Share(employee_id, department_id, bonus.to_weight(period.id, employee_id, base), days)
        for employee_id, base in sorted(people.bases.get(period.id, {}).items())
        for department_id, days in bonus.days_by_department(
            people.history.get(employee_id, []),
            people.unpaid.get(employee_id, []),
            period.starts_on,
            period.ends_before_on,
        ).items()
    ]
    return bonus.lines(pool_fen, shares, coefficients)
