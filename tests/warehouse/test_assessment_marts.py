"""From observations in a build to the marts of the assessment: nobody is forgotten, every blank has a reason."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse import fairness_facts, governed
from warehouse.assessment import assess
from warehouse.assessment.policy_file import DEFAULT
from warehouse.contract import DUCKDB_TYPE, FEEDS
from warehouse.errors import UserError
from warehouse.settings import Company

INDICATORS = (
    *("csat_relationship", "csat_transaction", "response_on_time", "resolution_on_time", "project_on_time"),
    *("project_quality", "complaint_on_time", "complaint_satisfaction", "complaint_rate", "improvement_effective"),
    *("superior_review", "self_review"),
)
SETTINGS = """
CREATE SCHEMA settings; CREATE SCHEMA core; CREATE SCHEMA feed; CREATE SCHEMA audit; CREATE SCHEMA metrics;
CREATE TABLE settings.company AS SELECT TIMESTAMPTZ '2026-06-30 16:00:00Z' AS as_of;
CREATE TABLE settings.period AS
SELECT *, CAST(starts_on AS TIMESTAMPTZ) - INTERVAL 8 HOUR AS starts_at,
    CAST(ends_before_on AS TIMESTAMPTZ) - INTERVAL 8 HOUR AS ends_at, ends_before_on <= '2026-07-01' AS is_complete
FROM (VALUES
    ('2025H1', DATE '2025-01-01', DATE '2025-07-01'), ('2025H2', DATE '2025-07-01', DATE '2026-01-01'),
    ('2026H1', DATE '2026-01-01', DATE '2026-07-01'), ('2026H2', DATE '2026-07-01', DATE '2027-01-01')
) AS period (period_id, starts_on, ends_before_on);
CREATE TABLE core.dim_department AS SELECT * FROM (VALUES ('HR'), ('IT'), ('NEW')) AS department (department_id);
CREATE TABLE metrics.indicator_observation (indicator_id VARCHAR, period_id VARCHAR, department_id VARCHAR,
    numerator DECIMAL(18, 4), denominator DECIMAL(18, 4), rater_count BIGINT);
"""
SEEN = {
    "csat_relationship": (4.4 * 40, 40, 40),
    "csat_transaction": (92, 100, 60),
    "response_on_time": (190, 200, None),
    "resolution_on_time": (184, 200, None),
    "project_on_time": (9, 10, None),
    "project_quality": (8, 10, None),
    "complaint_on_time": (3, 3, None),
    "complaint_rate": (3, 600, None),
    "improvement_effective": (5, 6, None),
    "superior_review": (85, 1, None),
    "self_review": (95, 1, None),
}


def _observe(connection: duckdb.DuckDBPyConnection, period_id: str, department_id: str, **changes: Any) -> None:
    rows = [(name, period_id, department_id, *numbers) for name, numbers in (SEEN | changes).items() if numbers]
    connection.executemany("INSERT INTO metrics.indicator_observation VALUES (?, ?, ?, ?, ?, ?)", rows)


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two half-years of HR and IT; NEW has no case yet, and the company has no projects feed."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(SETTINGS)
        fairness_facts.make(connection)
        for name in INDICATORS:
            connection.execute(f"CREATE TABLE metrics.{name} AS FROM metrics.indicator_observation")
        for feed in FEEDS.values():
            columns = ", ".join(f"{column.name} {DUCKDB_TYPE[column.type]}" for column in feed.columns)
            connection.execute(f"CREATE TABLE feed.{feed.name} ({columns})")
        connection.execute(
            "CREATE TABLE audit.feed AS SELECT 'projects' AS feed, 'absent' AS state, NULL::TIMESTAMPTZ AS newest_at,"
            " NULL::BIGINT AS newest_stop_s"
        )
        for period_id in ("2025H2", "2026H1"):
            _observe(connection, period_id, "HR", project_on_time=None, project_quality=None)
            raters = 4 if period_id == "2026H1" else 30
            _observe(connection, period_id, "IT", csat_relationship=(150, 40, raters), response_on_time=(7, 8, None))
        yield connection


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(folder=governed.write(tmp_path))


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def test_every_department_and_indicator_of_every_begun_period_has_one_row(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    assess(build, company)
    found = _rows(build, "SELECT period_id, department_id, indicator_id FROM marts.indicator_value ORDER BY ALL")
    everyone = [
        (period, one, name) for period in ("2025H2", "2026H1") for one in ("HR", "IT", "NEW") for name in INDICATORS
    ]
    assert found == sorted(everyone)
    assert _rows(build, "SELECT period_id, department_id FROM marts.department_score ORDER BY ALL") == [
        (period, one) for period in ("2025H2", "2026H1") for one in ("HR", "IT", "NEW")
    ]


def test_a_department_that_nobody_knows_is_judged_all_the_same(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    _observe(build, "2026H1", "GONE")
    assess(build, company)
    status = "SELECT status FROM marts.department_score WHERE department_id = 'GONE' ORDER BY period_id"
    assert _rows(build, status) == [("not_rated",), ("rated",)]


@pytest.mark.parametrize(
    ("department", "indicator", "status"),
    [
        ("HR", "response_on_time", "rated"),
        ("HR", "project_on_time", "not_applicable"),
        ("HR", "complaint_satisfaction", "no_cases"),
        ("IT", "response_on_time", "too_few_cases"),
        ("IT", "csat_relationship", "suppressed"),
        ("NEW", "self_review", "no_cases"),
    ],
)
def test_a_blank_has_a_reason(
    build: duckdb.DuckDBPyConnection, company: Company, department: str, indicator: str, status: str
) -> None:
    assess(build, company)
    found = build.execute(
        "SELECT status, (score IS NOT NULL) = (status = 'rated') FROM marts.indicator_value"
        " WHERE period_id = '2026H1' AND department_id = $1 AND indicator_id = $2",
        [department, indicator],
    ).fetchall()
    assert found == [(status, True)]


def test_a_suppressed_value_shows_no_number(build: duckdb.DuckDBPyConnection, company: Company) -> None:
    assess(build, company)
    numbers = "SELECT numerator, denominator, value, score, rater_count FROM marts.indicator_value"
    assert _rows(build, f"{numbers} WHERE status = 'suppressed'") == [(None,) * 5]


def test_a_score_has_an_interval_a_band_and_ranks_and_what_is_not_rated_has_none(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    assess(build, company)
    sure = "SELECT score_error, score_low, score_high, band, best_rank, worst_rank FROM marts.department_score"
    hr, new = (
        _rows(build, f"{sure} WHERE period_id = '2026H1' AND department_id = '{one}'")[0] for one in ("HR", "NEW")
    )
    assert all(cell is not None for cell in hr)
    assert hr[1] < hr[2]
    assert hr[3:] == (1, 1, 1)
    assert new == (None,) * 6


def test_whoever_has_a_score_has_the_share_of_weights_that_keep_its_rank_with_the_seed(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    assess(build, company)
    found = _rows(build, "SELECT period_id, department_id FROM marts.weight_sensitivity ORDER BY ALL")
    scored = "SELECT period_id, department_id FROM marts.department_score WHERE score IS NOT NULL ORDER BY ALL"
    assert found == _rows(build, scored)
    assert found
    shares = "SELECT DISTINCT rank_held_share, step_rank_held_share, is_rank_sensitive, draw_count, seed"
    alone = "period_id = '2026H1' AND department_id = 'HR'"
    assert _rows(build, f"{shares} FROM marts.weight_sensitivity WHERE {alone}") == [(1, 1, False, 4000, 20250630)]


def test_an_error_stands_beside_a_value_and_never_beside_a_single_judgement(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    assess(build, company)
    without = "SELECT DISTINCT indicator_id FROM marts.indicator_value WHERE value IS NOT NULL AND error IS NULL"
    assert sorted(_rows(build, without)) == [("self_review",), ("superior_review",)]
    assert _rows(build, "SELECT 1 FROM marts.indicator_value WHERE value IS NULL AND error IS NOT NULL") == []


def test_the_first_half_year_is_a_trial_and_its_pool_stays_with_the_company(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    build.execute("INSERT INTO feed.bonus_pools VALUES ('2025H2', 1000.01), ('2024H2', 5)")
    build.execute("INSERT INTO feed.employees (employee_id, department_id) VALUES ('e1', 'HR')")
    build.execute("INSERT INTO feed.bonus_bases VALUES ('2025H2', 'e1', 8000)")
    assess(build, company)
    scores = _rows(build, "SELECT period_id, status, grade FROM marts.department_score WHERE department_id = 'HR'")
    assert sorted(scores) == [("2025H2", "provisional", "A"), ("2026H1", "rated", "A")]
    line = "SELECT period_id, employee_id, department_id, amount_fen FROM marts.bonus_line"
    assert _rows(build, line) == [("2025H2", None, None, 100_001)]
    raw = "SELECT status, value FROM marts.indicator_value WHERE period_id = '2025H2' AND department_id = 'HR'"
    assert _rows(build, f"{raw} AND indicator_id = 'csat_relationship'") == [("provisional", Decimal("4.4"))]


@pytest.mark.parametrize(
    ("text", "reason"),
    [(DEFAULT.read_text(encoding="utf-8"), "not_decided"), (governed.TEXT.replace("2024", "2026"), "published_late")],
)
def test_under_a_policy_that_nobody_decided_on_in_time_a_half_year_is_a_trial(
    build: duckdb.DuckDBPyConnection, company: Company, text: str, reason: str
) -> None:
    (company.folder / "assessment.toml").write_text(text, encoding="utf-8")
    build.execute("INSERT INTO feed.bonus_pools VALUES ('2026H1', 1000)")
    assess(build, company)
    status = "SELECT status FROM marts.department_score WHERE period_id = '2026H1' AND department_id = 'HR'"
    assert _rows(build, status) == [("provisional",)]
    assert _rows(build, "SELECT employee_id, amount_fen FROM marts.bonus_line") == [(None, 100_000)]
    assert _rows(build, "SELECT reason FROM marts.period_trial WHERE period_id = '2026H1'") == [(reason,)]


def test_a_few_early_cases_do_not_end_the_trial(build: duckdb.DuckDBPyConnection, company: Company) -> None:
    build.execute("INSERT INTO metrics.indicator_observation VALUES ('complaint_rate', '2025H1', 'HR', 0, 7, NULL)")
    assess(build, company)
    scores = _rows(build, "SELECT period_id, status FROM marts.department_score WHERE department_id = 'HR'")
    assert sorted(scores) == [("2025H1", "not_rated"), ("2025H2", "provisional"), ("2026H1", "rated")]


def test_the_prior_is_the_pooled_rate_of_the_period_before(build: duckdb.DuckDBPyConnection, company: Company) -> None:
    assess(build, company)
    prior = "SELECT CAST(prior AS VARCHAR) FROM settings.indicator WHERE period_id = '2026H1' AND indicator_id ="
    assert _rows(build, f"{prior} 'response_on_time'") == [("0.947115",)]
    assert _rows(build, f"{prior} 'self_review'") == [(None,)]
    value = "SELECT CAST(value AS VARCHAR) FROM marts.indicator_value WHERE period_id = '2026H1'"
    assert _rows(build, f"{value} AND department_id = 'HR' AND indicator_id = 'response_on_time'") == [("0.949738",)]


def test_another_departments_numbers_change_no_score_of_ones_own(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    score = "SELECT score FROM marts.department_score WHERE period_id = '2026H1' AND department_id = 'HR'"
    assess(build, company)
    before = _rows(build, score)
    build.execute(
        "UPDATE metrics.indicator_observation SET numerator = 0 WHERE department_id = 'IT' AND period_id = '2026H1'"
    )
    assess(build, company)
    assert _rows(build, score) == before
    assert before[0][0] is not None


def test_a_period_that_is_not_over_is_provisional(build: duckdb.DuckDBPyConnection, company: Company) -> None:
    build.execute("UPDATE settings.period SET is_complete = false WHERE period_id = '2026H1'")
    assess(build, company)
    status = (
        "SELECT status, score IS NULL FROM marts.department_score WHERE period_id = '2026H1' AND department_id = 'HR'"
    )
    assert _rows(build, status) == [("provisional", False)]


def test_a_feed_that_fell_silent_before_the_end_keeps_the_period_from_being_final(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    build.execute("INSERT INTO audit.feed VALUES ('tickets', 'loaded', '2026-05-31 15:59:59Z', 30 * 86400)")
    assess(build, company)
    states = _rows(build, "SELECT period_id, status FROM marts.department_score WHERE department_id = 'HR' ORDER BY 1")
    assert states[-1] == ("2026H1", "provisional")
    assert _rows(build, "SELECT period_id, feed, age_s FROM marts.period_doubt") == [("2026H1", "tickets", 2_592_001)]
    build.execute("UPDATE audit.feed SET newest_at = '2026-05-31 16:00:00Z'")
    assess(build, company)
    assert _rows(build, "FROM marts.period_doubt") == []
    states = _rows(
        build, "SELECT status FROM marts.department_score WHERE department_id = 'HR' AND period_id = '2026H1'"
    )
    assert states == [("rated",)]


def test_money_follows_days_and_adds_up_to_the_pool(build: duckdb.DuckDBPyConnection, company: Company) -> None:
    build.execute("""
        INSERT INTO feed.employees (employee_id, department_id, effective_from, left_on) VALUES
            ('e1', 'HR', NULL, NULL), ('e1', 'IT', '2026-04-02', NULL), ('e2', 'NEW', NULL, '2026-03-31'),
            ('e3', 'NEW', NULL, '2025-12-31')
    """)
    build.execute("INSERT INTO feed.absences VALUES ('e2', '2026-01-01', '2026-01-09', 'unpaid')")
    build.execute("INSERT INTO feed.absences VALUES ('e2', '2026-02-01', '2026-02-28', 'sick')")
    build.execute("INSERT INTO feed.bonus_pools VALUES ('2026H1', 100000)")
    bases = "('2026H1', 'e1', 9000), ('2026H1', 'e2', 10000), ('2026H1', 'e3', 7000), ('2025H2', 'e1', 1)"
    build.execute(f"INSERT INTO feed.bonus_bases VALUES {bases}")
    assess(build, company)
    lines = _rows(build, "SELECT employee_id, department_id, amount_fen FROM marts.bonus_line ORDER BY ALL")
    assert [line[:2] for line in lines] == [("e1", "HR"), ("e1", "IT"), ("e2", "NEW")]
    coefficient = dict(_rows(build, "SELECT department_id, coefficient FROM marts.department_score"))
    weights = [9000 * 91 * float(coefficient["HR"]), 9000 * 90 * float(coefficient["IT"]), 10000 * 81]
    assert [line[2] for line in lines] == pytest.approx([10**7 * one / sum(weights) for one in weights], abs=10)
    assert sum(line[2] for line in lines) == 10**7


def test_types_are_those_of_the_contract(build: duckdb.DuckDBPyConnection, company: Company) -> None:
    assess(build, company)
    types = {
        table: {name: type_name for name, type_name, *_ in build.execute(f"DESCRIBE marts.{table}").fetchall()}
        for table in ("indicator_value", "department_score", "bonus_line")
    }
    assert types["department_score"]["score"] == types["indicator_value"]["score"] == "DECIMAL(9,4)"
    assert types["department_score"]["rank"] == types["bonus_line"]["amount_fen"] == "BIGINT"


def test_an_indicator_that_nobody_measures_is_refused_with_the_nearest_one(
    build: duckdb.DuckDBPyConnection, company: Company
) -> None:
    build.execute("DROP TABLE metrics.complaint_rate")
    with pytest.raises(UserError, match="nobody measures the indicator complaint_rate"):
        assess(build, company)
