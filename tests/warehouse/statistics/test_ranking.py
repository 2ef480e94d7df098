"""How sure an order is: probabilities (3.6), bands and rank sets (3.7), and what holds for all of them (I24)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.ranking import (
    Estimate,
    above,
    bands,
    expected_ranks,
    rank_sets,
    rate_above,
    simulated_ranks,
)

WORKED = {
    id_: Estimate(score, error)
    for id_, score, error in zip("abcde", (92, 90.5, 86, 85.2, 70), (1.5, 2.5, 2, 2, 1.5), strict=True)
}
SCORES = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.builds(Estimate, st.integers(0, 240).map(lambda half: half / 2), st.integers(0, 20).map(lambda half: half / 2)),
    max_size=12,
)


def _point_ranks(scores: dict[str, Estimate]) -> dict[str, int]:
    return {id_: 1 + sum(other.score > one.score for other in scores.values()) for id_, one in scores.items()}


def test_the_probability_to_be_better_weighs_both_errors() -> None:
    assert above(Estimate(86, 2), Estimate(83, 2.5)) == near(0.825632)
    assert above(Estimate(83, 2.5), Estimate(86, 2)) == near(1 - 0.825632)


def test_without_errors_the_better_is_certain_and_equals_toss_a_coin() -> None:
    assert [above(Estimate(5, 0), Estimate(score, 0)) for score in (4, 5, 6)] == [1, 0.5, 0]


def test_rates_compare_by_their_beta_distributions() -> None:
    assert rate_above((19, 3), (16, 6)) == near(0.881041)
    assert rate_above((19, 3), (19, 3)) == near(0.5)
    assert rate_above((9_000, 1_000), (8_900, 1_100)) > 0.98


def test_the_worked_scores_get_their_expected_ranks() -> None:
    assert list(expected_ranks(WORKED).values()) == pytest.approx([1.3149, 1.8254, 3.3005, 3.5592, 5], abs=5e-5)


def test_expected_ranks_without_errors_are_the_ranks() -> None:
    exact = {"a": Estimate(9, 0), "b": Estimate(7, 0), "c": Estimate(7, 0), "d": Estimate(1, 0)}
    assert expected_ranks(exact) == {"a": 1, "b": 2.5, "c": 2.5, "d": 4}
    assert expected_ranks({}) == {}


def test_simulated_ranks_agree_with_the_expected_ones_and_with_their_seed() -> None:
    found = simulated_ranks(WORKED, seed=1)
    assert found == simulated_ranks(dict(reversed(list(WORKED.items()))), seed=1)
    assert [one.median for one in found.values()] == [1, 2, 3, 4, 5]
    assert [(one.low, one.high) for one in found.values()] == [(1, 2), (1, 3), (2, 4), (3, 4), (5, 5)]
    assert simulated_ranks({}, seed=1) == {}


def test_the_leader_of_a_band_decides_who_is_in_it() -> None:
    assert list(bands(WORKED).values()) == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(("second", "third"), [(20, 1), (1, 20)])
def test_equal_scores_share_a_band_whatever_their_errors(second: float, third: float) -> None:
    scores = {"a": Estimate(90, 1), "b": Estimate(80, second), "c": Estimate(80, third), "d": Estimate(70, 1)}
    assert bands(scores) == {"a": 1, "b": 1, "c": 1, "d": 2}


@pytest.mark.parametrize(("first", "second"), [(20, 1), (1, 20)])
def test_of_equal_leaders_the_least_sure_one_decides(first: float, second: float) -> None:
    scores = {"a": Estimate(90, first), "b": Estimate(90, second), "c": Estimate(80, 1)}
    assert set(bands(scores).values()) == {1}


def test_rank_sets_hold_for_all_units_at_once() -> None:
    assert list(rank_sets(WORKED).values()) == [(1, 3), (1, 4), (1, 4), (2, 4), (5, 5)]


def test_no_unit_has_no_rank_and_one_unit_the_first() -> None:
    assert (bands({}), rank_sets({})) == ({}, {})
    assert (bands({"a": Estimate(1, 1)}), rank_sets({"a": Estimate(1, 1)})) == ({"a": 1}, {"a": (1, 1)})


@settings(deadline=None)  # the first example imports scipy
@given(SCORES)
def test_rank_sets_contain_the_point_rank(scores: dict[str, Estimate]) -> None:
    sets = rank_sets(scores)
    assert all(sets[id_].best <= rank <= sets[id_].worst for id_, rank in _point_ranks(scores).items())


@settings(deadline=None)  # the first example imports scipy
@given(SCORES)
def test_bands_never_rise_with_the_score(scores: dict[str, Estimate]) -> None:
    found = bands(scores)
    ordered = [found[id_] for id_ in sorted(scores, key=lambda id_: -scores[id_].score)]
    assert ordered == sorted(ordered)
    assert sorted(set(ordered)) == list(range(1, len(set(ordered)) + 1))


@settings(deadline=None)  # the first example imports scipy
@given(SCORES)
def test_the_order_of_rows_changes_no_rank_band_or_set(scores: dict[str, Estimate]) -> None:
    backwards = dict(reversed(list(scores.items())))
    for rule in (expected_ranks, bands, rank_sets):
        assert rule(backwards) == rule(scores)


@settings(deadline=None)  # the first example imports scipy
@given(SCORES)
def test_expected_ranks_add_up(scores: dict[str, Estimate]) -> None:
    assert sum(expected_ranks(scores).values()) == pytest.approx(len(scores) * (len(scores) + 1) / 2)
