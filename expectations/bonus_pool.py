"""What always holds of marts.bonus_pool: the pool, what is given out, and what is kept."""

from great_expectations.expectations import ExpectColumnValuesToBeUnique

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id",)

NOT_THE_LINES = """
SELECT period_id, pool.given_fen, pool.retained_fen, sum(amount_fen) AS lines_fen
FROM {batch} AS pool LEFT JOIN marts.bonus_line AS line USING (period_id)
GROUP BY ALL HAVING coalesce(sum(amount_fen), 0) <> pool.given_fen + pool.retained_fen
"""
NOT_CLOSED = """
SELECT period_id, pool_fen, given_fen, retained_fen FROM {batch}
WHERE mode = 'closed_pool' AND pool_fen <> given_fen + retained_fen
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_row_per_half_year",
            "A half-year has one pool.",
            ExpectColumnValuesToBeUnique,
            column="period_id",
        ),
        no_rows("sums_are_those_of_the_lines", "What is told of the pool is what its lines say.", NOT_THE_LINES),
        no_rows("a_closed_pool_is_given_out_or_kept", "No fen of a closed pool is lost or made.", NOT_CLOSED),
    )
    return Suite("marts.bonus_pool", KEY, expectations)
