"""The end-to-end example of the assessment's rule book (4.8): what was seen, the frozen priors, the people."""

from fractions import Fraction

from warehouse.assessment.bonus import Share
from warehouse.assessment.policy import Indicator
from warehouse.assessment.policy_file import DEFAULT, read_policy
from warehouse.assessment.score import Observation, Value, judge

POLICY = read_policy(DEFAULT)
INDICATORS = {indicator.id: indicator for indicator in POLICY.indicators}
PRIORS = {
    "csat_relationship": "4.1",
    "csat_transaction": "0.85",
    "response_on_time": "0.90",
    "resolution_on_time": "0.85",
    "project_on_time": "0.80",
    "project_quality": "0.80",
    "complaint_on_time": "0.90",
    "complaint_satisfaction": "3.8",
    "complaint_rate": "0.01",
    "improvement_effective": "0.70",
}
SEEN = {
    "HR": "180/40 92/100 190/200 184/200 9/10 8/10 3/3 - 3/600 5/6 85/1 95/1",
    "IT": "240/60 810/900 1800/2000 1740/2000 15/20 17/20 18/20 72/20 20/2000 8/10 80/1 80/1",
    "LAW": "14/3 - 12/12 - - - - - - - 88/1 90/1",
}
# Base in yuan, days, grade; None is not rated.
PEOPLE = [
    ("e1", "HR", 10000, 181, "A"),
    ("e2", "HR", 8000, 181, "B"),
    ("e4", "HR", 9000, 91, "A"),
    ("e4", "IT", 9000, 90, "A"),
    ("e3", "IT", 12000, 181, "B"),
    ("e5", "IT", 7000, 45, None),
    ("e6", "LAW", 10000, 181, None),
]
OF_GRADE = {grade.id: grade.individual_coefficient for grade in POLICY.grades}


def shares() -> list[Share]:
    return [
        Share(who, where, base * 100, days, OF_GRADE[grade] if grade else Fraction(1), grade)
        for who, where, base, days, grade in PEOPLE
    ]


def prior(indicator_id: str) -> Fraction | None:
    return Fraction(PRIORS[indicator_id]) if indicator_id in PRIORS else None


def seen(indicator: Indicator, numerator: str, denominator: str) -> Observation:
    """An observation in which every answer comes from another person."""
    raters = int(denominator) if indicator.source == "customer" else None
    return Observation(Fraction(numerator), Fraction(denominator), raters)


def values_of(department: str) -> dict[str, Value]:
    """The judged indicators of one department of the example."""
    found = {}
    for indicator, numbers in zip(POLICY.indicators, SEEN[department].split(), strict=True):
        observation = None if numbers == "-" else seen(indicator, *numbers.split("/"))
        found[indicator.id] = judge(indicator, observation, prior(indicator.id), POLICY.privacy.k_score)
    return found
