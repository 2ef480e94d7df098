"""What always holds of marts.department_score: scores, ranks, grades, coefficients."""

from great_expectations.expectations import (
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeInSet,
    ExpectCompoundColumnsToBeUnique,
)

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "department_id")

NOT_THERE = """
SELECT period.period_id, department.department_id
FROM (SELECT DISTINCT period_id FROM settings.indicator) AS period CROSS JOIN core.dim_department AS department
ANTI JOIN {batch} AS given USING (period_id, department_id)
"""
WRONG_RANK = """
SELECT period_id, department_id, score, rank, should_be FROM (
    SELECT *, rank() OVER (PARTITION BY period_id ORDER BY score DESC) AS should_be FROM {batch} WHERE score IS NOT NULL
) AS ranked
WHERE rank IS DISTINCT FROM should_be
"""
UNEQUAL_GRADES = """
SELECT period_id, score, count(*) AS department_count, count(DISTINCT grade) AS grade_count
FROM {batch} WHERE status = 'rated' GROUP BY period_id, score HAVING count(DISTINCT grade) > 1
"""


def suite() -> Suite:
    shown = "SELECT period_id, department_id, status, score, rank, grade, coefficient FROM {batch} WHERE "
    expectations = (
        expect(
            "one_row_per_department",
            "A department has one result in a half-year.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        no_rows(
            "nobody_is_forgotten",
            "Every department has a row, also one that is not rated: not rated is a status, not an absence.",
            NOT_THERE,
        ),
        expect(
            "status_is_known",
            "Pages say why a result is missing or not final; they know these three.",
            ExpectColumnValuesToBeInSet,
            column="status",
            value_set=["rated", "provisional", "not_rated"],
        ),
        no_rows(
            "not_rated_has_no_score",
            "Score, rank and grade are there exactly when the department is rated; never 0 for want of data.",
            f"{shown} (status = 'not_rated') <> (score IS NULL)"
            " OR (score IS NULL) <> (rank IS NULL) OR (score IS NULL) <> (grade IS NULL)",
        ),
        no_rows(
            "not_rated_is_neutral",
            "Who could not be rated gains and loses nothing: the coefficient is 1.",
            f"{shown} coefficient IS NULL OR coefficient < 0 OR (status = 'not_rated' AND coefficient <> 1)",
        ),
        expect(
            "score_is_on_the_scale",
            "A weighted mean of indicator scores stays on their scale, 0 to 120.",
            ExpectColumnValuesToBeBetween,
            column="score",
            min_value=0,
            max_value=120,
        ),
        no_rows(
            "rank_follows_the_score",
            "Competition ranking: equal scores share a rank and the next rank skips (1, 2, 2, 4).",
            WRONG_RANK,
        ),
        no_rows(
            "equal_scores_get_equal_grades",
            "A group of equals is never split by a cap; only what is not final may be clamped apart.",
            UNEQUAL_GRADES,
        ),
    )
    return Suite("marts.department_score", KEY, expectations)
