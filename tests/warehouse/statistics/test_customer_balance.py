"""A mean balanced over customer departments (3.21)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.statistics.near import near, number
from warehouse.assessment.statistics.customer_balance import CAP, customer_balanced, customer_weights

SCORES = {"sales": [3, 3, 4, 3, 3, 3, 3, 4], "ops": [5, 5], "fin": [4, 4, 4]}
VOLUMES = {"sales": 800, "ops": 150, "fin": 50}
VOLUME_MAPS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 10_000), min_size=1)


def test_how_customers_are_balanced_moves_the_score_by_four_tenths() -> None:
    answers = [score for given in SCORES.values() for score in given]
    assert sum(answers) / len(answers) == near(3.692308)
    assert number(customer_balanced(SCORES)) == near(4.083333)
    assert customer_balanced(SCORES, VOLUMES) == Fraction(41, 10)


def test_what_is_cut_from_a_large_customer_goes_to_the_others_in_proportion() -> None:
    weights = customer_weights(VOLUMES)
    assert weights == {"sales": Fraction(2, 5), "ops": Fraction(2, 5), "fin": Fraction(1, 5)}


@pytest.mark.parametrize("volumes", [{"a": 900, "b": 100}, {"a": 7}, {"a": 0, "b": 0, "c": 0}])
def test_too_few_customers_for_the_cap_or_no_volume_at_all_count_the_same(volumes: dict[str, int]) -> None:
    assert set(customer_weights(volumes).values()) == {Fraction(1, len(volumes))}


def test_a_customer_without_volume_counts_only_where_the_others_are_capped() -> None:
    assert customer_weights({"a": 10, "b": 10, "c": 0}) == {"a": CAP, "b": CAP, "c": Fraction(1, 5)}
    assert customer_weights({"a": 10, "b": 10, "c": 10, "d": 0})["d"] == 0


def test_customers_who_did_not_answer_take_no_part() -> None:
    assert customer_balanced(SCORES | {"it": []}, VOLUMES | {"it": 5000}) == Fraction(41, 10)
    assert customer_balanced({"it": []}, VOLUMES) is None
    assert customer_weights({}) == {}


@given(VOLUME_MAPS)
def test_weights_add_up_to_one_and_none_is_above_the_cap(volumes: dict[str, int]) -> None:
    weights = customer_weights(volumes)
    assert sum(weights.values()) == 1
    assert max(weights.values()) <= max(CAP, Fraction(1, len(volumes)))


@given(VOLUME_MAPS)
def test_the_order_of_customers_changes_no_weight_and_more_volume_never_means_less(volumes: dict[str, int]) -> None:
    weights = customer_weights(volumes)
    assert customer_weights(dict(reversed(list(volumes.items())))) == weights
    ordered = sorted(volumes, key=lambda customer: (volumes[customer], weights[customer]))
    assert [weights[customer] for customer in ordered] == sorted(weights.values())
