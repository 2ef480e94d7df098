"""Ranks, grades with caps, and coefficients."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.worked_example import POLICY
from warehouse.assessment.grade import clamped, coefficient, grades, ranks
from warehouse.assessment.score import Score

ORDER = [grade.id for grade in POLICY.grades]


def _scores(*scores: str | int) -> dict[str, Decimal]:
    return {f"D{number:02}": Decimal(score) for number, score in enumerate(scores)}


def test_equal_scores_share_a_rank_and_the_next_one_skips() -> None:
    assert list(ranks(_scores("90", "95", "90", "80")).values()) == [2, 1, 2, 4]


@pytest.mark.parametrize(("score", "grade"), [("105", "S"), ("104.9999", "A"), ("95", "A"), ("80", "B"), ("60", "C")])
def test_a_small_pool_is_graded_by_threshold_alone(score: str, grade: str) -> None:
    assert grades(POLICY, _scores(score, "59.9999", "0")) == {"D00": grade, "D01": "D", "D02": "D"}


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((110, 109, 108, 107, 70), "SBBBC"),
        ((110, 110, 108, 107, 70, 70, 70, 70, 70, 70), "AAABCCCCCC"),
        ((110, 108, 108, 108, 70, 70, 70, 70, 70, 70), "SBBBCCCCCC"),
        ((99, 98, 98, 97, 70, 70, 70, 70, 70, 70), "AAABCCCCCC"),
        ((100, 99, 98, 98, 97, 96, 70, 70, 70, 70), "AABBBBCCCC"),
    ],
)
def test_a_group_that_crosses_a_cap_moves_down_whole_and_nobody_takes_its_place(
    scores: tuple[int, ...], expected: str
) -> None:
    assert "".join(grades(POLICY, _scores(*scores)).values()) == expected


@pytest.mark.parametrize(("grade", "expected"), [("S", "A"), ("A", "A"), ("B", "B"), ("C", "C"), ("D", "C")])
def test_a_provisional_result_gets_neither_the_best_nor_the_worst_grade(grade: str, expected: str) -> None:
    assert clamped(POLICY, grade) == expected


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        *(("95.6164", "276541/250000"), ("80.5134", "752567/750000"), ("70", "19/20"), ("87.5", "21/20")),
        *(("100", "23/20"), ("120", "6/5"), ("0", "4/5")),
    ],
)
def test_a_coefficient_is_interpolated_on_the_stored_score(score: str, expected: str) -> None:
    assert coefficient(POLICY, Score("rated", Decimal(score), Fraction(1)), "B") == Fraction(expected)


_ON_THE_SCALE = st.integers(0, 1_200_000).map(lambda number: Decimal(number) / 10_000)


@given(_ON_THE_SCALE, _ON_THE_SCALE)
def test_a_coefficient_never_falls_with_the_score_and_stays_between_its_ends(one: Decimal, other: Decimal) -> None:
    low, high = (coefficient(POLICY, Score("rated", score, Fraction(1)), "B") for score in sorted((one, other)))
    assert Fraction("0.8") <= low <= high <= Fraction("1.2")


def test_not_rated_is_neutral_and_a_table_by_grade_is_possible() -> None:
    assert coefficient(POLICY, Score("not_rated", None, Fraction(0)), None) == 1
    by_grade = POLICY.model_copy(
        update={"bonus": POLICY.bonus.model_copy(update={"department_coefficient_mode": "grade"})}
    )
    assert coefficient(by_grade, Score("rated", Decimal("94.9"), Fraction(1)), "C") == Fraction("0.9")


_POOLS = st.lists(st.integers(550, 1200).map(lambda tenths: Decimal(tenths) / 10), min_size=1, max_size=40).map(
    lambda scores: {f"D{number:02}": score for number, score in enumerate(scores)}
)


@given(_POOLS)
def test_a_higher_score_never_gets_a_lower_grade_and_equals_are_equal(scores: dict[str, Decimal]) -> None:
    found = grades(POLICY, scores)
    best_first = sorted(scores, key=lambda one: scores[one], reverse=True)
    places = [ORDER.index(found[one]) for one in best_first]
    assert places == sorted(places)
    assert len({(scores[one], found[one]) for one in scores}) == len(set(scores.values()))


@given(_POOLS)
def test_caps_hold_in_every_pool_of_five_or_more(scores: dict[str, Decimal]) -> None:
    found = list(grades(POLICY, scores).values())
    total = len(scores)
    s_count, a_count = found.count("S"), found.count("A")
    assert total < 5 or s_count <= max(1, total // 10)
    assert total < 5 or s_count + a_count <= max(1, total * 3 // 10)


@given(_POOLS)
def test_nobody_below_a_demoted_group_takes_its_place(scores: dict[str, Decimal]) -> None:
    found = grades(POLICY, scores)
    thresholds = {grade.id: grade.min_score for grade in POLICY.grades}
    demoted = [score for one, score in scores.items() if score >= thresholds["S"] and found[one] != "S"]
    assert not demoted or all(score > max(demoted) for one, score in scores.items() if found[one] == "S")


@given(_POOLS)
def test_the_order_of_departments_changes_no_rank_and_no_grade(scores: dict[str, Decimal]) -> None:
    turned = dict(reversed(scores.items()))
    assert grades(POLICY, turned) == grades(POLICY, scores)
    assert ranks(turned) == ranks(scores)
