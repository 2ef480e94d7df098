"""Quality along a chain (3.14, I23)."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.chain import Step, chain, rolled_yield, step_target

WORKED = [Step(98, 100), Step(95, 100), Step(188, 200)]
STEPS = st.lists(
    st.integers(1, 300).flatmap(lambda cases: st.builds(Step, st.integers(0, cases), st.just(cases))),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize(("steps", "whole"), [(3, 0.970299), (10, 0.904382)])
def test_one_percent_lost_at_each_step_adds_up(steps: int, whole: float) -> None:
    assert float(rolled_yield([Fraction(99, 100)] * steps)) == near(whole)


def test_the_worked_chain_says_where_the_loss_is() -> None:
    found = chain(WORKED)
    assert [float(found.rolled_yield), found.log_error] == near([0.875140, 0.032397])
    assert found.interval == near((0.821299, 0.932510))
    assert found.loss_shares == near([0.151477, 0.384590, 0.463933])


def test_a_target_for_the_chain_is_a_higher_one_for_each_step() -> None:
    assert step_target(0.95, 3) == near(0.983048)
    assert step_target(0.95, 1) == 0.95


def test_a_step_that_lets_nothing_pass_leaves_only_a_zero() -> None:
    found = chain([Step(0, 10), Step(9, 10)])
    assert (found.rolled_yield, found.log_error, found.interval, found.loss_shares) == (0, None, None, None)


def test_a_step_without_cases_leaves_no_chain() -> None:
    assert chain([Step(9, 10), Step(0, 0)]) is chain([]) is None


def test_where_nothing_is_lost_nobody_has_a_share_of_it() -> None:
    found = chain([Step(5, 5), Step(7, 7)])
    assert (found.rolled_yield, found.loss_shares, found.interval) == (1, [0, 0], (1, 1))


@given(STEPS)
def test_a_chain_is_no_better_than_its_worst_step(steps: list[Step]) -> None:
    assert chain(steps).rolled_yield <= min(Fraction(*step) for step in steps)


@given(STEPS, st.randoms())
def test_the_order_of_steps_changes_nothing(steps: list[Step], chance: Random) -> None:
    one, other = chain(steps), chain(chance.sample(steps, len(steps)))
    assert (one.rolled_yield, one.log_error, one.interval) == (other.rolled_yield, other.log_error, other.interval)


@given(STEPS, st.integers(1, 100))
def test_a_step_at_100_percent_changes_nothing(steps: list[Step], cases: int) -> None:
    one, other = chain(steps), chain([*steps, Step(cases, cases)])
    assert (one.rolled_yield, one.log_error, one.interval) == (other.rolled_yield, other.log_error, other.interval)
    assert one.loss_shares is None or other.loss_shares == [*one.loss_shares, 0]


@given(STEPS)
def test_loss_shares_add_up_to_the_whole_loss(steps: list[Step]) -> None:
    shares = chain(steps).loss_shares
    assert shares is None or sum(shares) == near(1) or set(shares) == {0}
