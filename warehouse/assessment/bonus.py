"""Money in whole fen: a pool given out in two stages (company to departments to people), or open amounts.

Pure functions of shares and coefficients: nothing here reads, and 50,000 people take a fraction of a second.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeVar

from warehouse.errors import UserError

Key = TypeVar("Key", str, tuple[str, str])
NEUTRAL = Fraction(1)
CLOSED, OPEN = "closed_pool", "open"


@dataclass(frozen=True)
class Share:
    """One person's paid days in one department; `excluded_by` names the entries of the ledger that exclude it."""

    employee_id: str
    department_id: str
    base_fen: int
    days: int
    coefficient: Fraction = NEUTRAL
    grade: str | None = None
    excluded_by: tuple[str, ...] = ()

    @property
    def base_days(self) -> int:
        return 0 if self.excluded_by else self.base_fen * self.days


@dataclass(frozen=True)
class Line:
    """What one person gets for one department, and why; what cannot be given out (公司留存) names neither.

    `quota` is the exact amount in fen before it was made whole.
    """

    employee_id: str | None
    department_id: str | None
    amount_fen: int
    base_fen: int | None = None
    eligible_days: int | None = None
    grade: str | None = None
    coefficient: Fraction | None = None
    quota: Fraction | None = None
    excluded_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What one department gets: `base_days` is the sum of base times days, in fen."""

    department_id: str
    employee_count: int
    base_days: int
    coefficient: Fraction
    quota: Fraction
    amount_fen: int


@dataclass(frozen=True)
class Split:
    """The money of one half-year; `pool_fen` is None where an open one has no budget."""

    mode: str
    pool_fen: int | None
    parts: list[Part] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def given_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines if line.employee_id is not None)

    @property
    def retained_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines if line.employee_id is None)

    @property
    def over_fen(self) -> int | None:
        """How far the amounts go beyond the budget (above 0) or stay below it; None without a budget."""
        return None if self.pool_fen is None else self.given_fen - self.pool_fen


def to_fen(period_id: str, amount: Decimal) -> int:
    """A pool in fen; UserError when it is negative or has a fraction of a fen."""
    return _whole_fen(f"bonus_pools: the pool of {period_id}", amount)


def base_to_fen(period_id: str, employee_id: str, amount: Decimal) -> int:
    """A base in fen; UserError when it is negative or has a fraction of a fen."""
    return _whole_fen(f"bonus_bases: the base of {employee_id} in {period_id}", amount)


def _whole_fen(what: str, amount: Decimal) -> int:
    fen = amount * 100
    if fen != int(fen) or fen < 0:
        raise UserError(f"{what} is {amount}; give whole fen, 0 or more.")
    return int(fen)


def allocated(total: int, weights: Mapping[Key, Fraction]) -> dict[Key, int]:
    """`total` in whole parts by weight: floors, then one each to the largest remainders, ties by id.

    All weights 0: everybody gets 0, and the total is left over.
    """
    scale = lcm(*(weight.denominator for weight in weights.values()))
    wholes = {key: weight.numerator * (scale // weight.denominator) for key, weight in weights.items()}
    sum_ = sum(wholes.values())
    if sum_ == 0:
        return dict.fromkeys(weights, 0)
    divided = {key: divmod(total * whole, sum_) for key, whole in wholes.items()}
    parts = {key: floor for key, (floor, _) in divided.items()}
    left = total - sum(parts.values())
    for key in sorted(divided, key=lambda key: (-divided[key][1], key))[:left]:
        parts[key] += 1
    return parts


def stakes(shares: Iterable[Share]) -> dict[str, Fraction]:
    """By department, bases times days of its people: what its part of a pool follows, before any coefficient."""
    found: dict[str, int] = defaultdict(int)
    for share in shares:
        found[share.department_id] += share.base_days
    return {one: Fraction(stake) for one, stake in found.items()}


def department_pools(
    pool_fen: int, stakes: Mapping[str, Fraction], coefficients: Mapping[str, Fraction]
) -> dict[str, int]:
    """The first stage: the pool in fen by department; without a coefficient one counts as 1."""
    return allocated(pool_fen, {one: stake * coefficients.get(one, NEUTRAL) for one, stake in stakes.items()})


def closed(pool_fen: int, shares: Iterable[Share], coefficients: Mapping[str, Fraction]) -> Split:
    """The lines of one pool, which they add up to; departments without a coefficient count as 1."""
    shares = list(shares)
    base_days = stakes(shares)
    pools = department_pools(pool_fen, base_days, coefficients)
    weights = {one: stake * coefficients.get(one, NEUTRAL) for one, stake in base_days.items()}
    whole = sum(weights.values(), Fraction(0))
    parts, lines = [], []
    for one, own in sorted(_by_department(shares).items()):
        quota = pool_fen * weights[one] / whole if whole else Fraction(0)
        stake = (int(base_days[one]), coefficients.get(one, NEUTRAL))
        parts.append(Part(one, sum(not share.excluded_by for share in own), *stake, quota, pools[one]))
        lines += _lines_of(pools[one], own)
    retained = pool_fen - sum(line.amount_fen for line in lines)
    return Split(CLOSED, pool_fen, parts, [*lines, *_kept(retained)])


def open_(
    budget_fen: int | None, shares: Iterable[Share], coefficients: Mapping[str, Fraction], period_days: int
) -> Split:
    """Base for the days, times both coefficients, half to even: what it adds up to is an outcome."""
    parts, lines = [], []
    for one, own in sorted(_by_department(shares).items()):
        of_department = coefficients.get(one, NEUTRAL)
        quotas = [share.base_days * share.coefficient * of_department / period_days for share in own]
        made = [_line(share, round(quota), quota) for share, quota in zip(own, quotas, strict=True)]
        base_days, count = sum(share.base_days for share in own), sum(not share.excluded_by for share in own)
        amount = sum(line.amount_fen for line in made)
        parts.append(Part(one, count, base_days, of_department, sum(quotas, Fraction(0)), amount))
        lines += made
    return Split(OPEN, budget_fen, parts, lines)


def retained(mode: str, pool_fen: int | None) -> Split:
    """Nothing is given out: the pool of a trial run stays with the company."""
    return Split(mode, pool_fen, [], _kept(pool_fen or 0))


def _by_department(shares: Iterable[Share]) -> dict[str, list[Share]]:
    """One share per person and department, in the order of ids: the days of several are added up."""
    one: dict[tuple[str, str], Share] = {}
    for share in shares:
        key = (share.department_id, share.employee_id)
        days = one[key].days if key in one else 0
        one[key] = Share(
            *(share.employee_id, share.department_id, share.base_fen, share.days + days),
            *(share.coefficient, share.grade, share.excluded_by),
        )
    found: dict[str, list[Share]] = defaultdict(list)
    for (department_id, _), share in sorted(one.items(), key=lambda item: item[0]):
        found[department_id].append(share)
    return found


def _lines_of(pool_fen: int, own: list[Share]) -> list[Line]:
    weights = {share.employee_id: share.base_days * share.coefficient for share in own}
    amounts, whole = allocated(pool_fen, weights), sum(weights.values(), Fraction(0))
    per_weight = pool_fen / whole if whole else Fraction(0)
    return [_line(one, amounts[one.employee_id], weights[one.employee_id] * per_weight) for one in own]


def _line(share: Share, amount_fen: int, quota: Fraction) -> Line:
    facts = (share.base_fen, share.days, share.grade, share.coefficient)
    return Line(share.employee_id, share.department_id, amount_fen, *facts, quota, share.excluded_by)


def _kept(amount_fen: int) -> list[Line]:
    return [Line(None, None, amount_fen)] if amount_fen else []
