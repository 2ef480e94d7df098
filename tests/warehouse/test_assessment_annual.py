"""The year: half-years as they stand and the management review, graded anew from their mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.worked_example import POLICY
from warehouse.assessment.annual import ANNUAL, annual_rows, year_score
from warehouse.assessment.facts import Period
from warehouse.assessment.marts import TABLES
from warehouse.assessment.period.effects import Effects
from warehouse.assessment.policy import Policy

assert POLICY.annual
RULES = POLICY.annual
OF_PEOPLE = POLICY.model_copy(update={"annual": RULES.model_copy(update={"people": True})})
PERSON = ("department_id", "status", "employee_id", "score")


@dataclass
class Half:
    """A half-year as the roll-up sees it: its rows as they stand."""

    period: Period
    scores: dict[str, tuple[str, str | None]]
    reviews: dict[str, str]
    effects: Effects
    policy: Policy = POLICY
    people: dict[str, str] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        made: list[dict[str, Any]] = []
        if table == "marts.department_score":
            made = [{"department_id": one, "status": a, "score": b} for one, (a, b) in self.scores.items()]
        if table == "marts.person_score":
            status = ("HR", "rated")
            made = [dict(zip(PERSON, (*status, one, score), strict=True)) for one, score in self.people.items()]
        if table == "marts.management_review":
            made = [{"department_id": one, "score": score} for one, score in self.reviews.items()]
        yield from (tuple(row.get(column) for column in TABLES[table]) for row in made)


def _half(id_: str, scores: dict[str, Any], reviews: dict[str, str] | None = None, **effects: Any) -> Half:
    states = {one: ("not_rated", None) if score is None else ("rated", score) for one, score in scores.items()}
    period = Period(id_, date(2026, 1, 1), date(2026, 7, 1), True)
    return Half(period, states, reviews or {}, Effects(**effects))


def _rows(*halves: Half) -> list[dict[str, Any]]:
    return [dict(zip(ANNUAL, row, strict=True)) for row in annual_rows(halves)]  # type: ignore[arg-type]


def _year(*halves: Half) -> dict[str, dict[str, Any]]:
    return {row["department_id"]: row for row in _rows(*halves)}


def test_two_half_years_and_a_review_make_a_year() -> None:
    found = _year(_half("2026H1", {"HR": "92.5"}), _half("2026H2", {"HR": "88.1"}, {"HR": "90"}))["HR"]
    assert (found["score"], found["status"], found["flag"], found["grade"]) == (Decimal("90.2550"), "rated", None, "B")
    assert (found["halves_score"], found["review_score"], found["half_count"]) == (Fraction("90.3"), 90, 2)


def test_one_rated_half_year_counts_alone_and_is_flagged() -> None:
    found = _year(_half("2026H1", {"HR": None}), _half("2026H2", {"HR": "88.1"}))["HR"]
    assert (found["score"], found["flag"], found["status"]) == (Decimal("88.1000"), "SINGLE_HALF", "rated")


def test_none_rated_is_not_rated() -> None:
    found = _year(_half("2026H1", {"HR": None}), _half("2026H2", {"HR": None}, {"HR": "90"}))["HR"]
    assert (found["status"], found["score"], found["grade"], found["flag"]) == ("not_rated", None, None, None)


def test_grades_come_from_the_year_and_not_from_letters() -> None:
    """96 and 90 are an A and a B; 93 is a B."""
    found = _year(_half("2026H1", {"HR": "96"}), _half("2026H2", {"HR": "90"}))["HR"]
    assert (found["score"], found["grade"]) == (Decimal("93.0000"), "B")


def test_a_veto_of_a_half_year_caps_the_year() -> None:
    found = _year(_half("2026H1", {"HR": "92"}, caps={"HR": ("C",)}), _half("2026H2", {"HR": "92"}))["HR"]
    assert (found["grade"], found["unvetoed_grade"]) == ("C", "B")


def test_a_year_that_lacks_a_half_year_or_rests_on_a_provisional_one_is_provisional() -> None:
    assert _year(_half("2026H1", {"HR": "92"}))["HR"]["status"] == "provisional"
    first = _half("2026H1", {"HR": "30"})
    first.scores["HR"] = ("provisional", "30")
    found = _year(first, _half("2026H2", {"HR": "40"}))["HR"]
    assert (found["status"], found["grade"], found["unvetoed_grade"]) == ("provisional", "C", "C")


def test_people_have_a_year_of_their_own_where_the_policy_says_so_and_vetoes_cap_it() -> None:
    """A veto on a person caps that person's year and not the department's."""
    halves = [_half("2026H1", {"HR": "96"}, people_caps={"anna": ("C",)}), _half("2026H2", {"HR": "96"})]
    halves[0].people, halves[1].people = {"anna": "97", "ben": "80"}, {"anna": "99", "ben": "70"}
    assert [row["employee_id"] for row in _rows(*halves)] == [None]
    for half in halves:
        half.policy = OF_PEOPLE
    found = [(row["employee_id"], row["score"], row["grade"]) for row in _rows(*halves)]
    assert found == [(None, 96, "A"), ("anna", 98, "C"), ("ben", 75, "C")]


def test_half_years_that_the_policy_does_not_weigh_make_no_year() -> None:
    assert _year(_half("2026Q1", {"HR": "92"})) == {}


@given(st.decimals(0, 120, places=4), st.decimals(0, 120, places=4))
def test_a_year_lies_between_its_half_years(first: Decimal, second: Decimal) -> None:
    both = year_score(RULES, {"H1": first, "H2": second}, None, 4).score
    assert both is not None
    assert min(first, second) <= both <= max(first, second)
    assert year_score(RULES, {"H2": second}, None, 4).score == second
    assert year_score(RULES, {}, None, 4).score is None


@pytest.mark.parametrize(("review", "score"), [(Fraction(100), "93"), (Fraction(0), "78")])
def test_the_review_has_its_weight(review: Fraction, score: str) -> None:
    low, high = Decimal("91.7647"), Decimal("91.7647")
    found = year_score(RULES, {"H1": low, "H2": high}, review, 0).score
    assert found == Decimal(score)
