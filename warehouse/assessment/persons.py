"""All people of one half-year: first everybody with days in a department gets a row, then it is filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from warehouse.assessment import bonus
from warehouse.assessment.days import days_by_department
from warehouse.assessment.facts import Facts, People, Period
from warehouse.assessment.period.effects import Effects
from warehouse.assessment.person import Person, Rules, score_person
from warehouse.assessment.person_facts import PersonPriors, Place
from warehouse.assessment.person_grade import graded, head_of_unit
from warehouse.assessment.policy import Policy
from warehouse.assessment.score import Score

NO_PRIORS: PersonPriors = {}
NOBODY: Mapping[Place, Person] = {}
NOT_EXCLUDED: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Units:
    """The results of the departments that the results of people rest on."""

    scores: Mapping[str, Score]
    grades: Mapping[str, str]
    coefficients: Mapping[str, Fraction]


def days_of(people: People, period: Period) -> dict[Place, int]:
    """Paid calendar days by (department, employee), in the order of ids."""
    found = {
        (department_id, employee_id): days
        for employee_id, history in people.history.items()
        for department_id, days in days_by_department(
            history, people.unpaid.get(employee_id, ()), period.starts_on, period.ends_before_on
        ).items()
    }
    return dict(sorted(found.items()))


def judge_people(
    policy: Policy,
    period: Period,
    facts: Facts,
    days: Mapping[Place, int],
    priors: PersonPriors,
    units: Units,
    effects: Effects,
    is_final: bool,
) -> list[Person]:
    """Everybody's result in each department; nobody's where the policy does not assess people.

    A department without a rate of its own in the half-year before is drawn to the company's.
    """
    rules = Rules.of(policy)
    if rules is None or not days:
        return []
    seen, rows = facts.persons.seen(period.id), facts.persons.units_on(period.last_day)
    people = []
    for place, count in days.items():
        department_id, employee_id = place
        if department_id in rows and rows[department_id].manager_id == employee_id:
            caps = (effects.caps.get(department_id, ()), effects.people_caps.get(employee_id, ()))
            score = units.scores.get(department_id, Score("not_rated", None, Fraction(0)))
            people.append(head_of_unit(rules, place, count, score, units.grades.get(department_id), *caps))
        else:
            own = {**priors.get("", {}), **priors.get(department_id, {})}
            people.append(score_person(rules, place, count, seen.get(place, {}), own, is_final))
    return graded(rules, people, rows, effects.people_caps)


def give_out(
    policy: Policy,
    period: Period,
    facts: People,
    days: Mapping[Place, int],
    people: list[Person],
    units: Units,
    effects: Effects,
    is_trial: bool,
) -> bonus.Split:
    """The money of a half-year; in a trial run nothing is given out, and without a pool only open amounts are."""
    mode = policy.bonus.mode
    pool = facts.pools.get(period.id)
    pool_fen = None if pool is None else bonus.to_fen(period.id, pool)
    if is_trial or (pool_fen is None and mode == bonus.CLOSED):
        return bonus.retained(mode, pool_fen)
    shares = shares_of(period, facts, days, {one.place: one for one in people}, effects.excluded)
    if mode == bonus.OPEN:
        length = (period.ends_before_on - period.starts_on).days
        return bonus.open_(pool_fen, shares, units.coefficients, length)
    assert pool_fen is not None
    return bonus.closed(pool_fen, shares, units.coefficients)


def shares_of(
    period: Period,
    facts: People,
    days: Mapping[Place, int],
    results: Mapping[Place, Person] = NOBODY,
    excluded: Mapping[str, tuple[str, ...]] = NOT_EXCLUDED,
) -> list[bonus.Share]:
    """One share per person with a base, and department; who has no result has a neutral coefficient."""
    bases = {
        employee_id: bonus.base_to_fen(period.id, employee_id, amount)
        for employee_id, amount in sorted(facts.bases.get(period.id, {}).items())
    }
    shares = []
    for place, count in days.items():
        department_id, employee_id = place
        if employee_id in bases:
            result = results.get(place)
            rating = (result.coefficient, result.grade) if result else (bonus.NEUTRAL, None)
            given = (bases[employee_id], count, *rating, excluded.get(employee_id, ()))
            shares.append(bonus.Share(employee_id, department_id, *given))
    return shares
