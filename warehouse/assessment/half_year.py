"""One half-year from observations to rows: first every department and indicator gets a row, then it is filled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from warehouse.assessment import bonus
from warehouse.assessment.benchmark import Benchmark
from warehouse.assessment.detail import NOTHING
from warehouse.assessment.facts import Doubt, Facts, People, Period
from warehouse.assessment.fill import absent, values
from warehouse.assessment.grade import adjusted, capped, clamped, coefficient, grades, ranks
from warehouse.assessment.period.effects import NONE, Effects
from warehouse.assessment.person import Person
from warehouse.assessment.person_facts import PersonPriors, Review
from warehouse.assessment.person_marts import PERSON_ROWS
from warehouse.assessment.persons import NO_PRIORS, Units, days_of, give_out, judge_people, shares_of
from warehouse.assessment.policy import Policy
from warehouse.assessment.score import Score, Value, department_score
from warehouse.assessment.simpson import warnings
from warehouse.assessment.uncertainty import Sureness, sureness, value_interval


@dataclass(frozen=True)
class HalfYear:
    """All results of one half-year, by department."""

    period: Period
    policy: Policy
    benchmark: Benchmark
    values: Mapping[str, Mapping[str, Value]]
    scores: Mapping[str, Score]
    ranks: Mapping[str, int]
    grades: Mapping[str, str]
    coefficients: Mapping[str, Fraction]
    doubts: list[Doubt]
    trial: str | None
    before: Mapping[str, Score]
    unvetoed: Mapping[str, str]
    effects: Effects
    people: list[Person]
    split: bonus.Split
    reviews: list[Review]

    @cached_property
    def sureness(self) -> Mapping[str, Sureness]:
        return sureness(self.policy, self.values, self.scores)

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """The rows of one table of marts.TABLES, in a stable order."""
        made = {
            "settings.indicator": self._indicators,
            "marts.indicator_value": self._values,
            "marts.department_score": self._scores,
            "marts.period_doubt": self._doubts,
            "marts.period_trial": self._trial,
            "marts.simpson_warning": self._warnings,
        }
        yield from (PERSON_ROWS[table](self) if table in PERSON_ROWS else made[table]())

    def _indicators(self) -> Iterator[tuple[Any, ...]]:
        for one in self.policy.indicators:
            rule = (one.id, one.name, one.source, one.kind, one.direction, one.weight)
            yield self.period.id, *rule, self.benchmark.priors[one.id], self.policy.version

    def _values(self) -> Iterator[tuple[Any, ...]]:
        for department_id in sorted(self.values):
            for indicator in self.policy.indicators:
                one = self.values[department_id][indicator.id]
                numbers = (one.status, one.numerator, one.denominator, one.value, one.score)
                more = (indicator.weight, one.rater_count, one.error, one.raw, one.adjusted, one.doubt)
                left_out = one.left_out if one.status != "suppressed" else NOTHING
                ends = value_interval(self.policy, indicator, one)
                yield self.period.id, department_id, indicator.id, *numbers, *more, *left_out, *ends

    def _scores(self) -> Iterator[tuple[Any, ...]]:
        for one in sorted(self.scores):
            score = self.scores[one]
            place = (self.ranks.get(one), self.grades.get(one), self.coefficients[one])
            sure = self.sureness.get(one, (None,) * len(Sureness._fields))
            yield self.period.id, one, score.status, score.score, *place, score.coverage, *self._ledger(one), *sure

    def _ledger(self, one: str) -> tuple[Any, ...]:
        """Score and grade without what the ledger adds, its points, and its ids."""
        points, ids = self.effects.points.get(one), self.effects.ids.get(one)
        return self.before[one].score, points, self.unvetoed.get(one), ", ".join(ids) if ids else None

    def _doubts(self) -> Iterator[tuple[Any, ...]]:
        for one in self.doubts:
            yield self.period.id, one.feed, one.newest_at.isoformat(), one.age_s

    def _warnings(self) -> Iterator[tuple[Any, ...]]:
        for one in warnings(self.policy, self.values, self.benchmark):
            yield self.period.id, *one

    def _trial(self) -> Iterator[tuple[Any, ...]]:
        if self.trial:
            yield self.period.id, self.trial


def judge_half_year(
    policy: Policy,
    period: Period,
    benchmark: Benchmark,
    facts: Facts,
    effects: Effects = NONE,
    of_people: PersonPriors = NO_PRIORS,
) -> HalfYear:
    """Everything about one half-year. A trial run is provisional, and no bonus is given out.

    A half-year that is not over, or for which a feed is too old, is provisional too: nothing of it is final.
    Approved adjustments enter the score before departments are compared, vetoes cap the grade last.
    """
    trial = trial_reason(policy, period, benchmark, facts)
    doubts = facts.doubts.get(period.id, [])
    is_preliminary = trial is not None or not period.is_complete or bool(doubts)
    filled = values(policy, period.id, facts, benchmark, effects)
    before = {one: department_score(policy, filled[one], is_preliminary) for one in facts.departments}
    scores = {one: adjusted(policy, score, effects.points.get(one)) for one, score in before.items()}
    stored = {one: score.score for one, score in scores.items() if score.score is not None}
    unvetoed = {
        one: clamped(policy, grade) if scores[one].status == "provisional" else grade
        for one, grade in grades(policy, stored).items()
    }
    graded = {one: capped(policy, grade, effects.caps.get(one, ())) for one, grade in unvetoed.items()}
    coefficients = {
        one: coefficient(policy, scores[one], graded.get(one), effects.caps.get(one, ())) for one in facts.departments
    }
    units, days = Units(scores, graded, coefficients), days_of(facts.people, period)
    people = judge_people(policy, period, facts, days, of_people, units, effects, not is_preliminary)
    split = give_out(policy, period, facts.people, days, people, units, effects, trial is not None)
    places = (scores, ranks(stored), graded, coefficients)
    more = (people, split, facts.persons.reviews.get(period.id, []))
    return HalfYear(period, policy, benchmark, filled, *places, doubts, trial, before, unvetoed, effects, *more)


def trial_reason(policy: Policy, period: Period, benchmark: Benchmark, facts: Facts) -> str | None:
    """Why a half-year is a trial: a policy that nobody decided on, or known too late, or too little to compare with."""
    if policy.governance.missing:
        return "not_decided"
    if not policy.is_known_before(period.starts_on):
        return "published_late"
    return None if has_benchmark(policy, benchmark, facts) else "no_benchmark"


def has_benchmark(policy: Policy, benchmark: Benchmark, facts: Facts) -> bool:
    """Whether enough of the weight has a benchmark: a few early cases do not make a period before this one."""
    lacking = absent(facts)
    needed = [indicator for indicator in policy.indicators if indicator.is_shrunk and indicator.id not in lacking]
    known = sum((one.weight for one in needed if benchmark.priors[one.id] is not None), Fraction(0))
    return known >= policy.missing.min_weight_coverage * sum(one.weight for one in needed)


def shares(period: Period, people: People, effects: Effects = NONE) -> list[bonus.Share]:
    """Everybody with a base in the half-year, with the paid days in each department; ratings left out."""
    return shares_of(period, people, days_of(people, period), excluded=effects.excluded)
