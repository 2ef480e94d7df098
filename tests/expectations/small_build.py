"""A build of a few rows in which every invariant of the marts holds, made by hand."""

from pathlib import Path

import duckdb

from warehouse.contract import FEEDS

STATEMENTS = """
CREATE SCHEMA feed; CREATE SCHEMA settings; CREATE SCHEMA core; CREATE SCHEMA marts; CREATE SCHEMA audit;
CREATE TABLE settings.company AS SELECT TIMESTAMPTZ '2026-06-30 16:00:00Z' AS as_of;
CREATE TABLE settings.privacy AS SELECT 5 AS k_score, 10 AS k_comment;
CREATE TABLE settings.period AS SELECT * FROM (VALUES
    ('2025H2', TIMESTAMPTZ '2025-06-30 16:00:00Z', TIMESTAMPTZ '2025-12-31 16:00:00Z'),
    ('2026H1', TIMESTAMPTZ '2025-12-31 16:00:00Z', TIMESTAMPTZ '2026-06-30 16:00:00Z')
) AS period (period_id, starts_at, ends_at);
CREATE TABLE core.dim_department AS SELECT * FROM (VALUES ('HR'), ('IT'), ('LAW')) AS department (department_id);
CREATE TABLE feed.tickets AS SELECT ticket_id, CAST(created_at AS TIMESTAMPTZ) AS created_at FROM (VALUES
    ('T1', '2026-02-02 01:00:00Z'), ('T2', '2026-02-03 01:00:00Z'), ('T3', '2026-02-04 01:00:00Z'),
    ('T4', '2026-02-05 01:00:00Z'), ('T5', '2026-02-06 01:00:00Z'), ('T9', '2026-07-01 01:00:00Z')
) AS ticket (ticket_id, created_at);
CREATE TABLE marts.ticket_sla AS
SELECT * EXCLUDE (answered_at, stopped_at),
    'IT' AS accountable_department_id, 'HR' AS customer_department_id, 'S1' AS service_id, 'P2' AS priority,
    CAST(answered_at AS TIMESTAMPTZ) AS first_response_at, CAST(stopped_at AS TIMESTAMPTZ) AS resolved_at,
    CAST(stopped_at AS TIMESTAMPTZ) AS first_resolved_at, 0 AS reopen_count,
    period_id AS response_period_id
FROM (VALUES
    ('T1', 'closed', '2026-02-02 02:00:00Z', '2026-02-02 03:00:00Z', 3600, 3600, 'met', 7200, 7200, 'met', '2026H1'),
    ('T2', 'closed', '2026-02-03 02:00:00Z', '2026-02-03 06:00:00Z', 3600, 10, 'met', 7200, 9000, 'breached', '2026H1'),
    ('T3', 'open', NULL, NULL, 3600, 0, 'open', 7200, 0, 'open', '2025H2'),
    ('T4', 'cancelled', NULL, NULL, 3600, 9999, 'excluded', 7200, 0, 'excluded', '2026H1'),
    ('T5', 'closed', '2026-02-06 02:00:00Z', '2026-02-06 02:00:00Z', NULL, 60, 'none', NULL, 60, 'none', '2026H1')
) AS ticket (ticket_id, status, answered_at, stopped_at, response_target_s, response_elapsed_s, response_state,
    resolution_target_s, resolution_elapsed_s, resolution_state, period_id);
CREATE TABLE marts.ticket_hold AS SELECT * FROM (VALUES
    ('T1', 1, 'HR', 7000), ('T1', 2, 'IT', 200), ('T2', 1, 'IT', 9000), ('T3', 1, 'IT', 0), ('T5', 1, 'IT', 60)
) AS hold (ticket_id, seq, provider_department_id, held_s);
CREATE TABLE marts.ticket_handover AS SELECT * FROM (VALUES
    ('T1', 'HR', 7000, 0.972222, 1, 0), ('T1', 'IT', 200, 0.027778, 1, 0), ('T2', 'IT', 9000, 1.000000, 1, 0),
    ('T3', 'IT', 0, NULL, 1, 0), ('T5', 'IT', 60, 1.000000, 1, 0)
) AS handover (ticket_id, provider_department_id, held_s, held_share, hold_count, bounce_count);
CREATE TABLE marts.breach_share AS SELECT * FROM (VALUES
    ('2026H1', 'IT', 1, CAST(0.9 AS DECIMAL(18, 4))), ('2026H1', 'HR', 0, 0.1)
) AS share (period_id, provider_department_id, breached_count, breached_share_sum);
CREATE TABLE marts.sla_cell AS
SELECT period_id, DATE '2026-02-01' AS month_on, 'IT' AS provider_department_id, 'HR' AS customer_department_id,
    'S1' AS service_id, 'P2' AS priority, count(*) AS ticket_count,
    count(*) FILTER (response_state = 'met') AS response_met,
    count(*) FILTER (response_state = 'breached') AS response_breached,
    count(*) FILTER (response_state = 'open') AS response_open,
    count(*) FILTER (response_state = 'none') AS response_none,
    count(*) FILTER (resolution_state = 'met') AS resolution_met,
    count(*) FILTER (resolution_state = 'breached') AS resolution_breached,
    count(*) FILTER (resolution_state = 'open') AS resolution_open,
    count(*) FILTER (resolution_state = 'none') AS resolution_none,
    count(*) FILTER (resolution_state = 'excluded') AS excluded_count
FROM marts.ticket_sla GROUP BY period_id;
CREATE TABLE feed.survey_responses AS SELECT 'A' || n AS response_id, 'overall' AS question,
    if(n < 5, 'P' || n, NULL) AS respondent_id, 'IT' AS provider_department_id, 'HR' AS customer_department_id,
    CAST(NULL AS VARCHAR) AS kind, CAST(NULL AS VARCHAR) AS ticket_id,
    TIMESTAMPTZ '2026-03-01 01:00:00Z' AS submitted_at
FROM range(1, 6) AS answer (n);
CREATE TABLE marts.service_edge AS
SELECT period_id, provider_department_id, customer_department_id, ticket_count, response_met, response_breached,
    resolution_met, resolution_breached, if(period_id = '2026H1', 5, 0) AS survey_count,
    if(period_id = '2026H1', CAST(80 AS DECIMAL(9, 4)), NULL) AS survey_score
FROM marts.sla_cell;
CREATE TABLE core.dim_period AS SELECT period_id, true AS is_begun FROM settings.period;
CREATE TABLE core.dim_service AS SELECT * FROM (VALUES ('S1', 'IT'), ('S2', NULL)) AS service
    (service_id, provider_department_id);
CREATE TABLE feed.service_customers AS SELECT * FROM (VALUES ('S1', 'LAW'), ('S1', 'HR'), ('S2', 'HR')) AS edge
    (service_id, customer_department_id);
CREATE TABLE marts.declared_use AS
SELECT period_id, provider_department_id, customer_department_id, service_id, 1 AS declared_count, 1 AS function_count,
    0 AS rank_count, 0 AS process_count, 0 AS operation_count, ticket_count
FROM marts.sla_cell;
INSERT INTO marts.declared_use SELECT period_id, 'IT', 'LAW', 'S1', 1, 0, 0, 0, 0, 0 FROM settings.period;
INSERT INTO feed.survey_responses SELECT 'B' || n, 'overall', 'Q' || n, 'IT', 'LAW', NULL, NULL,
    TIMESTAMPTZ '2026-03-01 01:00:00Z' FROM range(1, 6) AS answer (n);
CREATE TABLE marts.survey_cell AS SELECT '2026H1' AS period_id, 'IT' AS provider_department_id, *,
    'overall' AS question, 'perceived' AS side, rater_count AS answer_count, 0 AS satisfied_count, 0 AS promoter_count,
    0 AS detractor_count, CAST(rater_count * 0.8 AS DECIMAL(18, 6)) AS mark_sum
FROM (VALUES ('relationship', 'shown', 10), ('complaint', 'few', NULL)) AS cell (kind, state, rater_count);
UPDATE marts.survey_cell SET satisfied_count = NULL, promoter_count = NULL, detractor_count = NULL WHERE state = 'few';
CREATE TABLE marts.survey_edge AS SELECT '2026H1' AS period_id, 'IT' AS provider_department_id, *,
    'overall' AS question, 'perceived' AS side, rater_count AS answer_count,
    CAST(rater_count * 0.8 AS DECIMAL(18, 6)) AS mark_sum
FROM (VALUES ('HR', 'shown', 5), ('LAW', 'beside', NULL)) AS edge (customer_department_id, state, rater_count);
CREATE TABLE marts.chain_step AS SELECT * FROM (VALUES
    ('2026H1', 'hiring', 1, 0.9, 0.5), ('2026H1', 'hiring', 2, 0.9, 0.5)
) AS step (period_id, process_id, step_no, accepted_share, loss_share);
CREATE TABLE marts.chain_yield AS SELECT '2026H1' AS period_id, 'hiring' AS process_id,
    CAST(0.81 AS DECIMAL(18, 6)) AS rolled_share;
CREATE TABLE settings.indicator AS SELECT * FROM (VALUES
    ('2026H1', 'response_on_time', 60), ('2026H1', 'csat_relationship', 40)
) AS indicator (period_id, indicator_id, weight);
CREATE TABLE marts.indicator_value AS
SELECT asked.period_id, department.department_id, asked.indicator_id, 'no_cases' AS status,
    CAST(NULL AS DECIMAL(18, 4)) AS numerator, CAST(NULL AS DECIMAL(18, 4)) AS denominator,
    CAST(NULL AS DECIMAL(18, 6)) AS value, CAST(NULL AS DECIMAL(9, 4)) AS score, asked.weight,
    CAST(NULL AS BIGINT) AS rater_count, CAST(NULL AS DECIMAL(18, 6)) AS error,
    CAST(NULL AS DECIMAL(18, 6)) AS raw_value, CAST(NULL AS DECIMAL(18, 6)) AS adjusted_value,
    CAST(NULL AS VARCHAR) AS provisional_reason,
    CAST(NULL AS DECIMAL(18, 6)) AS value_low, CAST(NULL AS DECIMAL(18, 6)) AS value_high
FROM settings.indicator AS asked CROSS JOIN core.dim_department AS department;
UPDATE marts.indicator_value
SET status = 'rated', numerator = 190, denominator = 200, value = 0.95, score = 100, error = 0.02, raw_value = 0.95,
    adjusted_value = 0.95, value_low = 0.92, value_high = 0.98
WHERE department_id <> 'LAW';
UPDATE marts.indicator_value SET status = 'suppressed' WHERE department_id = 'LAW' AND indicator_id LIKE 'csat%';
CREATE TABLE marts.department_score AS SELECT period_id, department_id, status, CAST(score AS DECIMAL(9, 4)) AS score,
    rank, grade, CAST(coefficient AS DECIMAL(18, 6)) AS coefficient, grade AS unvetoed_grade,
    CAST(if(score IS NULL, NULL, 3) AS DECIMAL(9, 4)) AS score_error, CAST(score - 6 AS DECIMAL(9, 4)) AS score_low,
    CAST(score + 6 AS DECIMAL(9, 4)) AS score_high, CAST(rank AS BIGINT) AS band, CAST(rank AS BIGINT) AS best_rank,
    CAST(rank + 1 AS BIGINT) AS worst_rank
FROM (VALUES
    ('2026H1', 'HR', 'rated', 100, 1, 'A', 1.15), ('2026H1', 'IT', 'rated', 100, 1, 'A', 1.15),
    ('2026H1', 'LAW', 'not_rated', NULL, NULL, NULL, 1)
) AS score (period_id, department_id, status, score, rank, grade, coefficient);
CREATE TABLE settings.requirement AS SELECT '000-18' AS requirement_id, 'computed' AS status;
CREATE TABLE marts.requirement_value AS SELECT '000-18' AS requirement_id, '2026H1' AS period_id, department_id, status,
    CAST(numerator AS DECIMAL(18, 4)) AS numerator, CAST(value AS DECIMAL(18, 6)) AS value,
    CAST(NULL AS DECIMAL(18, 4)) AS denominator, CAST(NULL AS DECIMAL(18, 6)) AS p90, 'share' AS unit
FROM (VALUES (NULL, 'measured', 9, 0.9), ('HR', 'measured', 9, 0.9), ('IT', 'suppressed', NULL, NULL),
    ('LAW', 'no_cases', NULL, NULL)) AS found (department_id, status, numerator, value);
CREATE TABLE marts.weight_sensitivity AS SELECT period_id, department_id,
    CAST(0.9 AS DECIMAL(18, 6)) AS rank_held_share, 1.0 AS grade_held_share,
    1.0 AS step_rank_held_share, 1.0 AS step_grade_held_share, 1 AS seed
FROM marts.department_score WHERE score IS NOT NULL;
CREATE TABLE marts.period_state AS SELECT '2026H1' AS period_id, 'open' AS state;
CREATE TABLE feed.bonus_pools AS SELECT '2026H1' AS period_id, CAST(10.01 AS DECIMAL(18, 4)) AS amount;
CREATE TABLE marts.bonus_line AS SELECT * FROM (VALUES
    ('2026H1', 'e1', 'HR', 500, '1000', '2'), ('2026H1', 'e1', 'IT', 500, '1001', '2'),
    ('2026H1', NULL, NULL, 1, NULL, NULL)
) AS line (period_id, employee_id, department_id, amount_fen, quota_num, quota_den);
CREATE TABLE marts.bonus_department AS SELECT * FROM (VALUES ('2026H1', 'HR', 500), ('2026H1', 'IT', 500))
    AS part (period_id, department_id, amount_fen);
CREATE TABLE marts.bonus_pool AS
SELECT '2026H1' AS period_id, 'closed_pool' AS mode, 1001 AS pool_fen, 1000 AS given_fen, 1 AS retained_fen;
CREATE TABLE marts.person_score AS
SELECT '2026H1' AS period_id, *, grade AS unvetoed_grade FROM (VALUES
    ('e1', 'HR', 'rated', 96.0::DECIMAL(9, 4), 'A', 1.2, NULL, 'HR'), ('e2', 'HR', 'rated', 96.0, 'A', 1.2, NULL, 'HR'),
    ('e3', 'HR', 'not_rated', NULL, NULL, 1.0, 'too_few_days', NULL)
) AS score (employee_id, department_id, status, score, grade, coefficient, reason, pool_department_id);
CREATE TABLE marts.annual_score AS SELECT 2026 AS year, *, NULL::VARCHAR AS flag FROM (VALUES
    ('HR', NULL, 'rated', 96.0::DECIMAL(9, 4), 'A'), ('IT', NULL, 'not_rated', NULL, NULL)
) AS score (department_id, employee_id, status, score, grade);
CREATE TABLE audit.row_count AS SELECT * FROM (VALUES ('r1', 'tickets', 6, 6, 5, 1), ('r1', 'services', 0, 0, 0, 0))
    AS counted (run_id, feed, source_count, read_count, loaded_count, quarantined_count);
CREATE SCHEMA fairness;
CREATE TABLE fairness.closing_cell AS SELECT * FROM (VALUES ('2026H1', 'IT', 20, 48), ('2026H1', 'IT', 19, 42))
    AS cell (period_id, department_id, used_twentieth, closed_count);
CREATE TABLE marts.fairness_flag AS SELECT *, CAST(shown AS JSON) AS evidence FROM (VALUES
    ('2026H1', 'deadline_closing-IT', 'deadline_closing', 'IT', NULL, 0.53, 48, 90, 0.001, 0.002, 1, 2, true, '{}'),
    ('2026H1', 'mutual_inflation-HR-IT', 'mutual_inflation', 'HR', 'IT', 4.5, NULL, 12, 0.4, 1, 1, 2, false,
        '{"there_rater_count": 5, "back_rater_count": 7}')
) AS flag (period_id, flag_id, kind, department_id, other_department_id, observed, found_count, case_count,
    p_raw, p_holm, unit_count, kind_count, is_flagged, shown);
CREATE TABLE marts.rater_severity AS SELECT * FROM (VALUES
    ('2026H1', 'p-1', 0.5, 3, 1, true), ('2026H1', 'p-2', -0.5, 3, 1, true), ('2026H1', 'p-3', NULL, 1, 1, false)
) AS rater (period_id, rater_id, severity, ratee_count, component, is_comparable);
CREATE TABLE audit.ledger_entry AS SELECT unnest([1, 2, 3]) AS seq, unnest(['state', 'flag', 'flag']) AS kind;
CREATE TABLE marts.fairness_decision AS SELECT * FROM (VALUES
    ('2026H1', 'deadline_closing-IT', 2, 'watched', false), ('2026H1', 'deadline_closing-IT', 3, 'confirmed', true)
) AS decision (period_id, flag_id, seq, verdict, is_latest);
"""


def make(path: Path) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(STATEMENTS)
        connection.execute("CREATE SCHEMA quarantine")
        for feed in FEEDS:
            held = 1 if feed == "tickets" else 0
            connection.execute(f"CREATE TABLE quarantine.{feed} AS SELECT 'r1' AS run_id FROM range({held})")
    return path
