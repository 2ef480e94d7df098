"""The facts that signs of fairness are tested on, as tables of a build without rows."""

import duckdb

TABLES = """
CREATE SCHEMA IF NOT EXISTS fairness; CREATE SCHEMA IF NOT EXISTS core; CREATE SCHEMA IF NOT EXISTS settings;
CREATE TABLE settings.privacy AS SELECT 5 AS k_score, 10 AS k_comment;
CREATE TABLE fairness.pair_rating (
    period_id VARCHAR, giver_id VARCHAR, receiver_id VARCHAR, rater_count BIGINT, mean_score DECIMAL(9, 6));
CREATE TABLE fairness.closing_cell (
    period_id VARCHAR, department_id VARCHAR, used_twentieth BIGINT, closed_count BIGINT, reopened_count BIGINT);
CREATE TABLE fairness.period_end (
    period_id VARCHAR, department_id VARCHAR, closed_count BIGINT, reopened_count BIGINT, last_count BIGINT,
    last_reopened_count BIGINT, expected_count DECIMAL(18, 4));
CREATE TABLE fairness.compared_share (
    kind VARCHAR, period_id VARCHAR, department_id VARCHAR, found_count BIGINT, case_count BIGINT, rater_count BIGINT);
CREATE TABLE fairness.selective_invitation (
    period_id VARCHAR, department_id VARCHAR, late_count BIGINT, late_invited_count BIGINT, met_count BIGINT,
    met_invited_count BIGINT);
CREATE TABLE core.fct_survey_answer (
    period_id VARCHAR, kind VARCHAR, question VARCHAR, rater_id VARCHAR, provider_department_id VARCHAR,
    is_self_service BOOLEAN, score_share DECIMAL(9, 6));
"""


def make(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(TABLES)
