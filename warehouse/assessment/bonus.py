"""Closed pools in whole fen, given out in two stages: company to departments, department to people.

Until individuals are assessed, everybody's own coefficient is a neutral 1.00: within a department
money follows base and days.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from warehouse.errors import UserError

Key = TypeVar("Key", str, tuple[str, str])
NEUTRAL = Fraction(1)


@dataclass(frozen=True)
class Share:
    """One person's days in one department; `base` in any unit of money, the same for all."""

    employee_id: str
    department_id: str
    base: Fraction
    days: int
    coefficient: Fraction = NEUTRAL


@dataclass(frozen=True)
class Line:
    """What one person gets for one department; what cannot be given out (公司留存) names neither."""

    employee_id: str | None
    department_id: str | None
    amount_fen: int


def to_fen(period_id: str, amount: Decimal) -> int:
    """A pool in fen; UserError when it is negative or has a fraction of a fen."""
    fen = amount * 100
    if fen != int(fen) or fen < 0:
        raise UserError(f"bonus_pools: the pool of {period_id} is {amount}; give whole fen, 0 or more.")
    return int(fen)


def to_weight(period_id: str, employee_id: str, base: Decimal) -> Fraction:
    """A base amount as an exact weight; UserError when it is negative."""
    if base < 0:
        raise UserError(f"bonus_bases: the base of {employee_id} in {period_id} is {base}; give 0 or more.")
    return Fraction(base)


def allocated(total: int, weights: Mapping[Key, Fraction]) -> dict[Key, int]:
    """`total` in whole parts by weight: floors, then one each to the largest remainders, ties by id.

    All weights 0: everybody gets 0, and the total is left over.
    """
    whole = sum(weights.values(), Fraction(0))
    if whole == 0:
        return dict.fromkeys(weights, 0)
    quotas = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: int(quota) for key, quota in quotas.items()}
    left = total - sum(parts.values())
    for key in sorted(quotas, key=lambda key: (parts[key] - quotas[key], key))[:left]:
        parts[key] += 1
    return parts


def lines(pool_fen: int, shares: Iterable[Share], coefficients: Mapping[str, Fraction]) -> list[Line]:
    """The lines of one pool, which they add up to; departments without a coefficient count as 1."""
    base: dict[str, Fraction] = defaultdict(Fraction)
    weights: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for share in shares:
        base[share.department_id] += share.base * share.days
        weights[share.department_id][share.employee_id] += share.base * share.days * share.coefficient
    pools = allocated(pool_fen, {one: base[one] * coefficients.get(one, NEUTRAL) for one in base})
    given = [
        Line(employee_id, department_id, amount)
        for department_id in sorted(pools)
        for employee_id, amount in sorted(allocated(pools[department_id], weights[department_id]).items())
    ]
    retained = pool_fen - sum(line.amount_fen for line in given)
    return [*given, Line(None, None, retained)] if retained else given


def retained(pool_fen: int) -> list[Line]:
    """Nothing is given out: the pool of a trial run stays with the company."""
    return [Line(None, None, pool_fen)]


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
