"""What always holds of marts.breach_share: late tickets by who answers, and by who consumed the time."""

from great_expectations.expectations import ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

ADDS_UP = """
SELECT period_id, sum(breached_count) AS breached_count, sum(breached_share_sum) AS breached_share_sum
FROM {batch} GROUP BY period_id
HAVING abs(sum(breached_count) - sum(breached_share_sum)) > 0.0001 * count(*)
"""
COUNTS = """
SELECT coalesce(share.period_id, sla.period_id) AS period_id, share.breached_count, sla.breached_count AS late_count
FROM (SELECT period_id, sum(breached_count) AS breached_count FROM {batch} GROUP BY period_id) AS share
FULL JOIN (
    SELECT period_id, count(*) AS breached_count
    FROM marts.ticket_sla WHERE resolution_state = 'breached' GROUP BY period_id
) AS sla ON sla.period_id = share.period_id
WHERE coalesce(share.breached_count, 0) <> coalesce(sla.breached_count, 0)
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_row_per_period_and_provider",
            "Both attributions of a provider stand side by side in one row.",
            ExpectCompoundColumnsToBeUnique,
            column_list=["period_id", "provider_department_id"],
        ),
        no_rows("both_attributions_agree", "Shares of the late tickets add up to the late tickets.", ADDS_UP),
        no_rows("every_late_ticket_counts", "Every late ticket of marts.ticket_sla counts once.", COUNTS),
    )
    return Suite("marts.breach_share", ("period_id", "provider_department_id"), expectations)
