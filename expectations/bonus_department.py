"""What always holds of marts.bonus_department: the first stage, from the company to departments."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "department_id")

NOT_THE_LINES = """
SELECT period_id, department_id, part.amount_fen, sum(line.amount_fen) AS lines_fen
FROM {batch} AS part JOIN marts.bonus_line AS line USING (period_id, department_id)
GROUP BY ALL HAVING sum(line.amount_fen) <> part.amount_fen AND sum(line.amount_fen) > 0
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_row_per_department",
            "A department has one part of a pool.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        expect(
            "amount_is_not_negative",
            "A part of a pool is 0 or more.",
            ExpectColumnValuesToBeBetween,
            column="amount_fen",
            min_value=0,
        ),
        no_rows(
            "people_get_the_whole_part",
            "The second stage is closed inside the department: its lines add up to its part.",
            NOT_THE_LINES,
        ),
    )
    return Suite("marts.bonus_department", KEY, expectations)
