"""What always holds of marts.chain_yield: how much of what enters a chain of services arrives without a rejection."""

from expectations.engine import Suite, no_rows

KEY = ("period_id", "process_id")

BETTER_THAN_A_STEP = """
SELECT period_id, process_id, rolled_share, min(step.accepted_share) AS worst_share
FROM {batch} JOIN marts.chain_step AS step USING (period_id, process_id)
GROUP BY ALL HAVING rolled_share > min(step.accepted_share) + 0.000001
"""
LOSSES = """
SELECT period_id, process_id, sum(step.loss_share) AS lost
FROM {batch} JOIN marts.chain_step AS step USING (period_id, process_id)
WHERE rolled_share > 0 AND rolled_share < 1
GROUP BY ALL HAVING abs(sum(step.loss_share) - 1) > 0.000001
"""


def suite() -> Suite:
    expectations = (
        no_rows(
            "one_row_per_chain",
            "A process of a half-year is one chain; two would be listed as two processes.",
            "SELECT period_id, process_id FROM {batch} GROUP BY ALL HAVING count(*) > 1",
        ),
        no_rows(
            "a_chain_is_no_better_than_its_worst_step",
            "Each step can only lose, so the yield of the chain is at most that of any step.",
            BETTER_THAN_A_STEP,
        ),
        no_rows(
            "losses_add_up_to_the_whole",
            "The shares say which step lost how much of what was lost, so they add up to all of it.",
            LOSSES,
        ),
    )
    return Suite("marts.chain_yield", KEY, expectations)
