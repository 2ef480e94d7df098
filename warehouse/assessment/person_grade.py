"""Grades and coefficients of people: thresholds, caps inside the department, vetoes; heads have the unit's."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from warehouse.assessment.grade import capped, clamped, coefficient, grades
from warehouse.assessment.person import HEAD, Person, Rules
from warehouse.assessment.person_facts import Place, Unit
from warehouse.assessment.policy import Policy
from warehouse.assessment.score import Score
from warehouse.assessment.statistics.ranking import Estimate, bands

COMPANY = ""
Pools = Mapping[str, list[Person]]


def pools(people: Iterable[Person], units: Mapping[str, Unit], smallest: int) -> dict[str, list[Person]]:
    """The rated people by the department in which caps count; one of fewer than `smallest` joins its parent's.

    What is still too small at the top joins one pool of the company, under "".
    """
    found: dict[str, list[Person]] = defaultdict(list)
    for one in people:
        if one.score is not None and not one.is_head:
            found[one.department_id].append(one)
    above = {unit: _above(unit, units) for unit in {*units, *found}}
    for unit in sorted(above, key=lambda unit: (-len(above[unit]), unit)):
        if 0 < len(found.get(unit, ())) < smallest:
            found[above[unit][0] if above[unit] else COMPANY] += found.pop(unit)
    return dict(found)


def _above(department_id: str, units: Mapping[str, Unit]) -> list[str]:
    """The departments above one, nearest first; a circle ends where it began."""
    found: list[str] = []
    unit = units.get(department_id)
    while unit and unit.parent_id and unit.parent_id in units and unit.parent_id not in (*found, department_id):
        found.append(unit.parent_id)
        unit = units[unit.parent_id]
    return found


def graded(
    rules: Rules, people: list[Person], units: Mapping[str, Unit], caps: Mapping[str, Collection[str]]
) -> list[Person]:
    """The people with grade, band and coefficient, in their order; `caps` are the grades that vetoes allow."""
    places: dict[Place, tuple[str, str, int]] = {}
    policy = rules.policy
    for pool_id, own in pools(people, units, policy.grading.cap_min_pool).items():
        scores = {one.place: one.score for one in own if one.score is not None}
        in_band = bands(
            {one.place: Estimate(float(one.score or 0), one.error or 0.0) for one in own},
            float(policy.uncertainty.band_probability),
        )
        for place, grade in grades(policy, scores).items():
            places[place] = (pool_id, grade, in_band[place])
    return [_with_grade(policy, one, places[one.place], caps) if one.place in places else one for one in people]


def _with_grade(
    policy: Policy, one: Person, found: tuple[str, str, int], caps: Mapping[str, Collection[str]]
) -> Person:
    pool_id, grade, band = found
    unvetoed = clamped(policy, grade) if one.status == "provisional" else grade
    grade = capped(policy, unvetoed, caps.get(one.employee_id, ()))
    of_grade = {one.id: one.individual_coefficient for one in policy.grades}
    return replace(
        one,
        grade=grade,
        unvetoed_grade=unvetoed,
        coefficient=of_grade[grade],
        pool_id=pool_id or None,
        band=band,
    )


def head_of_unit(
    rules: Rules,
    place: Place,
    days: int,
    unit: Score,
    grade: str | None,
    department_caps: Collection[str],
    caps: Collection[str],
) -> Person:
    """The head's result is the unit's and nothing else; a veto on the person caps it, too."""
    policy, (department_id, employee_id) = rules.policy, place
    if days < rules.individual.rated_min_days:
        return Person(
            employee_id,
            department_id,
            days,
            "not_rated",
            "too_few_days",
            coefficient=policy.grading.not_rated_coefficient,
        )
    final = grade and capped(policy, grade, caps)
    factor = coefficient(policy, unit, grade, department_caps)
    if grade is not None:
        of_grade = {one.id: one.individual_coefficient for one in policy.grades}
        factor = min([factor, *(of_grade[cap] for cap in caps)])
    return Person(
        employee_id,
        department_id,
        days,
        unit.status,
        HEAD,
        unit.score,
        grade=final,
        unvetoed_grade=grade,
        coefficient=factor,
    )
