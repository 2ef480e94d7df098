"""What always holds of marts.ticket_hold: every provider's share of the consumed time."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

ADDS_UP = """
SELECT coalesce(held.ticket_id, sla.ticket_id) AS ticket_id, held.held_s, sla.resolution_elapsed_s
FROM (SELECT ticket_id, sum(held_s) AS held_s FROM {batch} GROUP BY ticket_id) AS held
FULL JOIN marts.ticket_sla AS sla ON sla.ticket_id = held.ticket_id
WHERE coalesce(held.held_s, 0) <> coalesce(sla.resolution_elapsed_s, -1)
"""
GAPS = """
SELECT ticket_id, count(*) AS run_count, min(seq) AS first_seq, max(seq) AS last_seq
FROM {batch} GROUP BY ticket_id HAVING min(seq) <> 1 OR max(seq) <> count(*)
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_row_per_run",
            "A run of one provider is one row; the order of runs is the story of the ticket.",
            ExpectCompoundColumnsToBeUnique,
            column_list=["ticket_id", "seq"],
        ),
        expect(
            "held_s_is_not_negative",
            "Working time is a length; 0 is a run without a working second.",
            ExpectColumnValuesToBeBetween,
            column="held_s",
            min_value=0,
        ),
        no_rows("runs_are_numbered_from_1", "Runs are numbered from 1 without a gap, so none was lost.", GAPS),
        no_rows(
            "held_s_adds_up",
            "Every counted second was some provider's: the runs add up to the ticket's elapsed time, to the second.",
            ADDS_UP,
        ),
    )
    return Suite("marts.ticket_hold", ("ticket_id", "seq"), expectations)
