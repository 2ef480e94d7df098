"""What surveys say of units, made of published cells (3.12, 3.16, 3.18)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.warehouse.survey_company import MODELS, TABLES, run
from warehouse.assessment.survey_marts import DIMENSIONS, write_survey

# Perceived and expected of the worked example, one tenth of a mark per person of ten: 4.2 is eight times 4, twice 5.
PERCEIVED, EXPECTED = (4.2, 3.8, 4.0, 3.5, 4.5), (4.6, 4.5, 4.2, 4.0, 4.3)


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """Ten people of B rate A in all dimensions, three of C do too and stay hidden; ten more of B were asked."""
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        connection.execute("INSERT INTO settings.privacy VALUES (5)")
        connection.execute(
            "CREATE TABLE core.dim_department AS SELECT id AS department_id, id AS level1_id,"
            " NULL::VARCHAR AS level2_id, NULL::VARCHAR AS level3_id FROM (VALUES ('A'), ('B'), ('C'), ('D')) AS d (id)"
        )
        for place, question in enumerate(DIMENSIONS):
            _answer(connection, question, "A", "B", 10, PERCEIVED[place], EXPECTED[place])
        _answer(connection, "overall", "A", "B", 10, 4.0)
        _answer(connection, "overall", "D", "C", 3, 1.0)
        _answer(connection, "loyalty", "A", "B", 10, 4.8)
        connection.execute("""
            CREATE TABLE core.fct_survey_invitation AS
            SELECT 'S' AS survey_id, 'B' || n AS rater_id, 'A' AS provider_department_id, 'B' AS customer_department_id,
                'relationship' AS kind, '2026H1' AS period_id, true AS is_invited, n < 10 AS is_answered
            FROM range(20) AS asked (n)
        """)
        run(connection, MODELS)
        write_survey(connection)
        yield connection


def _answer(
    connection: duckdb.DuckDBPyConnection,
    question: str,
    provider: str,
    customer: str,
    people: int,
    mean: float,
    expected: float | None = None,
) -> None:
    """Whole marks of 1 to 5 whose mean over the people is as given."""
    whole = round(mean * people)
    for number in range(people):
        mark = whole // people + (number < whole % people)
        connection.execute(
            "INSERT INTO core.fct_survey_answer VALUES (?, ?, 'relationship', '2026H1', ?, ?, ?, false, ?, ?)",
            [f"{provider}{customer}{number}", question, f"{customer}{number}", customer, provider, (mark - 1) / 4,
             expected and (expected - 1) / 4],
        )  # fmt: skip


def _unit(build: duckdb.DuckDBPyConnection, columns: str, unit: str | None = None, kind: str = "relationship") -> Any:
    sql = f"SELECT {columns} FROM marts.survey_unit WHERE unit_id IS NOT DISTINCT FROM ? AND kind = ?"
    level = "level = 0" if unit is None else "level = 1"
    return build.execute(f"{sql} AND {level}", [unit, kind]).fetchone()


def test_servperf_and_the_gap_of_equal_weights_come_from_the_means(build: duckdb.DuckDBPyConnection) -> None:
    assert _unit(build, "mean_score, servperf_score, weighted_gap, rater_count", "A") == (4, 75, Decimal("-0.32"), 10)


def test_who_too_few_people_rated_has_no_numbers_and_is_in_no_sum(build: duckdb.DuckDBPyConnection) -> None:
    assert _unit(build, "mean_score", "D") is None
    assert _unit(build, "answer_count, mean_score, rater_count") == (10, 4, 10)


def test_bounds_hold_whatever_the_silent_think(build: duckdb.DuckDBPyConnection) -> None:
    found = _unit(build, "asked_count, answered_count, satisfied_low_share, satisfied_high_share, is_provisional", "A")
    assert found == (20, 10, Decimal("0.5"), 1, False)


def test_loyalty_has_its_interval_and_few_forms_are_an_indication(build: duckdb.DuckDBPyConnection) -> None:
    score, low, high = _unit(build, "nps_score, nps_low, nps_high", "A")
    assert (score, low < 80 < high) == (pytest.approx(80), True)
    assert _unit(build, "form_count, is_indicative", "A") == (10, True)


def test_the_weighted_mean_is_of_shown_customers_of_all_kinds(build: duckdb.DuckDBPyConnection) -> None:
    assert _unit(build, "known_score, weighted_score, effective_count", "A", "all") == (4, 4, 10)
    assert _unit(build, "known_score", "A") == (None,)
