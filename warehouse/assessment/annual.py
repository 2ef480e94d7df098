"""The year: half-years and the management review together. Half-years are read as they stand, never computed again."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from warehouse.assessment.grade import capped, clamped, grades
from warehouse.assessment.half_year import HalfYear
from warehouse.assessment.marts import SCORE, named
from warehouse.assessment.period.frozen import Frozen
from warehouse.assessment.policy import Policy
from warehouse.assessment.policy_people import Annual
from warehouse.assessment.score import rounded

ANNUAL = {
    "year": "BIGINT",
    "department_id": "VARCHAR",
    "employee_id": "VARCHAR",
    "status": "VARCHAR",
    "flag": "VARCHAR",
    "score": SCORE,
    "grade": "VARCHAR",
    "half_count": "BIGINT",
    "halves_score": SCORE,
    "review_score": SCORE,
    "unvetoed_grade": "VARCHAR",
}
SINGLE_HALF = "SINGLE_HALF"
Subject = tuple[str, str]  # department, and employee or ""


@dataclass(frozen=True)
class Half:
    """What a year takes of one half-year; `caps` are the grades that its vetoes allow."""

    name: str
    policy: Policy
    is_over: bool
    scores: Mapping[Subject, tuple[str, Decimal]]
    reviews: Mapping[Subject, list[Decimal]]
    caps: Mapping[Subject, tuple[str, ...]]
    subjects: frozenset[Subject]


@dataclass(frozen=True)
class Year:
    """One subject's year before it is graded; `halves` is the weighted mean of its half-years."""

    score: Decimal | None
    halves: Fraction | None = None
    review: Fraction | None = None
    count: int = 0


def year_score(rules: Annual, halves: Mapping[str, Decimal], review: Fraction | None, decimals: int) -> Year:
    """Y of what is there: one half-year alone has all the weight, and without a review so have the half-years."""
    known = {name: weight for name, weight in rules.half_weights.items() if name in halves and weight}
    if not known:
        return Year(None, review=review)
    whole = sum(known.values(), Fraction(0))
    mean = sum((weight * Fraction(halves[name]) for name, weight in known.items()), Fraction(0)) / whole
    parts = rules.comprehensive
    total = mean if review is None else parts.halves * mean + parts.management_review * review
    return Year(rounded(total, decimals), mean, review, len(known))


def annual_rows(half_years: Iterable[HalfYear | Frozen]) -> Iterator[tuple[Any, ...]]:
    """Rows of ANNUAL: every year with a half-year that its policy weighs; a department's row has no employee."""
    years: dict[int, list[Half]] = defaultdict(list)
    for one in half_years:
        if (named := re.fullmatch(r"(\d{4})(.+)", _id(one))) and (half := _half(named[2], one)):
            years[int(named[1])].append(half)
    for year, halves in sorted(years.items()):
        yield from _rows(year, sorted(halves, key=lambda half: half.name))


def _rows(year: int, halves: list[Half]) -> Iterator[tuple[Any, ...]]:
    """By the policy of the last half-year that is there."""
    policy = halves[-1].policy
    assert policy.annual
    is_over = len(halves) >= len(policy.annual.half_weights) and all(half.is_over for half in halves)
    subjects = sorted(frozenset[Subject]().union(*(half.subjects for half in halves)))
    made = {one: _year(policy, policy.annual, halves, one) for one in subjects}
    for kind in (False, True):
        own = {one: year for one, year in made.items() if bool(one[1]) == kind}
        found = grades(policy, {one: year.score for one, year in own.items() if year.score is not None})
        for one, result in own.items():
            status = _status(halves, one, result, is_over)
            grade = found.get(one)
            if grade is not None and status == "provisional":
                grade = clamped(policy, grade)
            caps = [cap for half in halves for cap in half.caps.get(one, ())]
            final = grade and capped(policy, grade, caps)
            flag = SINGLE_HALF if result.count == 1 and len(policy.annual.half_weights) > 1 else None
            score = (status, flag, result.score, final, result.count, result.halves, result.review, grade)
            yield year, one[0], one[1] or None, *score


def _year(policy: Policy, rules: Annual, halves: list[Half], subject: Subject) -> Year:
    reviews = [Fraction(score) for half in halves for score in half.reviews.get(subject, ())]
    review = sum(reviews, Fraction(0)) / len(reviews) if reviews else None
    scores = {half.name: half.scores[subject][1] for half in halves if subject in half.scores}
    return year_score(rules, scores, review, policy.scale.decimals)


def _status(halves: list[Half], subject: Subject, result: Year, is_over: bool) -> str:
    """A year is final when it is over and each half-year that counts was."""
    if result.score is None:
        return "not_rated"
    states = {half.scores[subject][0] for half in halves if subject in half.scores}
    return "rated" if is_over and states == {"rated"} else "provisional"


def _half(name: str, one: HalfYear | Frozen) -> Half | None:
    """None where the policy has no roll-up, or gives this half-year no weight."""
    policy = one.policy
    if policy.annual is None or name not in policy.annual.half_weights:
        return None
    tables = ["marts.department_score", *(["marts.person_score"] if policy.annual.people else [])]
    scores, subjects, reviews = {}, set(), defaultdict(list)
    for row in (row for table in tables for row in named(one, table)):
        subject = (str(row["department_id"]), str(row.get("employee_id") or ""))
        subjects.add(subject)
        if row["score"] is not None:
            scores[subject] = (str(row["status"]), Decimal(str(row["score"])))
    for row in named(one, "marts.management_review"):
        reviews[str(row["department_id"]), str(row["employee_id"] or "")].append(Decimal(str(row["score"])))
    is_over = isinstance(one, Frozen) or one.period.is_complete
    return Half(name, policy, is_over, scores, reviews, _caps(one, subjects), frozenset(subjects))


def _caps(one: HalfYear | Frozen, subjects: Iterable[Subject]) -> dict[Subject, tuple[str, ...]]:
    effects = one.effects
    return {
        (department, employee): caps
        for department, employee in subjects
        if (caps := effects.people_caps.get(employee, ()) if employee else effects.caps.get(department, ()))
    }


def _id(one: HalfYear | Frozen) -> str:
    return one.id if isinstance(one, Frozen) else one.period.id
