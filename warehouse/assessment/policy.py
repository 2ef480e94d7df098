"""The rule book of the assessment as validated objects; every number of it is an exact fraction."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from warehouse.assessment.policy_number import Number, Point, Share, rising
from warehouse.assessment.policy_number import Table as _Table
from warehouse.assessment.policy_people import Annual, Individual, Proration
from warehouse.source_settings import known_zone


class Governance(_Table):
    """Who decided on the policy and when it was made known; what is missing makes every half-year a trial."""

    approved_by: list[str] = Field(default=[])
    consultation_record: str = ""
    published_at: date | None = None
    human_signoff_required: Literal[True] = True
    explanation_required: Literal[True] = True

    @property
    def missing(self) -> list[str]:
        """The keys that say nothing yet."""
        said = {
            "approved_by": any(one.strip() for one in self.approved_by),
            "consultation_record": self.consultation_record.strip(),
            "published_at": self.published_at,
        }
        return [key for key, value in said.items() if not value]


class NamedPeriod(_Table):
    """A half-year that the policy names, `end` its last day; benchmarks come from `benchmark_from`."""

    id: str
    start: date
    end: date
    benchmark_from: str | None = None


class Privacy(_Table):
    k_score: int = Field(default=5, ge=1)
    k_comment: int = Field(default=10, ge=1)
    complementary_suppression: bool = True


class Scale(_Table):
    min: Number = Fraction(0)
    max: Number = Fraction(120)
    decimals: int = Field(default=4, ge=0, le=4)


class Missing(_Table):
    rule: Literal["renormalise"] = "renormalise"
    min_weight_coverage: Share = Fraction(60, 100)
    mandatory_any_of: list[list[str]] = Field(default=[])
    at_fault: Literal["floor"] = "floor"


class Rater(_Table):
    """How answers of people are made comparable: at most `max_correction` points, no customer above its cap."""

    severity_correction: Literal["additive_ridge", "none"] = "additive_ridge"
    ridge: Annotated[Number, Field(gt=0)] = Fraction(1)
    min_ratees_per_rater: int = Field(default=3, ge=2)
    min_raters_per_ratee: int = Field(default=3, ge=2)
    max_correction: Annotated[Number, Field(ge=0)] = Fraction(1, 2)
    customer_weight_cap: Annotated[Number, Field(gt=0, le=1)] = Fraction(40, 100)


class Uncertainty(_Table):
    """`answer_deviation` is the standard deviation of single answers on the scale of 1 to 5."""

    interval: Annotated[Number, Field(gt=Fraction(1, 2), lt=1)] = Fraction(90, 100)
    provisional_reliability_below: Share = Fraction(60, 100)
    band_probability: Annotated[Number, Field(gt=Fraction(1, 2), lt=1)] = Fraction(90, 100)
    answer_deviation: Annotated[Number, Field(gt=0, le=2)] = Fraction(90, 100)
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
    case_mix: list[Literal["priority", "complexity_tier"]] = Field(default=[])
    case_mix_method: Literal["direct_shrunk"] = "direct_shrunk"
    curve: list[Point]

    @property
    def is_shrunk(self) -> bool:
        return self.kind != "value"

    @field_validator("curve")
    @classmethod
    def _follows_the_direction(cls, curve: list[Point], info: ValidationInfo) -> list[Point]:
        direction = info.data.get("direction")
        scores = [score for _, score in rising(curve)]
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
    mode: Literal["closed_pool", "open"] = "closed_pool"
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
        if any(low > high or low < 0 for (_, low), (_, high) in pairwise(rising(curve))):
            raise ValueError("the coefficients of the curve must be 0 or more and never fall with the score")
        return curve


class Veto(_Table):
    """What caps the grade of a department or a person, whatever the score."""

    id: str
    name: str
    scope: Literal["department", "individual"] = "department"
    max_grade: str


class Adjustments(_Table):
    """`max_abs_points` bounds the sum of a department's adjustments; a request counts once `approvers` agreed to it."""

    max_abs_points: Annotated[Number, Field(ge=0)] = Fraction(5)
    approvers: int = Field(default=2, ge=2)
    self_approval: Literal[False] = False
    ledger: Literal["append_only"] = "append_only"


class ClosedPeriod(_Table):
    """What a frozen half-year is: there is one way to do it, and a policy may only say so."""

    writes: Literal["rejected"] = "rejected"
    correction: Literal["next_period_adjustment_line"] = "next_period_adjustment_line"
    snapshot_hash: Literal["sha256"] = "sha256"


class Timeline(_Table):
    """Workdays after the end of the half-year by which each step is over."""

    data_cutoff: int = Field(default=5, ge=0)
    survey_close: int = Field(default=10, ge=0)
    draft: int = Field(default=15, ge=0)
    publicity_end: int = 20
    appeal_deadline: int = 27
    appeal_decision: int = 37
    final_freeze: int = 40

    @model_validator(mode="after")
    def _in_order(self) -> "Timeline":
        steps = (self.draft, self.publicity_end, self.appeal_deadline, self.appeal_decision, self.final_freeze)
        if any(step >= later for step, later in pairwise(steps[:3])) or list(steps) != sorted(steps):
            raise ValueError("draft, publicity_end, appeal_deadline, appeal_decision and final_freeze must rise")
        return self


class Policy(_Table):
    """One version of the rule book, in force on the days of [effective_from, effective_to)."""

    schema_version: Literal[1] = 1
    policy_id: str
    version: str
    title: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    currency: str | None = None
    timezone: str | None = None
    calendar: str = ""
    governance: Governance = Governance()
    periods: list[NamedPeriod] = Field(default=[])
    timeline_workdays_after_period_end: Timeline = Timeline()
    privacy: Privacy = Privacy()
    scale: Scale = Scale()
    missing: Missing = Missing()
    rater: Rater = Rater()
    uncertainty: Uncertainty = Uncertainty()
    indicators: list[Indicator] = Field(min_length=1)
    grades: list[Grade] = Field(min_length=1)
    grading: Grading = Grading()
    vetoes: list[Veto] = Field(default=[])
    adjustments: Adjustments = Adjustments()
    individual: Individual | None = None
    bonus: Bonus
    proration: Proration = Proration()
    annual: Annual | None = None
    closed_period: ClosedPeriod = ClosedPeriod()

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str | None) -> str | None:
        return name if name is None else known_zone(name)

    def benchmark_from(self, period_id: str) -> str | None:
        """The half-year that the policy names as the benchmark of another one; None where it names none."""
        return next((one.benchmark_from for one in self.periods if one.id == period_id), None)

    def is_known_before(self, day: date) -> bool:
        """Whether the policy was decided on, discussed and published before a day."""
        published_at = self.governance.published_at
        return not self.governance.missing and published_at is not None and published_at < day
