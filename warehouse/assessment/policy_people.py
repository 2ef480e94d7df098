"""The parts of the rule book that are about people: their scores, their days, and the roll-up of the year."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator, model_validator

from warehouse.assessment.policy_number import Number, Point, Share, Table, rising

if TYPE_CHECKING:
    from warehouse.assessment.policy import Policy

Weight = Annotated[Number, Field(ge=0)]
Curve = list[Point]
# A person's item is judged on the curve of what measures the same of a department, unless it has one of its own.
LIKE = {
    "own_resolution_on_time": "resolution_on_time",
    "own_csat": "csat_transaction",
    "peer_collaboration": "superior_review",
    "superior_review": "superior_review",
    "self_review": "self_review",
}


class Weights(Table):
    own_resolution_on_time: Weight = Fraction(0)
    own_csat: Weight = Fraction(0)
    peer_collaboration: Weight = Fraction(0)
    superior_review: Weight = Fraction(0)
    self_review: Weight = Fraction(0)

    def items(self) -> dict[str, Fraction]:
        """The weights that count, in the order of LIKE."""
        return {item: weight for item in LIKE if (weight := getattr(self, item))}


class Curves(Table):
    own_resolution_on_time: Curve | None = None
    own_csat: Curve | None = None
    peer_collaboration: Curve | None = None
    superior_review: Curve | None = None
    self_review: Curve | None = None

    @field_validator("*")
    @classmethod
    def _rises(cls, curve: Curve | None) -> Curve | None:
        if curve is not None and (scores := [score for _, score in rising(curve)]) != sorted(scores):
            raise ValueError("the scores of the curve must rise with x")
        return curve


class Individual(Table):
    """Who is rated, and by what; `prior_strength` counts cases with which a rate is drawn to the department's."""

    rated_min_days: int = Field(default=90, ge=0)
    unit_head_rule: Literal["dept_result"] = "dept_result"
    weights: Weights
    min_tickets: Weight = Fraction(20)
    min_distinct_raters: int = Field(default=5, ge=1)
    prior_strength: Weight = Fraction(20)
    curves: Curves = Curves()


class Proration(Table):
    """Whose days count for money; `exclusions` are the lawful reasons to pay a leaver nothing, by code."""

    unit: Literal["calendar_day"] = "calendar_day"
    transfer: Literal["split_by_assignment_days"] = "split_by_assignment_days"
    joiner: Literal["prorated_base_not_rated_below_min_days"] = "prorated_base_not_rated_below_min_days"
    leaver: Literal["prorated_unless_lawful_exclusion_signed_off"] = "prorated_unless_lawful_exclusion_signed_off"
    leave_without_pay: Literal["excluded_days"] = "excluded_days"
    exclusions: dict[str, str] = Field(default={})


class Comprehensive(Table):
    halves: Share = Fraction(85, 100)
    management_review: Share = Fraction(15, 100)

    @model_validator(mode="after")
    def _is_whole(self) -> "Comprehensive":
        if self.halves + self.management_review != 1 or not self.halves:
            raise ValueError("halves and management_review must add up to 1, and halves must be more than 0")
        return self


class Annual(Table):
    """How half-years make a year; `half_weights` by the names of the half-years. `people`: each person, too."""

    half_weights: dict[str, Share]
    comprehensive: Comprehensive = Comprehensive()
    single_half_flag: Literal[True] = True
    people: bool = False

    @field_validator("half_weights")
    @classmethod
    def _add_up(cls, weights: dict[str, Fraction]) -> dict[str, Fraction]:
        if sum(weights.values()) != 1:
            raise ValueError(f"the weights of the half-years add up to {float(sum(weights.values())):g}, not to 1")
        return weights


def curves(policy: "Policy") -> Mapping[str, Curve]:
    """By item with a weight its curve; an item is missing that has none and whose like the policy does not measure."""
    if policy.individual is None:
        return {}
    likes = {one.id: one.curve for one in policy.indicators if one.direction == "higher"}
    found = {
        item: getattr(policy.individual.curves, item) or likes.get(LIKE[item])
        for item in policy.individual.weights.items()
    }
    return {item: curve for item, curve in found.items() if curve}


def people_mistakes(policy: "Policy") -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong in [individual], beyond the type of each key: the keys that lead there, and a sentence."""
    if policy.individual is None:
        return
    weights, known = policy.individual.weights.items(), curves(policy)
    if (total := sum(weights.values())) != 100:
        yield ("individual", "weights"), f"the weights of individuals add up to {float(total):g}, not to 100"
    for item in weights:
        if item not in known:
            yield (
                ("individual", "weights"),
                f"{item} has a weight but no curve; give individual.curves.{item}, or the indicator {LIKE[item]}",
            )
        elif any(not policy.scale.min <= score <= policy.scale.max for _, score in known[item]):
            scale = f"{float(policy.scale.min):g} to {float(policy.scale.max):g}"
            yield ("individual", "curves"), f"the curve of {item} leaves the scale of {scale}"
