"""The people of the small warehouse: who heads a department, who works where, who has left."""

import duckdb

HEADS = {"A": "E1", "A2": "E2", "B": "E4", "C": "E6", "B2": "E4"}
PEOPLE = (
    ("E1", "A", None, None),
    ("E2", "A2", "E1", None),
    ("E3", "A21", "E2", None),
    ("E4", "B", None, None),
    ("E5", "B2", None, None),
    ("E6", "C", None, None),
    ("E7", "C", "E6", "2026-03-31"),
    ("E8", "A1", "E1", "2027-01-31"),
)

TABLE = """
create table core.dim_employee (
    employee_id varchar, employee_name varchar, department_id varchar, position varchar,
    manager_employee_id varchar, email varchar, hired_on date, left_on date, is_derived boolean)
"""


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Heads of departments and their people; E4 heads two departments, E7 has left, E9 is known by a ticket alone."""
    connection.execute(TABLE)
    for department_id, head in HEADS.items():
        connection.execute(
            "update core.dim_department set manager_employee_id = ? where department_id = ?", [head, department_id]
        )
    for employee_id, department_id, manager, left_on in PEOPLE:
        connection.execute(
            "insert into core.dim_employee values (?, ?, ?, null, ?, ?, date '2020-01-01', ?, false)",
            [employee_id, f"员工{employee_id}", department_id, manager, f"{employee_id}@Example.com", left_on],
        )
    connection.execute("insert into core.dim_employee by name select 'E9' as employee_id, true as is_derived")
