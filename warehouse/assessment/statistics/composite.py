"""The error of a department's score, from the errors of its indicators (delta method)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from warehouse.assessment.statistics.interval import Number

Point = tuple[Fraction, Fraction]


class Part(NamedTuple):
    """One available indicator: its weight, score points per unit of its value, its value's standard error."""

    weight: Number
    slope: Number
    error: float


def slope(value: Number, curve: Sequence[Point]) -> Fraction:
    """Points per unit on the curve's segment at `value`; on a knot the steeper side, outside the curve 0."""
    touching = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(curve) if x0 <= value <= x1]
    return max(touching, key=abs, default=Fraction(0))


def is_near_knot(value: Number, error: float, curve: Sequence[Point]) -> bool:
    """Whether a knot lies within one standard error: there the bootstrap is to be preferred to the slope."""
    return any(abs(float(x - Fraction(value))) <= error for x, _ in curve)


def standard_error(parts: Iterable[Part]) -> float | None:
    """The standard error of the weighted mean of independent indicators, in points; None without weight."""
    known = list(parts)
    whole = sum((Fraction(part.weight) for part in known), Fraction(0))
    if not whole:
        return None
    return (
        fsum((float(Fraction(part.weight) / whole * Fraction(part.slope)) * part.error) ** 2 for part in known) ** 0.5
    )
