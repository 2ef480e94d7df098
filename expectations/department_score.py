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
ANTI JOIN (FROM marts.period_state WHERE state = 'frozen') AS frozen USING (period_id)
"""
WRONG_RANK = """
SELECT period_id, department_id, score, rank, should_be FROM (
    SELECT *, rank() OVER (PARTITION BY period_id ORDER BY score DESC) AS should_be FROM {batch} WHERE score IS NOT NULL
) AS ranked
WHERE rank IS DISTINCT FROM should_be
"""
UNEQUAL_GRADES = """
SELECT period_id, score, count(*) AS department_count, count(DISTINCT unvetoed_grade) AS grade_count
FROM {batch} WHERE status = 'rated' GROUP BY period_id, score HAVING count(DISTINCT unvetoed_grade) > 1
"""
UNSURE = """
SELECT period_id, department_id, score, score_error, score_low, score_high FROM {batch} AS given
ANTI JOIN (FROM marts.period_state WHERE state = 'frozen') AS frozen USING (period_id)
WHERE (score IS NULL) <> (score_error IS NULL) OR score_error < 0
    OR (score IS NULL) <> (score_low IS NULL) OR (score IS NULL) <> (score_high IS NULL)
    OR NOT (score_low <= score AND score <= score_high AND score_low >= 0 AND score_high <= 120)
"""
WRONG_BAND = """
SELECT period_id, department_id, score, band, better_band FROM (
    SELECT *, max(band) OVER (
        PARTITION BY period_id ORDER BY score DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS better_band
    FROM {batch} WHERE score IS NOT NULL
) AS banded
WHERE band <> better_band OR band > rank
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
            "Every department has a row, also one that is not rated; a frozen half-year knows no later department.",
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
            "A group of equals is never split by a cap; only what is not final, or a veto, may set them apart.",
            UNEQUAL_GRADES,
        ),
        no_rows(
            "interval_holds_the_score",
            "Whoever has a score has its error and an interval around it on the scale; frozen ones stay as they are.",
            UNSURE,
        ),
        no_rows(
            "bands_follow_the_score",
            "Equal scores share a band, a lower score is in no better one, and no band is empty.",
            WRONG_BAND,
        ),
        no_rows(
            "possible_ranks_hold_the_rank",
            "The rank itself is always one of those that the data allow.",
            f"{shown} NOT (best_rank <= rank AND rank <= worst_rank) OR (score IS NULL AND best_rank IS NOT NULL)",
        ),
    )
    return Suite("marts.department_score", KEY, expectations)
