"""Scores of one department: shrinkage, curves, missing indicators, and what must never happen."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.worked_example import INDICATORS, POLICY, prior, seen, values_of
from warehouse.assessment.policy import Indicator, Missing, Policy
from warehouse.assessment.score import Observation, Score, Value, department_score, judge, on_curve, rounded, shrunk

HIGHER = [(Fraction(x), Fraction(y)) for x, y in (("0.70", 0), ("0.85", 60), ("0.95", 100), ("1", 120))]
LOWER = [(Fraction(x), Fraction(y)) for x, y in ((0, 120), (5, 100), (15, 60), (30, 0))]


@pytest.mark.parametrize(
    ("met", "cases", "expected"),
    [(9, 10, "0.900000"), (2, 2, "0.909091"), (0, 2, "0.818182"), (160, 200, "0.809091")],
)
def test_a_rate_is_drawn_towards_the_frozen_prior(met: int, cases: int, expected: str) -> None:
    rate = shrunk(Observation(Fraction(met), Fraction(cases)), Fraction(20), Fraction("0.9"))
    assert rounded(rate, 6) == Decimal(expected)


@pytest.mark.parametrize(
    ("valid", "closed", "expected"), [(0, 120, "6.250000"), (3, 120, "15.625000"), (30, 2400, "12.307692")]
)
def test_a_complaint_rate_is_given_per_thousand(valid: int, closed: int, expected: str) -> None:
    seen_complaints = Observation(Fraction(valid), Fraction(closed))
    value = judge(INDICATORS["complaint_rate"], seen_complaints, Fraction("0.01"), 5).value
    assert value is not None
    assert str(rounded(value, 6)) == expected


@pytest.mark.parametrize(
    ("curve", "x", "score"),
    [
        *((HIGHER, x, y) for x, y in (("0.6", 0), ("0.8", 40), ("0.85", 60), ("0.9", 80), ("0.97", 108), ("1.1", 120))),
        *((LOWER, x, y) for x, y in (("2.5", 110), ("10", 80), ("20", 40), ("31", 0))),
    ],
)
def test_a_curve_is_linear_between_its_points_and_flat_outside(
    curve: list[tuple[Fraction, Fraction]], x: str, score: int
) -> None:
    assert on_curve(Fraction(x), curve) == score


def test_scores_are_rounded_half_to_even() -> None:
    assert [str(rounded(Fraction(n, 20000), 4)) for n in (1, 2, 3, 5)] == ["0.0000", "0.0001", "0.0002", "0.0002"]


def _five(scores: list[int | None]) -> tuple[dict[str, Value], Policy]:
    weights = (30, 25, 20, 15, 10)
    values = {
        f"i{number}": Value("no_cases") if score is None else Value("rated", score=Fraction(score))
        for number, score in enumerate(scores)
    }
    indicators = [
        INDICATORS["response_on_time"].model_copy(update={"id": f"i{n}", "weight": Fraction(w)})
        for n, w in enumerate(weights)
    ]
    return values, POLICY.model_copy(update={"indicators": indicators, "missing": Missing()})


@pytest.mark.parametrize(
    ("scores", "expected", "coverage"),
    [
        ([80, 90, None, 70, 85], "81.8750", "0.80"),
        ([80, 90, 60, 70, 85], "77.5000", "1"),
        ([80, None, 60, None, 70], "71.6667", "0.60"),
        ([None, 90, None, None, 85], None, "0.35"),
    ],
)
def test_the_weight_of_a_missing_indicator_is_shared_out_down_to_a_coverage(
    scores: list[int | None], expected: str | None, coverage: str
) -> None:
    values, policy = _five(scores)
    score = department_score(policy, values)
    assert (score.score, score.coverage) == (expected and Decimal(expected), Fraction(coverage))
    assert (score.status == "not_rated") == (expected is None)


def test_a_withheld_indicator_costs_more_than_an_honest_one() -> None:
    honest, silent = values_of("HR"), values_of("HR") | {"response_on_time": Value("no_cases")}
    withheld = values_of("HR") | {"response_on_time": Value("at_fault", score=Fraction(0))}
    scores = [department_score(POLICY, values).score for values in (honest, silent, withheld)]
    assert scores == [Decimal("95.6164"), Decimal("95.3181"), Decimal("85.3891")]


def test_the_worked_example_gives_the_published_scores() -> None:
    found = {one: department_score(POLICY, values_of(one)) for one in ("HR", "IT", "LAW")}
    assert {one: (score.status, score.score) for one, score in found.items()} == {
        "HR": ("rated", Decimal("95.6164")),
        "IT": ("rated", Decimal("80.5134")),
        "LAW": ("not_rated", None),
    }
    assert [found["HR"].coverage, found["LAW"].coverage] == [Fraction("0.96"), Fraction("0.15")]


def test_the_worked_example_gives_the_published_indicator_scores() -> None:
    published = {
        "complaint_on_time": "96.667",
        "complaint_rate": "95.000",
        "csat_relationship": "101.667",
        "csat_transaction": "96.111",
        "improvement_effective": "87.636",
        "project_on_time": "86.667",
        "project_quality": "73.333",
        "resolution_on_time": "98.889",
        "response_on_time": "98.182",
        "self_review": "110.000",
        "superior_review": "93.333",
    }
    scores = {id_: value.score for id_, value in values_of("HR").items() if value.score is not None}
    assert {id_: str(rounded(score, 3)) for id_, score in scores.items()} == published


def test_a_blank_says_why() -> None:
    law = values_of("LAW")
    assert law["csat_relationship"] == Value("suppressed")
    assert law["response_on_time"].status == "too_few_cases"
    assert law["response_on_time"].score is None
    assert law["project_on_time"] == Value("no_cases")


def test_five_raters_are_enough_and_four_stay_unseen() -> None:
    indicator = INDICATORS["csat_relationship"]
    found = [judge(indicator, Observation(Fraction(40), Fraction(10), raters), Fraction(4), 5) for raters in (4, 5)]
    assert [value.status for value in found] == ["suppressed", "rated"]
    assert found[0] == Value("suppressed")


def test_without_a_prior_the_raw_value_is_provisional_and_so_is_the_department() -> None:
    first = judge(INDICATORS["response_on_time"], Observation(Fraction(38), Fraction(40)), None, 5)
    assert (first.status, first.value, first.score) == ("provisional", Fraction("0.95"), Fraction(100))
    values = values_of("HR") | {"response_on_time": first}
    assert department_score(POLICY, values).status == "rated"
    trial = {id_: Value("provisional", score=value.score) if value.score else value for id_, value in values.items()}
    assert department_score(POLICY, trial).status == "provisional"


def test_a_mandatory_family_without_any_member_leaves_the_department_unrated() -> None:
    values = values_of("HR") | {one: Value("no_cases") for one in ("response_on_time", "resolution_on_time")}
    score = department_score(POLICY, values)
    assert (score.status, score.score, score.coverage) == ("not_rated", None, Fraction("0.71"))


@st.composite
def _observations(draw: st.DrawFn) -> dict[str, Observation | None]:
    """Some cases for some of the indicators, within what the kind of each allows."""
    found: dict[str, Observation | None] = {}
    for indicator in POLICY.indicators:
        cases = draw(st.none() | st.integers(0, 400))
        share = draw(st.fractions(0, 1, max_denominator=50))
        most = {"mean": Fraction(5), "value": Fraction(100), "rate": Fraction(1, 10)}.get(indicator.kind, Fraction(1))
        found[indicator.id] = None if cases is None else seen(indicator, str(share * most * cases), str(cases))
    return found


def _score(observations: dict[str, Observation | None]) -> tuple[dict[str, Value], Decimal | None]:
    values = {id_: judge(INDICATORS[id_], one, prior(id_), POLICY.privacy.k_score) for id_, one in observations.items()}
    return values, department_score(POLICY, values).score


@given(_observations())
def test_a_score_lies_on_the_scale_or_is_not_there(observations: dict[str, Observation | None]) -> None:
    values, score = _score(observations)
    whole = department_score(POLICY, values)
    assert (whole.status == "not_rated") == (score is None)
    assert score is None or 0 <= score <= 120
    assert all(value.score is None or 0 <= value.score <= 120 for value in values.values())


@given(st.sets(st.sampled_from(["no_cases", "too_few_cases", "suppressed", "not_applicable"]), min_size=1))
def test_no_data_is_never_a_zero(blanks: set[str]) -> None:
    reasons = sorted(blanks) * len(INDICATORS)
    values = {id_: Value(reason) for id_, reason in zip(INDICATORS, reasons, strict=False)}
    score = department_score(POLICY, values)
    assert score == Score("not_rated", None, Fraction(0))


def _improved(indicator: Indicator, one: Observation, by: Fraction) -> Observation:
    change = by if indicator.direction == "higher" else -min(by, one.numerator)
    return Observation(one.numerator + change, one.denominator, one.rater_count)


@given(_observations(), st.sampled_from(sorted(INDICATORS)), st.fractions(0, 20, max_denominator=20))
def test_improving_an_indicator_never_lowers_the_score(
    observations: dict[str, Observation | None], id_: str, by: Fraction
) -> None:
    one = observations[id_]
    better = observations | {id_: one and _improved(INDICATORS[id_], one, by)}
    before, after = _score(observations)[1], _score(better)[1]
    assert (before is None) == (after is None)
    assert before is None or after is None or after >= before


@given(_observations(), st.permutations(sorted(INDICATORS)))
def test_the_order_of_indicators_changes_nothing(observations: dict[str, Observation | None], ids: list[str]) -> None:
    values, score = _score(observations)
    shuffled = POLICY.model_copy(update={"indicators": [INDICATORS[id_] for id_ in ids]})
    assert department_score(shuffled, {id_: values[id_] for id_ in reversed(ids)}).score == score


@given(_observations(), st.fractions(Fraction(1, 100), 100))
def test_multiplying_all_weights_changes_no_score(
    observations: dict[str, Observation | None], factor: Fraction
) -> None:
    values, score = _score(observations)
    heavier = [one.model_copy(update={"weight": one.weight * factor}) for one in POLICY.indicators]
    assert department_score(POLICY.model_copy(update={"indicators": heavier}), values).score == score
