"""Signs of unfairness in the small warehouse: one flag of each shape, decisions, raters, and what the charts read."""

import json
from typing import Any

import duckdb

PERIOD = "2026H1"
TABLES = """
create schema fairness;
create table marts.fairness_flag (
    period_id varchar, flag_id varchar, kind varchar, department_id varchar, other_department_id varchar,
    observed double, expected double, statistic double, found_count bigint, case_count bigint, p_raw double,
    p_holm double, unit_count bigint, kind_count bigint, is_flagged boolean, evidence json);
create table marts.fairness_decision (
    period_id varchar, flag_id varchar, seq bigint, verdict varchar, decided_at timestamptz, actor_id varchar,
    note varchar, evidence_sha256 varchar, is_latest boolean);
create table marts.rater_severity (
    period_id varchar, rater_id varchar, severity decimal(18, 6), ratee_count bigint, component bigint,
    is_comparable boolean, is_constant boolean);
create table fairness.closing_cell (
    period_id varchar, department_id varchar, used_twentieth bigint, closed_count bigint, reopened_count bigint);
create table fairness.pause_use (
    period_id varchar, department_id varchar, ticket_count bigint, met_count bigint, saved_count bigint,
    paused_s bigint, window_s bigint);
"""
WAYS = {"there_observed": 4.75, "there_expected": 3.5, "there_rater_count": 5,
        "back_observed": 4.5, "back_expected": 3.6, "back_rater_count": 6}  # fmt: skip
CLOSED = {"last_closed_count": 48, "last_reopened_count": 12, "other_closed_count": 216, "other_reopened_count": 6}
FLAGS: tuple[tuple[Any, ...], ...] = (
    ("mutual_inflation", "A1", "B1", 4.6, 3.55, 1.05, None, 11, 1e-9, 1e-7, True, WAYS),
    ("deadline_closing", "A21", None, 0.533, 1 / 3, 1.6, 48, 90, 7e-5, 0.002, True, CLOSED),
    ("saved_by_pause", "B2", None, 0.4, 0.08, 9.0, 40, 100, 1e-8, 1e-6, True, {"low": 0.01, "high": 0.2}),
    ("saved_by_pause", "A1", None, 0.1, 0.11, 0.2, 10, 100, 0.4, 1, False, {"low": 0.01, "high": 0.2}),
    ("selective_invitation", "A1", None, 0.8, 0.95, 0.2, 80, 100, 0.2, 1, False, {"met_count": 230}),
    ("mutual_inflation", "B1", "C", None, None, None, None, 4, 0.3, 1, False, {}),
)


def fill(connection: duckdb.DuckDBPyConnection, has_rows: bool) -> None:
    connection.execute(TABLES)
    if not has_rows:
        return
    for kind, department, other, *numbers, evidence in FLAGS:
        flag_id = "-".join(part for part in (kind, department, other) if part)
        row = (PERIOD, flag_id, kind, department, other, *numbers[:7], 2, 4, numbers[7], json.dumps(evidence))
        connection.execute(f"insert into marts.fairness_flag values ({', '.join('?' * 16)})", row)
    decisions = (("deadline_closing-A21", 4, "watched", False), ("deadline_closing-A21", 5, "dismissed", True),
                 ("gone-X", 6, "watched", True))  # fmt: skip
    for flag_id, seq, verdict, is_latest in decisions:
        row = (PERIOD, flag_id, seq, verdict, f"2026-07-0{seq} 02:00:00+00", "E1", "looked into", "ab" * 32, is_latest)
        connection.execute(f"insert into marts.fairness_decision values ({', '.join('?' * 9)})", row)
    connection.execute(
        "insert into marts.rater_severity select ?, 'p-' || n, if(n < 6, 0.5, if(n < 14, -0.25, 1.5)), 3, 1, true,"
        " false from range(16) as rater (n)",
        [PERIOD],
    )
    cells = "insert into fairness.closing_cell select ?, 'A21', n, 10, 1 from range(1, 22) as cell (n)"
    connection.execute(cells, [PERIOD])
    for department in ("A1", "B2"):
        connection.execute(
            "insert into fairness.pause_use values (?, ?, 100, 90, 40, 3600, 7200)", [PERIOD, department]
        )
