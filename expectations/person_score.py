"""What always holds of marts.person_score: a status with its reason, grades, neutral coefficients."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "employee_id", "department_id")

UNEQUAL_GRADES = """
SELECT period_id, pool_department_id, score, count(DISTINCT unvetoed_grade) AS grade_count
FROM {batch} WHERE status = 'rated' AND reason IS NULL
GROUP BY ALL HAVING count(DISTINCT unvetoed_grade) > 1
"""


def suite() -> Suite:
    shown = (
        "SELECT period_id, employee_id, department_id, status, score, grade, coefficient, reason FROM {batch} WHERE "
    )
    expectations = (
        expect(
            "one_row_per_person_and_department",
            "A transferred person has one result per department.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        no_rows(
            "not_rated_has_no_score_and_a_reason",
            "Score and grade are there exactly when somebody is rated; who is not is told why.",
            f"{shown} (status = 'not_rated') <> (score IS NULL) OR (score IS NULL) <> (grade IS NULL)"
            " OR (status = 'not_rated' AND reason IS NULL)",
        ),
        expect(
            "score_is_on_the_scale",
            "A weighted mean of item scores stays on their scale, 0 to 120.",
            ExpectColumnValuesToBeBetween,
            column="score",
            min_value=0,
            max_value=120,
        ),
        no_rows(
            "coefficient_is_there", "Nobody's money waits for a missing coefficient.", f"{shown} coefficient IS NULL"
        ),
        no_rows(
            "equal_scores_in_a_pool_get_equal_grades",
            "A group of equals is never split by a cap; only what is not final, or a veto, may set them apart.",
            UNEQUAL_GRADES,
        ),
    )
    return Suite("marts.person_score", KEY, expectations)
