"""Whole half-years with people and money in them: no order of rows matters, and who is excluded gets nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.period_people import PROOF, office
from tests.warehouse.test_invariants import DEPARTMENTS, PERIOD, POLICY, SEEDS, _company_of, _facts, _left_by, few
from warehouse.assessment.days import Absence, Assignment
from warehouse.assessment.facts import Facts, People
from warehouse.assessment.half_year import HalfYear, judge_half_year
from warehouse.assessment.period.effects import NONE, Effects, effects
from warehouse.assessment.period.ledger import read_ledger
from warehouse.assessment.period.result import result_sha256
from warehouse.assessment.person_facts import PersonFacts, Unit

IDS = ("old", *(f"e{n}" for n in range(11)))
ITEMS = {"own_resolution_on_time": 1, "own_csat": 1, "peer_collaboration": 100, "superior_review": 100}
COLUMNS = ["period_id", "department_id", "employee_id", "indicator_id", "numerator", "denominator", "rater_count"]
PRIORS = {"": {"own_resolution_on_time": Fraction(85, 100), "own_csat": Fraction(80, 100)}}
MOVED_ON, PARTS = date(2026, 4, 20), 10_000
POOL = Decimal("100000.01")


def _observed(chance: Random, one: str, department: str) -> list[tuple[Any, ...]]:
    rows = []
    for item, most in ITEMS.items():
        cases = chance.randint(15, 60)
        counts = (chance.randint(0, cases * most) * PARTS, cases * PARTS, chance.randint(3, 9))
        rows.append((PERIOD.id, department, one, item, *counts))
    return rows


def _half_year(seed: int) -> Facts:
    """Twelve people of three departments: heads, one in three transferred, one in four on unpaid leave for a while."""
    chance = Random(seed)
    homes = {one: DEPARTMENTS[place % 3] for place, one in enumerate(IDS)}
    history = {one: [Assignment(one, home, None)] for one, home in homes.items()}
    for one in IDS[::3]:
        history[one].append(Assignment(one, chance.choice("BC"), MOVED_ON))
    leave = [Absence(date(2026, 2, 2), date(2026, 2, 20)), Absence(date(2026, 5, 4), date(2026, 5, 6))]
    bases = {one: Decimal(chance.randint(5_000, 20_000)) for one in IDS}
    people = People(history, dict.fromkeys(IDS[::4], leave), {PERIOD.id: bases}, {PERIOD.id: POOL})
    rows = [row for one, home in homes.items() for row in _observed(chance, one, home)]
    units = [Unit(one, None if one == "A" else "A", f"e{place}") for place, one in enumerate(DEPARTMENTS)]
    persons = PersonFacts(pl.DataFrame(rows, schema=COLUMNS, orient="row"), units)
    return replace(_facts(_company_of(seed)), people=people, persons=persons)


def _judged(seed: int, facts: Facts, ledger: Effects = NONE) -> HalfYear:
    return judge_half_year(POLICY, PERIOD, _left_by(seed), facts, ledger, PRIORS)


def _shuffled(chance: Any, rows: Mapping[str, Any]) -> dict[str, Any]:
    """The same by key, in another order, lists inside it too."""
    keys = chance.sample(list(rows), len(rows))
    return {key: chance.sample(rows[key], len(rows[key])) if isinstance(rows[key], list) else rows[key] for key in keys}


@few
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_people_their_histories_and_rows_changes_no_hash(seed: int, chance: Any) -> None:
    facts = _half_year(seed)
    of, persons = facts.people, facts.persons
    bases = {PERIOD.id: _shuffled(chance, of.bases[PERIOD.id])}
    people = People(_shuffled(chance, of.history), _shuffled(chance, of.unpaid), bases, of.pools)
    rows = persons.observed.rows()
    observed = pl.DataFrame(chance.sample(rows, len(rows)), schema=COLUMNS, orient="row")
    mixed = replace(persons, observed=observed, units=chance.sample(persons.units, len(persons.units)))
    departments = chance.sample(list(facts.departments), len(facts.departments))
    was = _judged(seed, facts)
    again = _judged(seed, replace(facts, people=people, persons=mixed, departments=departments))
    assert result_sha256(again) == result_sha256(was)
    assert sum(line.amount_fen for line in was.split.lines) == POOL * 100
    assert any(one.score is not None and not one.is_head for one in was.people)


def test_a_leaver_is_paid_until_two_others_approve_the_exclusion_and_then_gets_nothing(tmp_path: Path) -> None:
    def lines() -> list[tuple[int, tuple[str, ...]]]:
        judged = _judged(7, _half_year(7), effects(read_ledger(tmp_path), PERIOD.id))
        assert sum(line.amount_fen for line in judged.split.lines) == POOL * 100
        own = [line for line in judged.split.lines if line.employee_id == "old"]
        return [(line.amount_fen, line.excluded_by) for line in own]

    with office(tmp_path, "ada") as at:
        id_ = at.exclude("old", "X1", "dismissed for cause", PROOF).id
    with office(tmp_path, "ben") as at:
        at.approve(id_)
    assert all(amount > 0 and not by for amount, by in lines())
    with office(tmp_path, "ivan") as at:
        at.approve(id_)
    assert set(lines()) == {(0, (id_,))}
