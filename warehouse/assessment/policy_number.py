"""The kinds of value that a rule book holds: exact numbers, shares, points of curves."""

from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _fraction(given: Any) -> Any:
    """A number or a text such as "0.60", as written and not as a binary float."""
    if isinstance(given, bool) or not isinstance(given, (int, float, str, Fraction)):
        raise ValueError("a number is needed")
    try:
        return Fraction(str(given))
    except (ValueError, ZeroDivisionError):
        raise ValueError('a number is needed, such as 0.6 or "0.60"') from None


Number = Annotated[Fraction, BeforeValidator(_fraction)]
Point = tuple[Number, Number]
Share = Annotated[Fraction, BeforeValidator(_fraction), Field(ge=0, le=1)]


class Table(BaseModel):
    """A table of the file: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def rising(curve: list[Point]) -> list[Point]:
    """The curve; ValueError unless it has two points or more with x strictly rising."""
    xs = [x for x, _ in curve]
    if len(curve) < 2 or any(x >= later for x, later in pairwise(xs)):
        raise ValueError("a curve needs two points or more, and their x must rise strictly")
    return curve
