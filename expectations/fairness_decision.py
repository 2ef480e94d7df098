"""What always holds of marts.fairness_decision: what people decided about flags, all of it."""

from great_expectations.expectations import ExpectColumnValuesToBeInSet, ExpectColumnValuesToBeUnique

from expectations.engine import Suite, expect, no_rows

NOT_ONE = """
SELECT period_id, flag_id, count(*) FILTER (is_latest) AS latest_count FROM {batch}
GROUP BY period_id, flag_id
HAVING count(*) FILTER (is_latest) <> 1 OR max(seq) FILTER (is_latest) <> max(seq)
"""
LOST = """
SELECT coalesce(entry.seq, decision.seq) AS seq FROM {batch} AS decision
FULL JOIN (FROM audit.ledger_entry WHERE kind = 'flag') AS entry ON entry.seq = decision.seq
WHERE entry.seq IS NULL OR decision.seq IS NULL
"""


def suite() -> Suite:
    expectations = (
        expect("one_row_per_line", "A decision is one line of the ledger.", ExpectColumnValuesToBeUnique, column="seq"),
        expect(
            "verdict_is_known",
            "A person confirms, dismisses, or watches; pages say these in words.",
            ExpectColumnValuesToBeInSet,
            column="verdict",
            value_set=["confirmed", "dismissed", "watched"],
        ),
        no_rows("the_latest_holds", "Of each flag the last decision counts, and the others stay visible.", NOT_ONE),
        no_rows("every_decision_is_there", "What the ledger has is here, and nothing else.", LOST),
    )
    return Suite("marts.fairness_decision", ("seq",), expectations)
