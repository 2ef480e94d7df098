"""What always holds of marts.annual_score: one row per year and subject, between its half-years."""

from expectations.engine import Suite, no_rows

KEY = ("year", "department_id", "employee_id")


def suite() -> Suite:
    shown = "SELECT year, department_id, employee_id, status, flag, score, grade FROM {batch} WHERE "
    expectations = (
        no_rows(
            "one_row_per_year_and_subject",
            "A department, or a person in it, has one result in a year.",
            "SELECT year, department_id, employee_id FROM {batch} GROUP BY ALL HAVING count(*) > 1",
        ),
        no_rows(
            "not_rated_has_no_score",
            "Score and grade are there exactly when a half-year was rated; never 0 for want of data.",
            f"{shown} (status = 'not_rated') <> (score IS NULL) OR (score IS NULL) <> (grade IS NULL)",
        ),
        no_rows(
            "score_is_on_the_scale",
            "A mean of half-years and a review stays on the scale.",
            f"{shown} score NOT BETWEEN 0 AND 120",
        ),
    )
    return Suite("marts.annual_score", KEY, expectations)
