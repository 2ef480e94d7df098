"""The rule book of the assessment as validated objects; every number of it is an exact fraction."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator


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


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Privacy(_Table):
    k_score: int = Field(default=5, ge=1)


class Scale(_Table):
    min: Number = Fraction(0)
    max: Number = Fraction(120)
    decimals: int = Field(default=4, ge=0, le=4)


class Missing(_Table):
    rule: Literal["renormalise"] = "renormalise"
    min_weight_coverage: Share = Fraction(60, 100)
    mandatory_any_of: list[list[str]] = []


class Uncertainty(_Table):
    provisional_grade_best: str = "A"
    provisional_grade_worst: str = "C"


class Indicator(_Table):
    """A rate is given per thousand; `min_n` and `prior_strength` count in the indicator's denominator."""

    id: str
    name: str
    source: Literal["data", "customer", "superior", "self", "peer", "audit"]
    kind: Literal["proportion", "mean", "rate", "value"]
    weight: Annotated[Number, Field(ge=0)]
    direction: Literal["higher", "lower"] = "higher"
    min_n: Annotated[Number, Field(ge=0)] = Fraction(1)
    prior_strength: Annotated[Number, Field(ge=0)] = Fraction(0)
    curve: list[Point]

    @property
    def is_shrunk(self) -> bool:
        return self.kind != "value"

    @field_validator("curve")
    @classmethod
    def _follows_the_direction(cls, curve: list[Point], info: ValidationInfo) -> list[Point]:
        direction = info.data.get("direction")
        scores = [score for _, score in _rising(curve)]
        if scores != sorted(scores, reverse=direction == "lower"):
            way = "fall" if direction == "lower" else "rise"
            raise ValueError(f'the scores of the curve must {way} with x, because direction is "{direction}"')
        return curve


class Grade(_Table):
    """One grade; `cum_cap` limits the share of departments with this grade or a better one."""

    id: str
    min_score: Number
    cum_cap: Share | None = None
    dept_coefficient: Annotated[Number, Field(ge=0)]
    individual_coefficient: Annotated[Number, Field(ge=0)]


class Grading(_Table):
    cap_rounding: Literal["floor_min_1"] = "floor_min_1"
    cap_min_pool: int = Field(default=5, ge=1)
    cap_ties: Literal["demote_group"] = "demote_group"
    not_rated_coefficient: Annotated[Number, Field(ge=0)] = Fraction(1)


class Bonus(_Table):
    mode: Literal["closed_pool"] = "closed_pool"
    rounding: Literal["largest_remainder_fen"] = "largest_remainder_fen"
    tie_break: Literal["stable_id"] = "stable_id"
    department_coefficient_mode: Literal["linear", "grade"] = "linear"
    department_coefficient_curve: list[Point]
    department_weight: Literal["sum_base_days*dept_coefficient"]
    individual_weight: Literal["base*eligible_days*individual_coefficient"]
    undistributed: Literal["retain"] = "retain"

    @field_validator("department_coefficient_curve")
    @classmethod
    def _never_falls(cls, curve: list[Point]) -> list[Point]:
        if any(low > high or low < 0 for (_, low), (_, high) in pairwise(_rising(curve))):
            raise ValueError("the coefficients of the curve must be 0 or more and never fall with the score")
        return curve


class Policy(_Table):
    """One version of the rule book, in force on the days of [effective_from, effective_to)."""

    schema_version: Literal[1] = 1
    policy_id: str
    version: str
    title: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    currency: str = "CNY"
    privacy: Privacy = Privacy()
    scale: Scale = Scale()
    missing: Missing = Missing()
    uncertainty: Uncertainty = Uncertainty()
    indicators: list[Indicator] = Field(min_length=1)
    grades: list[Grade] = Field(min_length=1)
    grading: Grading = Grading()
    bonus: Bonus


def _rising(curve: list[Point]) -> list[Point]:
    xs = [x for x, _ in curve]
    if len(curve) < 2 or any(x >= later for x, later in pairwise(xs)):
        raise ValueError("a curve needs two points or more, and their x must rise strictly")
    return curve
