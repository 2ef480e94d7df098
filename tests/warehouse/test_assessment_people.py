"""People: own work with frozen priors, enough of it or not rated; caps inside the department; heads have the unit's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.worked_example import POLICY
from warehouse.assessment.person import HEAD, Person, Rules, judge_item, piece_at, pieces, score_person
from warehouse.assessment.person_facts import PersonFacts, Unit
from warehouse.assessment.person_grade import graded, head_of_unit, pools
from warehouse.assessment.score import Observation, Score, on_curve

_RULES = Rules.of(POLICY)
assert _RULES
RULES = _RULES
PRIORS = {"own_resolution_on_time": Fraction(85, 100), "own_csat": Fraction(80, 100)}
GOOD = {
    "own_resolution_on_time": Observation(Fraction(38), Fraction(40)),
    "own_csat": Observation(Fraction(9), Fraction(10), 8),
    "peer_collaboration": Observation(Fraction(450), Fraction(5), 5),
    "superior_review": Observation(Fraction(88), Fraction(1)),
    "self_review": Observation(Fraction(95), Fraction(1)),
}


Changes = Mapping[str, Observation | None]
UNCHANGED: Changes = {}


def _scored(changes: Changes = UNCHANGED, days: int = 181, is_final: bool = True) -> Person:
    seen = {item: one for item, one in {**GOOD, **changes}.items() if one}
    return score_person(RULES, ("HR", "e1"), days, seen, PRIORS, is_final)


def _rated(score: str, department_id: str = "HR", employee_id: str = "e1") -> Person:
    return Person(employee_id, department_id, 181, "rated", score=Decimal(score), error=3.0)


def _grades(people: list[Person], units: Mapping[str, Unit] | None = None) -> list[str | None]:
    return [one.grade for one in graded(RULES, people, units or {}, {})]


def test_a_rate_is_drawn_to_the_departments_frozen_rate_with_the_weight_of_twenty_cases() -> None:
    value = judge_item(
        RULES, "own_resolution_on_time", GOOD["own_resolution_on_time"], PRIORS["own_resolution_on_time"]
    )
    assert value.value == Fraction(38 + 20 * Fraction(85, 100), 60) == Fraction(55, 60)
    assert value.score == 60 + (Fraction(55, 60) - Fraction(8, 10)) * 40 / Fraction(12, 100)


@given(st.fractions(-1, 2, max_denominator=999))
def test_pieces_of_a_curve_are_the_curve(value: Fraction) -> None:
    curve = next(one.curve for one in POLICY.indicators if one.id == "resolution_on_time")
    on = piece_at(value, pieces(curve))
    assert on.offset + on.slope * value == on_curve(value, curve)


def test_a_person_is_scored_by_the_five_weights() -> None:
    """(35·98.8889 + 20·72.7778… + 15·100 + 25·97.3333… + 5·110) / 100, each on the curve of what it is like."""
    one = _scored()
    csat = Fraction(9 + 20 * Fraction(8, 10), 30)
    expected = (
        35 * (60 + (Fraction(55, 60) - Fraction(8, 10)) * 40 / Fraction(12, 100))
        + 20 * (60 + (csat - Fraction(8, 10)) * 40 / Fraction(12, 100))
        + 15 * 100
        + 25 * (60 + Fraction(28) * 40 / 30)
        + 5 * 110
    ) / 100
    assert (one.status, one.reason, one.coverage) == ("rated", None, Fraction(1))
    assert one.score == round(Decimal(expected.numerator) / Decimal(expected.denominator), 4)
    assert one.error


@pytest.mark.parametrize(
    ("reason", "days", "changes"),
    [
        ("too_few_days", 89, {}),
        ("too_few_tickets", 181, {"own_resolution_on_time": Observation(Fraction(19), Fraction(19))}),
        ("too_few_tickets", 181, {"own_resolution_on_time": None}),
        ("too_few_raters", 181, {"own_csat": Observation(Fraction(9), Fraction(9), 4), "peer_collaboration": None}),
        ("low_coverage", 181, {"own_csat": None, "superior_review": None}),
    ],
)
def test_too_little_is_not_rated_with_a_reason_and_a_neutral_coefficient(
    reason: str, days: int, changes: Changes
) -> None:
    one = _scored(changes, days)
    assert (one.status, one.reason, one.score, one.grade, one.coefficient) == (
        "not_rated",
        reason,
        None,
        None,
        Fraction(1),
    )


def test_ninety_days_twenty_tickets_and_five_raters_are_enough() -> None:
    enough: Changes = {
        "own_resolution_on_time": Observation(Fraction(19), Fraction(20)),
        "own_csat": Observation(Fraction(9), Fraction(9), 5),
        "peer_collaboration": None,
    }
    assert _scored(enough, 90).status == "rated"


def test_what_fewer_than_five_people_said_is_neither_shown_nor_scored() -> None:
    one = _scored({"peer_collaboration": Observation(Fraction(100), Fraction(4), 4)})
    peers = one.values["peer_collaboration"]
    assert (peers.status, peers.numerator, peers.value, peers.score) == ("suppressed", None, None, None)
    assert (one.status, one.coverage) == ("rated", Fraction(85, 100))


def test_without_a_frozen_rate_or_before_the_end_a_score_is_provisional() -> None:
    assert score_person(RULES, ("HR", "e1"), 181, GOOD, {}, True).status == "provisional"
    assert _scored(is_final=False).status == "provisional"


@given(st.integers(20, 60), st.integers(0, 59), st.integers(5, 40), st.integers(0, 100))
def test_serving_better_never_lowers_ones_score(cases: int, met: int, answers: int, review: int) -> None:
    met = min(met, cases - 1)
    worse = {
        "own_resolution_on_time": Observation(Fraction(met), Fraction(cases)),
        "own_csat": Observation(Fraction(answers - 1), Fraction(answers), answers),
        "superior_review": Observation(Fraction(review), Fraction(1)),
    }
    low = _scored(worse).score
    for item, by in (("own_resolution_on_time", 1), ("own_csat", 1), ("superior_review", 1)):
        better = worse | {item: replace(worse[item], numerator=worse[item].numerator + by)}
        high = _scored(better).score
        assert low is not None
        assert high is not None
        assert high >= low


def test_caps_count_inside_the_department_and_a_tie_goes_down_whole() -> None:
    ten = [_rated(str(110 - place), employee_id=f"e{place}") for place in range(10)]
    assert _grades(ten) == ["S", "A", "A", *["B"] * 7]
    tied = [replace(one, score=Decimal(110)) for one in ten[:2]] + ten[2:]
    assert _grades(tied)[:4] == ["A", "A", "A", "B"]


def test_a_department_of_few_joins_its_parent_and_the_top_joins_the_company() -> None:
    units = {one: Unit(one, above, None) for one, above in (("TOP", None), ("A", "TOP"), ("A1", "A"), ("B", None))}
    people = [
        _rated("100", where, f"{where}{n}") for where, count in (("A1", 4), ("A", 2), ("B", 3)) for n in range(count)
    ]
    assert {pool: len(own) for pool, own in pools(people, units, 5).items()} == {"A": 6, "": 3}
    circle = {one: Unit(one, above, None) for one, above in (("A1", "A"), ("A", "A1"), ("B", "B"))}
    assert sum(len(own) for own in pools(people, circle, 5).values()) == len(people)


def test_a_veto_caps_a_persons_grade_last_and_money_with_it() -> None:
    (one,) = graded(RULES, [_rated("100")], {}, {"e1": ("D",)})
    assert (one.unvetoed_grade, one.grade, one.coefficient) == ("A", "D", Fraction(1, 2))
    (provisional,) = graded(RULES, [replace(_rated("30"), status="provisional")], {}, {"e1": ("D",)})
    assert (provisional.unvetoed_grade, provisional.grade) == ("C", "D")


def test_the_head_of_a_unit_has_the_units_result_and_nothing_else() -> None:
    unit = Score("rated", Decimal("95.6164"), Fraction(96, 100))
    head = head_of_unit(RULES, ("HR", "e9"), 181, unit, "A", (), ())
    assert (head.status, head.reason, head.score, head.grade) == ("rated", HEAD, unit.score, "A")
    assert head.coefficient == Fraction(276541, 250000)
    assert _grades([head, *[_rated("110", employee_id=f"e{n}") for n in range(5)]])[0] == "A", "no place in the caps"
    vetoed = head_of_unit(RULES, ("HR", "e9"), 181, unit, "A", (), ("D",))
    assert (vetoed.grade, vetoed.coefficient) == ("D", Fraction(1, 2))
    unrated = head_of_unit(RULES, ("HR", "e9"), 181, Score("not_rated", None, Fraction(0)), None, (), ())
    assert (unrated.status, unrated.coefficient) == ("not_rated", Fraction(1))
    assert head_of_unit(RULES, ("HR", "e9"), 89, unit, "A", (), ()).reason == "too_few_days"


@given(st.lists(st.integers(0, 120), min_size=5, max_size=30), st.randoms())
def test_grades_of_people_depend_on_no_order_and_caps_hold(scores: list[int], random: object) -> None:
    people = [_rated(str(score), employee_id=f"e{n:02}") for n, score in enumerate(scores)]
    found = {one.employee_id: one.grade for one in graded(RULES, people, {}, {})}
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {one.employee_id: one.grade for one in graded(RULES, shuffled, {}, {})} == found
    best = list(found.values())
    assert best.count("S") <= max(1, len(scores) // 10)
    assert best.count("S") + best.count("A") <= max(1, len(scores) * 3 // 10)


def test_the_head_and_the_parent_are_those_of_the_last_day() -> None:
    day = date(2026, 6, 30)
    rows = [
        Unit("A", None, "old", None, date(2026, 7, 1)),
        Unit("A", "TOP", "new", date(2026, 7, 1)),
        Unit("B", None, "gone", None, date(2026, 6, 30)),
    ]
    assert {one: unit.manager_id for one, unit in PersonFacts(units=rows).units_on(day).items()} == {"A": "old"}
