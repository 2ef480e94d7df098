"""What always holds of marts.ticket_handover: who consumed which share of a ticket's time."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

ADDS_UP = """
SELECT ticket_id, sum(held_share) AS held_share, count(*) AS provider_count
FROM {batch} WHERE held_share IS NOT NULL
GROUP BY ticket_id HAVING abs(sum(held_share) - 1) > 0.000001 * count(*)
"""
HOLDS = """
SELECT coalesce(handover.ticket_id, hold.ticket_id) AS ticket_id, handover.hold_count, hold.hold_count AS run_count
FROM (SELECT ticket_id, sum(hold_count) AS hold_count FROM {batch} GROUP BY ticket_id) AS handover
FULL JOIN (SELECT ticket_id, count(*) AS hold_count FROM marts.ticket_hold GROUP BY ticket_id) AS hold
    ON hold.ticket_id = handover.ticket_id
WHERE handover.hold_count IS DISTINCT FROM hold.hold_count
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_row_per_ticket_and_provider",
            "A provider's turns at a ticket are one row.",
            ExpectCompoundColumnsToBeUnique,
            column_list=["ticket_id", "provider_department_id"],
        ),
        expect(
            "held_share_is_a_share",
            "Nobody consumed less than nothing or more than all of it.",
            ExpectColumnValuesToBeBetween,
            column="held_share",
            min_value=0,
            max_value=1,
        ),
        no_rows("held_share_adds_up", "The shares of a ticket add up to 1, but for six decimals each.", ADDS_UP),
        no_rows("every_turn_is_there", "Every run of marts.ticket_hold is a turn of some provider.", HOLDS),
    )
    return Suite("marts.ticket_handover", ("ticket_id", "provider_department_id"), expectations)
