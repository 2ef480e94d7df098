"""Who somebody is in the warehouse at as-of: a known employee, what they head, who reports to them."""

from zoneinfo import ZoneInfo

import duckdb

from warehouse.older import fitting
from warehouse.reads import text_of


def employee(connection: duckdb.DuckDBPyConnection, employee_id: str | None, email: str | None = None) -> str | None:
    """The id of whom HR knows by an id, else by a mail address; None for who has left or shares the address."""
    found = _ids(connection, "employee", employee=employee_id, email=email)
    return found[0] if len(found) == 1 else None


def zone(connection: duckdb.DuckDBPyConnection) -> ZoneInfo:
    """Where the company's clock stands."""
    return ZoneInfo(_ids(connection, "zone")[0])


def headed(
    connection: duckdb.DuckDBPyConnection, employee_id: str | None, department_ids: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The departments that an employee heads, these ones, and all below them in the tree."""
    return _ids(connection, "headed", employee=employee_id, departments=list(department_ids))


def reports(connection: duckdb.DuckDBPyConnection, employee_id: str) -> tuple[str, ...]:
    """The direct reports of an employee."""
    return _ids(connection, "report", employee=employee_id)


def heads(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Everybody who heads a department, with its name; the top of the tree first."""
    return {str(employee): str(department) for employee, department in _rows(connection, "head")}


def departments_with_a_head(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Department and head, the top of the tree first."""
    return [(str(department), str(employee)) for department, employee in _rows(connection, "pack")]


def _ids(connection: duckdb.DuckDBPyConnection, name: str, **asked: object) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in _rows(connection, name, **asked))


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **asked: object) -> list[tuple[object, ...]]:
    cursor = connection.cursor()
    try:
        with fitting(connection):
            return cursor.execute(text_of(f"viewer/{name}"), asked).fetchall()
    finally:
        cursor.close()
