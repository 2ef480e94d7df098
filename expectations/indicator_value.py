"""What always holds of marts.indicator_value: first every row and its status, then the numbers."""

from great_expectations.expectations import (
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeInSet,
    ExpectCompoundColumnsToBeUnique,
)

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "department_id", "indicator_id")
STATUSES = ("rated", "provisional", "no_cases", "too_few_cases", "not_applicable", "suppressed", "at_fault")

NOT_THERE = """
SELECT asked.period_id, department.department_id, asked.indicator_id
FROM settings.indicator AS asked CROSS JOIN core.dim_department AS department
ANTI JOIN {batch} AS given USING (period_id, department_id, indicator_id)
ANTI JOIN (FROM marts.period_state WHERE state = 'frozen') AS frozen USING (period_id)
"""
# What was frozen before these columns were there has them empty.
NOT_FROZEN = "period_id NOT IN (SELECT period_id FROM marts.period_state WHERE state = 'frozen')"
SCORED = "status IN ('rated', 'provisional', 'at_fault')"


def suite() -> Suite:
    shown = "SELECT period_id, department_id, indicator_id, status FROM {batch} WHERE "
    expectations = (
        expect(
            "one_row_per_indicator",
            "A department has one value of an indicator in a half-year; two would weigh twice.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        no_rows(
            "nobody_is_forgotten",
            "Every department has a row for every indicator of the half-year's policy: a blank has a reason.",
            NOT_THERE,
        ),
        expect(
            "status_is_known",
            "The reasons for a blank are a closed list; pages explain each of them.",
            ExpectColumnValuesToBeInSet,
            column="status",
            value_set=list(STATUSES),
        ),
        no_rows(
            "score_stands_where_there_is_one",
            "Rated, provisional and at-fault indicators count towards the score; absence is absence, never 0.",
            f"{shown} (score IS NOT NULL) <> ({SCORED})",
        ),
        no_rows(
            "at_fault_scores_nothing",
            "Hiding a number must never pay, so what was withheld counts as 0.",
            f"{shown} status = 'at_fault' AND score <> 0",
        ),
        no_rows(
            "suppressed_shows_nothing",
            "Counts or values of a few raters tell who they are.",
            f"{shown} status = 'suppressed' AND"
            " (numerator IS NOT NULL OR denominator IS NOT NULL OR value IS NOT NULL OR rater_count IS NOT NULL"
            " OR raw_value IS NOT NULL OR adjusted_value IS NOT NULL)",
        ),
        no_rows(
            "value_has_its_origin",
            "Whoever reads a value sees what was counted and what was made of it before it was drawn to the benchmark.",
            f"{shown} value IS NOT NULL AND (raw_value IS NULL OR adjusted_value IS NULL) AND {NOT_FROZEN}",
        ),
        no_rows(
            "provisional_has_a_reason",
            "A value that is not final says why, and a final one has nothing to say.",
            f"{shown} (status = 'provisional') <> (provisional_reason IS NOT NULL) AND {NOT_FROZEN}",
        ),
        no_rows(
            "error_is_that_of_a_value",
            "A standard error belongs to a value that is shown, and is never negative.",
            f"{shown} error < 0 OR (error IS NOT NULL AND value IS NULL)",
        ),
        no_rows(
            "interval_holds_its_value",
            "Whoever reads how sure a value is must find the value inside.",
            f"{shown} error IS NOT NULL AND NOT coalesce(value_low <= value AND value <= value_high, FALSE)"
            f" AND {NOT_FROZEN}",
        ),
        expect(
            "score_is_on_the_scale",
            "Curves run from 0 to 120; 100 is the target and 120 what lies clearly above it.",
            ExpectColumnValuesToBeBetween,
            column="score",
            min_value=0,
            max_value=120,
        ),
        expect(
            "weight_is_a_share_of_100",
            "The weights of a policy add up to 100 and none is negative.",
            ExpectColumnValuesToBeBetween,
            column="weight",
            min_value=0,
            max_value=100,
        ),
    )
    return Suite("marts.indicator_value", KEY, expectations)
