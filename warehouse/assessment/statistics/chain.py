"""Quality along a chain of services (客户满意度递减原理): what is right the first time at every step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, fsum, log, prod
from typing import NamedTuple

from warehouse.assessment.statistics.interval import Interval, z_of


class Step(NamedTuple):
    """Cases that passed at the first attempt, of all."""

    passed: int
    cases: int


@dataclass(frozen=True)
class Chain:
    """The yield of the whole chain, assuming that steps are independent; its interval, and whose loss it is.

    `log_error` is the standard error of the yield's logarithm. Where a step lets nothing pass there is
    only the yield 0; where nothing is lost, every loss share is 0.
    """

    rolled_yield: Fraction
    log_error: float | None
    interval: Interval | None
    loss_shares: list[float] | None


def rolled_yield(yields: Iterable[Fraction]) -> Fraction:
    """The share that passes all steps."""
    return prod(yields, start=Fraction(1))


def chain(steps: Sequence[Step], confidence: float = 0.95) -> Chain | None:
    """The chain from its counts; None without steps, or where one of them has no cases."""
    if not steps or any(step.cases == 0 for step in steps):
        return None
    yields = [Fraction(step.passed, step.cases) for step in steps]
    whole = rolled_yield(yields)
    if whole == 0:
        return Chain(whole, None, None, None)
    error = fsum(float((1 - one) / step.passed) for one, step in zip(yields, steps, strict=True)) ** 0.5
    half, lost = z_of(confidence) * error, fsum(log(one) for one in yields)
    shares = [log(one) / lost if lost else 0.0 for one in yields]
    interval = Interval(float(whole) * exp(-half), min(1.0, float(whole) * exp(half)))
    return Chain(whole, error, interval, shares)


def step_target(target: float, steps: int) -> float:
    """What each of so many steps must reach for the chain to reach its target."""
    return target ** (1 / steps)
