"""Surveys and hand-offs of the small warehouse: published cells as the models would leave them."""

import duckdb

PERIODS = ("2025H1", "2025H2", "2026H1")
QUESTIONS = ("reliability", "responsiveness", "assurance", "empathy", "tangibles", "overall", "loyalty")
TABLES = """
create table marts.survey_cell (
    period_id varchar, provider_department_id varchar, kind varchar, question varchar, side varchar, state varchar,
    answer_count bigint, rater_count bigint, satisfied_count bigint, promoter_count bigint, detractor_count bigint,
    mark_sum decimal(18, 6));
create table marts.survey_edge (
    period_id varchar, provider_department_id varchar, customer_department_id varchar, question varchar, side varchar,
    state varchar, answer_count bigint, rater_count bigint, mark_sum decimal(18, 6));
create table marts.survey_turnout (
    period_id varchar, customer_department_id varchar, kind varchar, asked_count bigint, answered_count bigint);
create table marts.survey_unit (
    period_id varchar, level bigint, unit_id varchar, kind varchar, answer_count bigint, rater_count bigint,
    mean_score decimal(9, 4), servperf_score decimal(9, 4), weighted_gap decimal(9, 4), alpha double, form_count bigint,
    is_indicative boolean, nps_score double, nps_low double, nps_high double, asked_count bigint,
    answered_count bigint, satisfied_low_share decimal(9, 4), satisfied_high_share decimal(9, 4),
    is_provisional boolean, known_score decimal(9, 4), weighted_score decimal(9, 4), effective_count decimal(18, 4));
create table marts.chain_yield (
    period_id varchar, process_id varchar, state varchar, step_count bigint, rolled_share decimal(18, 6),
    rolled_low_share double, rolled_high_share double, target_share double, step_target_share double,
    chain_count bigint, clean_count bigint, clean_share double, clean_low_share double, clean_high_share double);
create table marts.chain_step (
    period_id varchar, process_id varchar, step_no bigint, provider_department_id varchar,
    customer_department_id varchar, handoff_count bigint, accepted_count bigint, accepted_share double,
    loss_share double, step_target_share double);
create table core.fct_handoff (
    chain_id varchar, step_no bigint, process_id varchar, handed_at timestamptz, accepted_first_time boolean,
    period_id varchar, provider_department_id varchar, customer_department_id varchar);
"""


def fill(connection: duckdb.DuckDBPyConnection, has_rows: bool) -> None:
    """Makes the tables; A1 and A21 are rated, of B2 too few answered, and one edge is hidden beside another."""
    connection.execute(TABLES)
    if not has_rows:
        return
    for half, period in enumerate(PERIODS):
        _cells(connection, period)
        _edges(connection, period)
        _units(connection, period, half)
        _chains(connection, period)


def _cells(connection: duckdb.DuckDBPyConnection, period: str) -> None:
    for provider, share in (("A1", 0.8), ("A21", 0.7)):
        for question in QUESTIONS:
            for side, mark in (("perceived", share), ("expected", 0.85)):
                connection.execute(
                    "insert into marts.survey_cell values (?, ?, 'relationship', ?, ?, 'shown', 12, 12, 8, 4, 2, ?)",
                    [period, provider, question, side, 12 * mark],
                )
    connection.execute(
        "insert into marts.survey_cell by name select ? as period_id, 'B2' as provider_department_id, 'few' as state,"
        " 'relationship' as kind, unnest(?) as question, 'perceived' as side",
        [period, list(QUESTIONS)],
    )
    connection.execute("insert into marts.survey_turnout values (?, 'B1', 'relationship', 20, 12)", [period])


def _edges(connection: duckdb.DuckDBPyConnection, period: str) -> None:
    for provider, customer, state in (
        ("A1", "B1", "shown"), ("A1", "C", "shown"), ("A21", "B1", "few"), ("A21", "C", "beside"), ("B2", "B1", "few")
    ):  # fmt: skip
        count, marks = (6, 4.8) if state == "shown" else (None, None)
        connection.execute(
            "insert into marts.survey_edge values (?, ?, ?, 'overall', 'perceived', ?, ?, ?, ?)",
            [period, provider, customer, state, count, count, marks],
        )


def _units(connection: duckdb.DuckDBPyConnection, period: str, half: int) -> None:
    for level, unit in ((0, None), (1, "A"), (2, "A1"), (3, "A1"), (3, "A21")):
        for kind in ("relationship", "all"):
            connection.execute(
                "insert into marts.survey_unit values (?, ?, ?, ?, 24, 20, 4, ?, -0.4, 0.86, 24, true, 8.3, -21, 38,"
                " 40, 24, 0.4, 0.8, false, 4, 3.9, 18.5)",
                [period, level, unit, kind, 74 + half],
            )


def _chains(connection: duckdb.DuckDBPyConnection, period: str) -> None:
    connection.execute(
        "insert into marts.chain_yield values"
        " (?, '入职到上岗', 'computed', 2, 0.72, 0.6, 0.86, 0.95, 0.974679, 10, 7, 0.7, 0.4, 0.9),"
        " (?, '设备报修', 'step_without_cases', 2, null, null, null, 0.95, 0.974679, 0, 0, null, null, null)",
        [period, period],
    )
    connection.execute(
        "insert into marts.chain_step values (?, '入职到上岗', 1, 'A1', 'A21', 10, 9, 0.9, 0.32, 0.974679),"
        " (?, '入职到上岗', 2, 'A21', null, 10, 8, 0.8, 0.68, 0.974679),"
        " (?, '设备报修', 1, 'B2', 'B1', 4, 4, 1, null, 0.974679),"
        " (?, '设备报修', 2, 'B1', 'B2', 0, 0, null, null, 0.974679)",
        [period] * 4,
    )
    for number in range(10):
        connection.execute(
            "insert into core.fct_handoff values (?, 2, '入职到上岗', timestamptz '2026-03-01', ?, ?, 'A21', null),"
            " (?, 1, '入职到上岗', timestamptz '2026-02-01', ?, ?, 'A1', 'A21')",
            [f"R{number}", number > 1, period, f"R{number}", number > 0, period],
        )
