"""What always holds of marts.bonus_line: money adds up to the fen."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "employee_id", "department_id")

NOT_THE_POOL = """
SELECT period_id, line.amount_fen, CAST(pool.amount * 100 AS BIGINT) AS pool_fen
FROM (SELECT period_id, sum(amount_fen) AS amount_fen FROM {batch} GROUP BY period_id) AS line
LEFT JOIN feed.bonus_pools AS pool USING (period_id)
SEMI JOIN (FROM marts.bonus_pool WHERE mode = 'closed_pool') AS closed USING (period_id)
ANTI JOIN (FROM marts.period_state WHERE state = 'frozen') AS frozen USING (period_id)
WHERE pool.amount IS NULL OR line.amount_fen <> pool.amount * 100
"""
NOT_ITS_QUOTA = """
SELECT period_id, employee_id, department_id, amount_fen, quota_num, quota_den FROM {batch}
WHERE employee_id IS NOT NULL AND quota_num IS NOT NULL
    AND abs(amount_fen - CAST(quota_num AS DOUBLE) / CAST(quota_den AS DOUBLE)) > 1.001
"""
ODD_LINES = """
SELECT period_id, employee_id, department_id, amount_fen FROM {batch}
WHERE (employee_id IS NULL) <> (department_id IS NULL)
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_line_per_person_and_department",
            "A transferred person has one line per department, never two in one.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        expect(
            "amount_is_not_negative",
            "A bonus is never a fine; 0 is the share of a weight too small for a fen.",
            ExpectColumnValuesToBeBetween,
            column="amount_fen",
            min_value=0,
        ),
        no_rows(
            "lines_add_up_to_the_pool",
            "What cannot be given out stays as a line of the company; a frozen half-year keeps the pool of then.",
            NOT_THE_POOL,
        ),
        no_rows(
            "amount_is_its_quota_made_whole",
            "No line is a fen or more away from its exact quota.",
            NOT_ITS_QUOTA,
        ),
        no_rows(
            "a_line_is_a_persons_or_the_companys",
            "Only the company's own line has neither person nor department.",
            ODD_LINES,
        ),
    )
    return Suite("marts.bonus_line", KEY, expectations)
