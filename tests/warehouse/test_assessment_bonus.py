"""Money: whole fen, two stages, and days."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.worked_example import POLICY, shares, values_of
from warehouse.assessment.bonus import Line, Share, Split, allocated, base_to_fen, closed, open_, retained, to_fen
from warehouse.assessment.days import Absence, Assignment, days_by_department
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


def _coefficients() -> dict[str, Fraction]:
    found = {}
    for one in ("HR", "IT", "LAW"):
        score = department_score(POLICY, values_of(one))
        found[one] = coefficient(POLICY, score, "B" if score.score else None)
    return found


def _published() -> Split:
    return closed(10_000_000, shares(), _coefficients())


def test_the_worked_example_is_given_out_to_the_fen() -> None:
    assert {(line.employee_id, line.department_id): line.amount_fen for line in _published().lines} == {
        ("e1", "HR"): 2_210_327,
        ("e2", "HR"): 1_473_552,
        ("e4", "HR"): 1_000_143,
        ("e4", "IT"): 965_556,
        ("e3", "IT"): 2_157_600,
        ("e5", "IT"): 312_911,
        ("e6", "LAW"): 1_879_911,
    }
    assert [(part.department_id, part.amount_fen) for part in _published().parts] == [
        ("HR", 4_684_022),
        ("IT", 3_436_067),
        ("LAW", 1_879_911),
    ]
    assert (_published().given_fen, _published().retained_fen, _published().over_fen) == (10_000_000, 0, 0)


def test_each_fen_of_the_worked_example_follows_from_its_own_line() -> None:
    """Quota of a person: the department's fen by base, days and coefficient; the amount is the quota made whole."""
    split = _published()
    for part in split.parts:
        own = [line for line in split.lines if line.department_id == part.department_id]
        weights = [line.base_fen * line.eligible_days * line.coefficient for line in own]
        for line, weight in zip(own, weights, strict=True):
            assert line.quota == Fraction(part.amount_fen * weight, sum(weights))
            assert line.quota is not None
            assert line.amount_fen - int(line.quota) in (0, 1)
    e1 = next(line for line in split.lines if line.employee_id == "e1")
    assert (e1.base_fen, e1.eligible_days, e1.grade, e1.coefficient) == (1_000_000, 181, "A", Fraction(6, 5))


def test_what_nobody_can_get_stays_with_the_company() -> None:
    assert closed(500, [], {}).lines == [Line(None, None, 500)]
    nothing = closed(500, [Share("e1", "HR", 0, 181)], {})
    assert [(line.employee_id, line.amount_fen) for line in nothing.lines] == [("e1", 0), (None, 500)]
    assert (nothing.given_fen, nothing.retained_fen) == (0, 500)


def test_a_pool_of_nothing_gives_everybody_a_line_of_nothing() -> None:
    split = closed(0, shares(), {})
    assert len(split.lines) == len(shares())
    assert {line.amount_fen for line in split.lines} == {0}


def test_a_department_whose_weights_are_all_zero_leaves_its_part_with_the_company() -> None:
    split = closed(100, [Share("e1", "HR", 100, 10, Fraction(0)), Share("e2", "IT", 100, 10)], {})
    assert [(line.employee_id, line.amount_fen) for line in split.lines] == [("e1", 0), ("e2", 50), (None, 50)]


def test_a_trial_run_keeps_the_pool() -> None:
    assert retained("closed_pool", 500).lines == [Line(None, None, 500)]


def test_an_excluded_leaver_gets_nothing_and_the_own_department_gains_no_more_than_others() -> None:
    three = [Share("e1", "HR", 100, 10), Share("e2", "HR", 100, 10), Share("e3", "IT", 100, 10)]
    split = closed(300, [replace(three[0], excluded_by=("exclusion-7",)), *three[1:]], {})
    assert [(line.employee_id, line.amount_fen, line.excluded_by) for line in split.lines] == [
        ("e1", 0, ("exclusion-7",)),
        ("e2", 150, ()),
        ("e3", 150, ()),
    ]


def test_open_amounts_are_base_for_the_days_times_both_coefficients() -> None:
    split = open_(2_000_000, shares(), {"HR": Fraction("1.1")}, 181)
    amounts = {(line.employee_id, line.department_id): line.amount_fen for line in split.lines}
    assert amounts["e1", "HR"] == 1_320_000
    assert amounts["e4", "HR"] == round(Fraction(900_000 * 91 * 132, 181 * 100))
    assert split.given_fen == sum(amounts.values())
    assert split.over_fen == split.given_fen - 2_000_000
    assert (split.retained_fen, open_(None, shares(), {}, 181).over_fen) == (0, None)


@pytest.mark.parametrize(("amount", "fen"), [("100000.0000", 10_000_000), ("0.01", 1), ("0", 0)])
def test_a_pool_is_whole_fen(amount: str, fen: int) -> None:
    assert to_fen("2026H1", Decimal(amount)) == fen


@pytest.mark.parametrize("amount", ["0.005", "-1"])
def test_an_amount_with_a_part_of_a_fen_or_below_zero_is_refused(amount: str) -> None:
    with pytest.raises(UserError, match=f"bonus_pools: the pool of 2026H1 is {amount}; give whole fen"):
        to_fen("2026H1", Decimal(amount))


def test_a_base_below_zero_or_with_a_part_of_a_fen_is_refused() -> None:
    assert base_to_fen("2026H1", "e1", Decimal("8000.5")) == 800_050
    for amount in ("-1", "8000.005"):
        with pytest.raises(UserError, match=f"bonus_bases: the base of e1 in 2026H1 is {amount}; give whole fen"):
            base_to_fen("2026H1", "e1", Decimal(amount))


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
        st.integers(0, 20_000),
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
    shares = _one_result_each(shares)
    split = closed(pool_fen, shares, _COEFFICIENTS)
    assert split.given_fen + split.retained_fen == pool_fen
    assert all(line.amount_fen >= 0 for line in split.lines)
    assert sum(part.amount_fen for part in split.parts) in (pool_fen, 0)
    for line in split.lines:
        assert line.quota is None or abs(line.amount_fen - line.quota) < 1
    for part in split.parts:
        assert abs(part.amount_fen - part.quota) < 1
    assert closed(pool_fen, list(reversed(shares)), _COEFFICIENTS) == split


@given(st.integers(0, 10**8), _SHARES, st.integers(1, 50))
def test_scaling_every_weight_changes_no_amount(pool_fen: int, shares: list[Share], by: int) -> None:
    shares = _one_result_each(shares)
    scaled = [replace(share, base_fen=share.base_fen * by) for share in shares]
    assert _amounts(closed(pool_fen, scaled, _COEFFICIENTS)) == _amounts(closed(pool_fen, shares, _COEFFICIENTS))


@given(st.integers(0, 10**8), _SHARES.filter(bool), st.data())
def test_splitting_an_assignment_into_two_rows_changes_nothing(
    pool_fen: int, shares: list[Share], data: st.DataObject
) -> None:
    whole, *others = _one_result_each(shares)
    first = data.draw(st.integers(0, whole.days))
    halves = [replace(whole, days=days) for days in (first, whole.days - first)]
    assert closed(pool_fen, [*halves, *others], _COEFFICIENTS) == closed(pool_fen, [whole, *others], _COEFFICIENTS)


@given(st.integers(0, 10**8), _SHARES)
def test_other_ids_move_an_amount_inside_a_department_by_a_fen_at_most(pool_fen: int, shares: list[Share]) -> None:
    own = _one_result_each([replace(share, department_id="HR") for share in shares])
    renamed = {"e1": "z9", "e2": "a0", "e3": "m5", "e4": "b7", "": ""}
    before = _amounts(closed(pool_fen, own, {}))
    after = _amounts(closed(pool_fen, [replace(share, employee_id=renamed[share.employee_id]) for share in own], {}))
    for (who, where), amount in before.items():
        assert abs(after[renamed[who], where] - amount) <= 1


def _amounts(split: Split) -> dict[tuple[str, str], int]:
    return {(line.employee_id or "", line.department_id or ""): line.amount_fen for line in split.lines}


def _one_result_each(shares: list[Share]) -> list[Share]:
    """A person has one base and one coefficient in a department; days may come in several rows."""
    first: dict[tuple[str, str], Share] = {}
    for share in shares:
        first.setdefault((share.employee_id, share.department_id), share)
    return [replace(first[share.employee_id, share.department_id], days=share.days) for share in shares]
