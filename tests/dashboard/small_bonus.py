"""The money of the small warehouse in its last half-year: 100,000.00 for three departments and four people."""

import duckdb

from warehouse.assessment.annual import ANNUAL
from warehouse.assessment.person_marts import PERSON_TABLES

PERIOD = "2026H1"
# Department, people, base times days in yuan, coefficient, amount in fen.
PARTS = (
    ("A1", 2, 3_620_000, "1.1", 5_000_000),
    ("A21", 1, 1_810_000, "1.0", 2_500_000),
    ("B2", 1, 1_810_000, "0.9", 2_500_000),
)
# Employee, department, status, score, grade, coefficient, days.
PEOPLE = (
    ("E8", "A1", "rated", "96.5", "A", "1.2", 181),
    ("E10", "A1", "not_rated", None, None, "1.0", 45),
    ("E3", "A21", "rated", "82.5", "B", "1.0", 181),
    ("E5", "B2", "rated", "74.0", "C", "0.9", 181),
)
REASONS = {"E5": "unit_head", "E10": "too_few_days"}
ITEMS = (("own_resolution_on_time", 35, 96.0), ("own_csat", 20, 90.0), ("peer_collaboration", 15, None))


def fill(connection: duckdb.DuckDBPyConnection, has_rows: bool) -> None:
    """Adds to what small_assessment made, the lines of the bonus among it."""
    for table, columns in {**PERSON_TABLES, "marts.annual_score": ANNUAL}.items():
        typed = ", ".join(f"{name} {type_name}" for name, type_name in columns.items())
        connection.execute(f"create table if not exists {table} ({typed})")
    if not has_rows:
        return
    _insert(connection, "settings.person_rule", PERIOD, 90, 20, 5, 20, "0.6", "0.95")
    _insert(connection, "marts.bonus_pool", PERIOD, "closed_pool", 10_000_000, 10_000_000, 0, 0)
    for department, count, base_days, coefficient, amount in PARTS:
        part = (department, count, base_days * 100, coefficient, str(amount), "1", amount)
        _insert(connection, "marts.bonus_department", PERIOD, *part)
    for employee, department, status, score, grade, coefficient, days in PEOPLE:
        line = (days, grade, coefficient, employee)
        connection.execute(
            "update marts.bonus_line set base_fen = 1000000, eligible_days = ?, grade = ?, coefficient = ?,"
            " quota_num = '4999999', quota_den = '2' where employee_id = ?",
            list(line),
        )
        result = (employee, department, status, score, grade, coefficient, REASONS.get(employee), days, "0.8", grade)
        sure = (department, 1, "3", "90.6", "102.4", None) if employee == "E8" else (None,) * 6
        _insert(connection, "marts.person_score", PERIOD, *result, *sure)
    for item, weight, points in ITEMS:
        state = "rated" if points else "suppressed"
        counts = (38, 40, "0.85", "0.9167") if points else (None,) * 4
        _insert(
            connection, "marts.person_indicator", PERIOD, "E8", "A1", item, state, *counts, points, weight, None, None
        )
    _insert(
        connection,
        "marts.annual_score",
        2026,
        "A1",
        None,
        "provisional",
        "SINGLE_HALF",
        "93.2",
        "B",
        1,
        "93.2",
        None,
        "B",
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, *cells: object) -> None:
    connection.execute(f"insert into {table} values ({', '.join('?' * len(cells))})", list(cells))
