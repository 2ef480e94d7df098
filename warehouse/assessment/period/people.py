"""Who is whom: who may act, who is a department's own, who stands above it, who has judged it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

ACCOUNT = "@"


@dataclass(frozen=True)
class Employee:
    """`manager_id` is the person above; department and manager may be unknown."""

    department_id: str | None = None
    manager_id: str | None = None
    has_left: bool = False


@dataclass(frozen=True)
class Department:
    parent_id: str | None = None
    manager_id: str | None = None


@dataclass(frozen=True)
class People:
    """`evaluators` are those whose evaluation of a department or person counts in a half-year."""

    employees: Mapping[str, Employee] = field(default_factory=dict)
    departments: Mapping[str, Department] = field(default_factory=dict)
    evaluators: Mapping[tuple[str, str], Collection[str]] = field(default_factory=dict)

    def may_act(self, by: str) -> bool:
        """An employee who has not left, or an account, which is written with @ before its name."""
        employee = self.employees.get(by)
        return len(by) > 1 if by.startswith(ACCOUNT) else employee is not None and not employee.has_left

    def knows(self, scope: str, subject: str) -> bool:
        return subject in (self.departments if scope == "department" else self.employees)

    def is_own(self, by: str, scope: str, subject: str) -> bool:
        """Whether somebody is the subject: the person, or one of the department or its head."""
        if scope == "individual":
            return by == subject
        department, employee = self.departments.get(subject), self.employees.get(by)
        return (department is not None and department.manager_id == by) or (
            employee is not None and employee.department_id == subject
        )

    def is_superior(self, by: str, scope: str, subject: str) -> bool:
        """Whether somebody stands above the subject, at any height."""
        return by in set(self._above(scope, subject)) and not self.is_own(by, scope, subject)

    def _above(self, scope: str, subject: str) -> Iterator[str]:
        seen: set[str] = set()
        department_id: str | None = subject
        person: str | None = None
        if scope == "individual":
            employee = self.employees.get(subject, Employee())
            department_id, person = employee.department_id, employee.manager_id
        elif subject in self.departments:
            person = self.departments[subject].manager_id
        while person and person not in seen:
            seen.add(person)
            yield person
            person = self.employees.get(person, Employee()).manager_id
        passed: set[str] = set()
        while department_id and department_id not in passed:
            passed.add(department_id)
            department = self.departments.get(department_id, Department())
            if department.manager_id:
                yield department.manager_id
            department_id = department.parent_id


def read_people(connection: duckdb.DuckDBPyConnection, period: str) -> People:
    """As the build has them at its as-of."""
    employees = connection.execute(
        "SELECT employee_id, department_id, manager_employee_id, coalesce(left_on < CAST(as_of AS DATE), false)"
        " FROM core.dim_employee CROSS JOIN settings.company"
    ).fetchall()
    departments = connection.execute(
        "SELECT department_id, parent_department_id, manager_employee_id FROM core.dim_department"
    ).fetchall()
    evaluators: dict[tuple[str, str], set[str]] = {}
    for department_id, employee_id, evaluator in connection.execute(
        "SELECT department_id, employee_id, evaluator_id FROM feed.evaluations WHERE period_id = $1", [period]
    ).fetchall():
        subject = ("individual", employee_id) if employee_id else ("department", department_id)
        evaluators.setdefault(subject, set()).add(evaluator)
    return People(
        {row[0]: Employee(*row[1:]) for row in employees},
        {row[0]: Department(*row[1:]) for row in departments},
        evaluators,
    )
