"""From stored scores to ranks, grades and coefficients: the only steps in which departments are compared."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import TypeVar

from warehouse.assessment.policy import Policy
from warehouse.assessment.score import Score, on_curve, rounded

Scored = Mapping[str, Decimal]
Id = TypeVar("Id", str, tuple[str, str])


def ranks(scores: Scored) -> dict[str, int]:
    """Competition ranking, best first: equal scores share a rank and the next one skips (1, 2, 2, 4)."""
    descending = sorted(scores.values(), reverse=True)
    first = {score: rank for rank, score in reversed(list(enumerate(descending, start=1)))}
    return {department: first[score] for department, score in scores.items()}


def grades(policy: Policy, scores: Mapping[Id, Decimal]) -> dict[Id, str]:
    """Grades by threshold, then cumulative caps on the best ones.

    A group of equal scores that would cross a cap moves down whole, and nobody below it takes its place.
    Pools smaller than `cap_min_pool` have no caps.
    """
    ids = [grade.id for grade in policy.grades]
    found = {department: _by_threshold(policy, score) for department, score in scores.items()}
    if len(scores) < policy.grading.cap_min_pool:
        return {department: ids[place] for department, place in found.items()}
    for place, grade in enumerate(policy.grades):
        if grade.cum_cap is not None:
            room = max(1, int(grade.cum_cap * len(scores)))
            for department in _beyond(room, {one: scores[one] for one, at in found.items() if at <= place}):
                found[department] = place + 1
    return {department: ids[place] for department, place in found.items()}


def _by_threshold(policy: Policy, score: Decimal) -> int:
    """The place of the best grade that the score reaches; the last grade is for everybody."""
    reached = (place for place, grade in enumerate(policy.grades) if score >= grade.min_score)
    return next(reached, len(policy.grades) - 1)


def _beyond(room: int, scores: Mapping[Id, Decimal]) -> list[Id]:
    """Who does not fit: whole groups of equal scores, from the first that crosses the limit downwards."""
    best_first = sorted(scores, key=lambda department: scores[department], reverse=True)
    taken = 0
    for _, group in groupby(best_first, key=lambda department: scores[department]):
        size = len(list(group))
        if taken + size > room:
            return best_first[taken:]
        taken += size
    return []


def clamped(policy: Policy, grade: str) -> str:
    """The grade of a department whose result is provisional: neither the best nor the worst."""
    ids = [one.id for one in policy.grades]
    best = ids.index(policy.uncertainty.provisional_grade_best)
    worst = ids.index(policy.uncertainty.provisional_grade_worst)
    return ids[min(max(ids.index(grade), best), worst)]


def adjusted(policy: Policy, score: Score, points: Decimal | None) -> Score:
    """The score with the ledger's points, whose sum the policy bounds, inside the scale; what is not rated stays so."""
    if score.score is None or not points:
        return score
    bound = policy.adjustments.max_abs_points
    moved = Fraction(score.score) + min(max(Fraction(points), -bound), bound)
    inside = min(max(moved, policy.scale.min), policy.scale.max)
    return replace(score, score=rounded(inside, policy.scale.decimals))


def capped(policy: Policy, grade: str, caps: Collection[str]) -> str:
    """The grade under vetoes: never better than any of them allows."""
    ids = [one.id for one in policy.grades]
    return ids[max(map(ids.index, [grade, *caps]))]


def coefficient(policy: Policy, score: Score, grade: str | None, caps: Collection[str] = ()) -> Fraction:
    """What the department's share of the pool is multiplied by; neutral when it is not rated.

    A veto reaches money through this alone: at most the coefficient of the grade that it allows.
    """
    if score.score is None or grade is None:
        return policy.grading.not_rated_coefficient
    of_grade = {one.id: one.dept_coefficient for one in policy.grades}
    if policy.bonus.department_coefficient_mode == "grade":
        return of_grade[grade]
    on_score = on_curve(Fraction(score.score), policy.bonus.department_coefficient_curve)
    return min([on_score, *(of_grade[cap] for cap in caps)])
