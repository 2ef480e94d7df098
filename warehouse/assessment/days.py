"""Which days of a half-year count for money: a person's calendar days in each department, without unpaid leave."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Assignment:
    """One row of an employee's history; `starts_on` None is from the beginning, `left_on` the last day at work."""

    employee_id: str
    department_id: str
    starts_on: date | None
    hired_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True)
class Absence:
    """Days of unpaid leave, both ends included."""

    from_on: date
    to_on: date


def days_by_department(
    history: Iterable[Assignment], unpaid: Iterable[Absence], starts_on: date, ends_before_on: date
) -> dict[str, int]:
    """One employee's paid calendar days of a period per department; every row is in force until the next begins."""
    rows = sorted(history, key=lambda row: row.starts_on or date.min)
    off = {day for absence in unpaid for day in _days(absence.from_on, _after(absence.to_on, ends_before_on))}
    days: dict[str, int] = defaultdict(int)
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        first = max(row.starts_on or date.min, row.hired_on or date.min, starts_on)
        end = min(_after(row.left_on, ends_before_on), (following and following.starts_on) or ends_before_on)
        at_work = _days(first, end)
        days[row.department_id] += len(at_work) - sum(day in at_work for day in off)
    return {department_id: count for department_id, count in days.items() if count}


def _after(last: date | None, limit: date) -> date:
    """The day after `last`, at most `limit`."""
    return limit if last is None or last >= limit else last + timedelta(days=1)


def _days(first: date, end: date) -> range:
    """The days of [first, end) as ordinals."""
    return range(first.toordinal(), end.toordinal())
