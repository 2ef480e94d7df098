"""From counts of hand-offs to the quality of chains (3.14, I23)."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.assessment.chain_marts import write_chains

Steps = Sequence[tuple[int, int]]
STEPS = st.lists(
    st.integers(1, 60).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases))), min_size=1, max_size=6
)
TABLES = """
CREATE SCHEMA marts;
CREATE TABLE marts.handoff_step (period_id VARCHAR, process_id VARCHAR, step_no BIGINT, provider_department_id VARCHAR,
    customer_department_id VARCHAR, handoff_count BIGINT, accepted_count BIGINT);
CREATE TABLE marts.handoff_chain AS
SELECT '2026H1' AS period_id, 'P' AS process_id, 10 AS chain_count, 8 AS clean_count;
"""


def _made(processes: Mapping[str, Steps], columns: str, table: str = "chain_yield") -> list[tuple[Any, ...]]:
    """Columns of a mart, for processes of (accepted, handed over) by step."""
    rows = [
        ("2026H1", name, place, "A", "B", cases, passed)
        for name, steps in processes.items()
        for place, (passed, cases) in enumerate(steps)
    ]
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        connection.executemany("INSERT INTO marts.handoff_step VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        write_chains(connection)
        return connection.execute(f"SELECT {columns} FROM marts.{table} ORDER BY process_id").fetchall()


def test_the_worked_chain_stands_in_the_marts_beside_what_was_seen_from_end_to_end() -> None:
    worked = {"P": [(98, 100), (95, 100), (188, 200)]}
    ((state, *numbers),) = _made(
        worked, "state, rolled_share, rolled_low_share, rolled_high_share, step_target_share, clean_share"
    )
    assert state == "computed"
    assert [float(one) for one in numbers] == pytest.approx([0.875140, 0.821299, 0.932510, 0.983048, 0.8], abs=1e-6)
    losses = [share for (share,) in _made(worked, "loss_share", "chain_step")]
    assert sorted(losses) == pytest.approx([0.151477, 0.384590, 0.463933], abs=1e-6)


def test_a_step_that_lets_nothing_pass_or_has_no_case_says_so_and_shows_counts_only() -> None:
    made = {"P": [(9, 10), (0, 4)], "Q": [(9, 10), (0, 0)]}
    assert _made(made, "state, rolled_share, rolled_low_share") == [
        ("nothing_passes", 0, None),
        ("step_without_cases", None, None),
    ]
    assert {share for (share,) in _made(made, "loss_share", "chain_step")} == {None}
    assert (None, 0, 0) in _made(made, "accepted_share, accepted_count, handoff_count", "chain_step")


@settings(max_examples=25, deadline=None)
@given(STEPS, st.integers(1, 9))
def test_a_chain_is_no_better_than_its_worst_step_in_any_order_and_a_perfect_step_changes_nothing(
    steps: list[tuple[int, int]], cases: int
) -> None:
    made = {"P": steps, "Q": steps[::-1], "R": [*steps, (cases, cases)]}
    ((one,), (turned,), (longer,)) = _made(made, "rolled_share")
    assert one == turned == longer
    assert float(one) <= min(passed / of for passed, of in steps) + 1e-6
