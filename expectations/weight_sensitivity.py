"""What always holds of marts.weight_sensitivity: how often ranks and grades hold under other weights."""

from great_expectations.expectations import ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "department_id")

NOT_THERE = """
SELECT coalesce(score.period_id, given.period_id) AS period_id,
    coalesce(score.department_id, given.department_id) AS department_id
FROM (FROM marts.department_score WHERE score IS NOT NULL) AS score
FULL JOIN {batch} AS given USING (period_id, department_id)
WHERE score.score IS NULL OR given.seed IS NULL
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_sensitivity_per_department",
            "A department has one set of shares in a half-year.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        no_rows(
            "who_is_ranked_has_a_sensitivity",
            "Whoever has a score has shares and the seed of the draws, and nobody else does.",
            NOT_THERE,
        ),
        no_rows(
            "held_shares_are_shares",
            "How often a rank or a grade holds lies between 0 and 1.",
            "SELECT * FROM {batch} WHERE NOT (rank_held_share BETWEEN 0 AND 1 AND grade_held_share BETWEEN 0 AND 1"
            " AND step_rank_held_share BETWEEN 0 AND 1 AND step_grade_held_share BETWEEN 0 AND 1)",
        ),
    )
    return Suite("marts.weight_sensitivity", KEY, expectations)
