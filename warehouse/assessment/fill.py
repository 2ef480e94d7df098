"""The values of a half-year: first every department and indicator has a place, then it is filled or says why not."""

from dataclasses import replace
from fractions import Fraction

from warehouse.assessment.benchmark import Benchmark, Spread, grouped
from warehouse.assessment.detail import NO_DETAIL, NOTHING, Detail
from warehouse.assessment.facts import Facts
from warehouse.assessment.observe import Corrections, corrections_of, is_thinly_answered, observed
from warehouse.assessment.period.effects import Effects
from warehouse.assessment.policy import Indicator, Policy
from warehouse.assessment.score import Observation, Value, judge
from warehouse.assessment.uncertainty import case_mix_error, value_error

FEEDS_OF = {
    "csat_relationship": {"survey_responses"},
    "csat_transaction": {"survey_responses"},
    "response_on_time": {"tickets", "service_levels"},
    "resolution_on_time": {"tickets", "service_levels"},
    "project_on_time": {"projects"},
    "project_quality": {"projects"},
    "complaint_on_time": {"tickets", "service_levels"},
    "complaint_satisfaction": {"survey_responses"},
    "complaint_rate": {"tickets"},
    "improvement_effective": {"improvements"},
    "superior_review": {"evaluations"},
    "self_review": {"evaluations"},
}
OF_COMPLAINTS = {"complaint_on_time", "complaint_satisfaction", "complaint_rate"}
Values = dict[str, dict[str, Value]]


def absent(facts: Facts) -> set[str]:
    """The indicators of which the company lacks a feed."""
    return {id_ for id_, feeds in FEEDS_OF.items() if feeds & set(facts.absent_feeds)}


def values(policy: Policy, period_id: str, facts: Facts, benchmark: Benchmark, effects: Effects) -> Values:
    """By department and indicator; nothing here looks at two departments of the half-year at once."""
    seen, detail = facts.seen.get(period_id, {}), facts.details.get(period_id, NO_DETAIL)
    lacking = absent(facts)
    without_complaints = OF_COMPLAINTS if all(id_ != "complaint_rate" for _, id_ in seen) else set()
    found: Values = {one: {} for one in facts.departments}
    for indicator in policy.indicators:
        corrections = corrections_of(benchmark.severities.get(indicator.id, {}), policy.rater)
        for one in facts.departments:
            counted = seen.get((one, indicator.id))
            if indicator.id in effects.faults.get(one, ()):
                value = Value("at_fault", score=policy.scale.min)
            elif indicator.id in lacking or (indicator.id in without_complaints and counted is None):
                value = Value("not_applicable")
            else:
                value = _value(policy, indicator, one, counted, detail, benchmark, corrections)
            found[one][indicator.id] = value
    return found


def _value(
    policy: Policy,
    indicator: Indicator,
    one: str,
    counted: Observation | None,
    detail: Detail,
    benchmark: Benchmark,
    corrections: Corrections,
) -> Value:
    prior, strata = benchmark.priors[indicator.id], benchmark.strata.get(indicator.id)
    if counted is not None:
        counted = observed(policy, indicator, one, counted, detail, corrections)
        if indicator.case_mix and (cells := detail.cells.get((one, indicator.id))):
            counted = replace(counted, cells=grouped(indicator, cells))
    value = judge(indicator, counted, prior, policy.privacy.k_score, strata)
    value = replace(value, left_out=detail.left_out.get((one, indicator.id), NOTHING))
    if counted is None or value.value is None:
        return value
    if value.status == "rated" and (doubt := _doubt(policy, indicator, one, value, detail, benchmark)):
        value = replace(value, status="provisional", doubt=doubt)
    if strata and counted.cells is not None:
        return replace(value, error=case_mix_error(indicator, counted.cells, strata))
    return replace(value, error=value_error(policy, indicator, _as_if_equal(counted, value), prior))


def _doubt(
    policy: Policy, indicator: Indicator, one: str, value: Value, detail: Detail, benchmark: Benchmark
) -> str | None:
    """Why an answer of people is not final: too few of those asked gave one, or departments cannot be told apart."""
    if is_thinly_answered(detail.asked.get((one, indicator.id))):
        return "few_answers"
    spread = benchmark.spreads.get(indicator.id)
    if spread is None or value.rater_count is None:
        return None
    is_low = reliability(spread, value.rater_count) < policy.uncertainty.provisional_reliability_below
    return "unreliable" if is_low else None


def reliability(spread: Spread, raters: int) -> Fraction:
    """Of a mean of so many raters, 0 to 1: the share of differences between departments that is not noise."""
    noise = spread.within / raters
    return spread.between / (spread.between + noise) if noise else Fraction(1)


def _as_if_equal(counted: Observation, value: Value) -> Value:
    """The value with as many equal answers as its answers are worth, for its standard error alone."""
    if counted.adjusted is None:
        return value
    cases = counted.effective or counted.denominator
    return replace(value, numerator=counted.adjusted * cases, denominator=cases)
