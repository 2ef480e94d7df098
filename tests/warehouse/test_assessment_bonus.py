"""Money: whole fen, two stages, and days."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.worked_example import POLICY, SHARES, values_of
from warehouse.assessment.bonus import (
    Absence,
    Assignment,
    Line,
    Share,
    allocated,
    days_by_department,
    lines,
    to_fen,
    to_weight,
)
from warehouse.assessment.grade import coefficient
from warehouse.assessment.score import department_score
from warehouse.errors import UserError

START, END = date(2026, 1, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (23, (10, 20, 50, 15, 5), [2, 5, 12, 3, 1]),
        (100_000_000, (1, 1, 1), [33_333_334, 33_333_333, 33_333_333]),
        (100_000_001, (360, 440, 250), [34_285_715, 41_904_762, 23_809_524]),
        (10, (6, 6, 2), [4, 4, 2]),
        (11, (6, 6, 2), [5, 5, 1]),
        (7, (0, 0), [0, 0]),
    ],
)
def test_whole_fen_go_by_largest_remainder_and_ties_by_id(
    total: int, weights: tuple[int, ...], parts: list[int]
) -> None:
    keyed = {f"e{number}": Fraction(weight) for number, weight in enumerate(weights)}
    assert list(allocated(total, keyed).values()) == parts


def _published() -> list[Line]:
    coefficients = {}
    for one in ("HR", "IT", "LAW"):
        score = department_score(POLICY, values_of(one))
        coefficients[one] = coefficient(POLICY, score, "B" if score.score else None)
    return lines(10_000_000, SHARES, coefficients)


def test_the_worked_example_is_given_out_to_the_fen() -> None:
    assert {(line.employee_id, line.department_id): line.amount_fen for line in _published()} == {
        ("e1", "HR"): 2_210_327,
        ("e2", "HR"): 1_473_552,
        ("e4", "HR"): 1_000_143,
        ("e4", "IT"): 965_556,
        ("e3", "IT"): 2_157_600,
        ("e5", "IT"): 312_911,
        ("e6", "LAW"): 1_879_911,
    }
    assert sum(line.amount_fen for line in _published()) == 10_000_000


def test_what_nobody_can_get_stays_with_the_company() -> None:
    assert lines(500, [], {}) == [Line(None, None, 500)]
    assert lines(500, [Share("e1", "HR", Fraction(0), 181)], {}) == [Line("e1", "HR", 0), Line(None, None, 500)]


@pytest.mark.parametrize(("amount", "fen"), [("100000.0000", 10_000_000), ("0.01", 1), ("0", 0)])
def test_a_pool_is_whole_fen(amount: str, fen: int) -> None:
    assert to_fen("2026H1", Decimal(amount)) == fen


@pytest.mark.parametrize("amount", ["0.005", "-1"])
def test_a_pool_with_a_part_of_a_fen_or_below_zero_is_refused(amount: str) -> None:
    with pytest.raises(UserError, match="bonus_pools: the pool of 2026H1"):
        to_fen("2026H1", Decimal(amount))


def test_a_base_below_zero_is_refused() -> None:
    assert to_weight("2026H1", "e1", Decimal("8000.5")) == Fraction(16001, 2)
    with pytest.raises(UserError, match="bonus_bases: the base of e1 in 2026H1 is -1"):
        to_weight("2026H1", "e1", Decimal(-1))


_HIRED = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("history", "unpaid", "expected"),
    [
        ([Assignment("e", "HR", None)], [], {"HR": 181}),
        ([Assignment("e", "HR", _HIRED), Assignment("e", "IT", date(2026, 4, 2))], [], {"HR": 91, "IT": 90}),
        ([Assignment("e", "HR", _HIRED), Assignment("e", "IT", END)], [], {"HR": 181}),
        ([Assignment("e", "IT", None, hired_on=date(2026, 6, 30))], [], {"IT": 1}),
        ([Assignment("e", "IT", None, left_on=date(2026, 2, 14))], [], {"IT": 45}),
        ([Assignment("e", "IT", None, left_on=date(2025, 12, 31))], [], {}),
        (
            [Assignment("e", "HR", None)],
            [Absence(date(2025, 12, 1), date(2026, 1, 10)), Absence(date(2026, 1, 10), date(2026, 1, 10))],
            {"HR": 171},
        ),
        (
            [
                Assignment("e", "HR", None),
                Assignment("e", "IT", date(2026, 4, 1)),
                Assignment("e", "HR", date(2026, 6, 1)),
            ],
            [],
            {"HR": 120, "IT": 61},
        ),
    ],
)
def test_days_count_where_a_person_was(
    history: list[Assignment], unpaid: list[Absence], expected: dict[str, int]
) -> None:
    assert days_by_department(history, unpaid, START, END) == expected
    assert days_by_department(reversed(history), unpaid, START, END) == expected


_SHARES = st.lists(
    st.builds(
        Share,
        st.sampled_from(["e1", "e2", "e3", "e4"]),
        st.sampled_from(["HR", "IT", "LAW"]),
        st.integers(0, 20_000).map(Fraction),
        st.integers(0, 181),
        st.sampled_from([Fraction(1), Fraction("1.2"), Fraction("0.5")]),
    ),
    max_size=12,
)
_COEFFICIENTS = {"HR": Fraction("1.106164"), "IT": Fraction(752567, 750000)}


@given(st.integers(0, 10**9), st.dictionaries(st.text("ab", min_size=1), st.fractions(0, 1000), max_size=8))
def test_parts_add_up_and_stay_within_a_fen_of_the_quota(total: int, weights: dict[str, Fraction]) -> None:
    parts, whole = allocated(total, weights), sum(weights.values())
    assert sum(parts.values()) == (total if whole else 0)
    for key, weight in weights.items():
        assert parts[key] >= 0
        assert parts[key] == 0 if weight == 0 else abs(parts[key] - total * weight / whole) < 1


@given(
    st.integers(0, 10**6),
    st.dictionaries(st.sampled_from("abcd"), st.fractions(0, 100), min_size=1),
    st.fractions(Fraction(1, 10), 50),
)
def test_raising_ones_weight_never_lowers_ones_amount(total: int, weights: dict[str, Fraction], by: Fraction) -> None:
    for key in weights:
        assert allocated(total, weights | {key: weights[key] + by})[key] >= allocated(total, weights)[key]


@given(st.integers(0, 10**8), _SHARES)
def test_lines_add_up_to_the_pool_in_any_order(pool_fen: int, shares: list[Share]) -> None:
    found = lines(pool_fen, shares, _COEFFICIENTS)
    assert sum(line.amount_fen for line in found) == pool_fen
    assert all(line.amount_fen >= 0 for line in found)
    assert lines(pool_fen, list(reversed(shares)), _COEFFICIENTS) == found


@given(st.integers(0, 10**8), _SHARES.filter(bool), st.data())
def test_splitting_an_assignment_into_two_rows_changes_nothing(
    pool_fen: int, shares: list[Share], data: st.DataObject
) -> None:
    whole, *others = shares
    first = data.draw(st.integers(0, whole.days))
    halves = [
        Share(whole.employee_id, whole.department_id, whole.base, days, whole.coefficient)
        for days in (first, whole.days - first)
    ]
    assert lines(pool_fen, [*halves, *others], _COEFFICIENTS) == lines(pool_fen, shares, _COEFFICIENTS)
