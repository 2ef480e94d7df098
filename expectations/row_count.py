"""What always holds of audit.row_count: no row is lost between the source and the warehouse."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows
from warehouse.contract import FEEDS

KEY = ("run_id", "feed")


HELD = " UNION ALL ".join(f"SELECT '{feed}' AS feed, count(*) AS held_count FROM quarantine.{feed}" for feed in FEEDS)
NOT_HELD = f"""
SELECT held.feed, coalesce(counted.quarantined_count, 0) AS quarantined_count, held.held_count
FROM ({HELD}) AS held
LEFT JOIN (SELECT * FROM {{batch}} WHERE run_id = (SELECT max(run_id) FROM {{batch}})) AS counted USING (feed)
WHERE held.held_count <> coalesce(counted.quarantined_count, 0)
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_row_per_run_and_feed",
            "A run accounts for a feed once.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        *(
            expect(
                f"{name}_is_not_negative",
                "A count of rows is 0 or more.",
                ExpectColumnValuesToBeBetween,
                column=name,
                min_value=0,
            )
            for name in ("source_count", "read_count", "loaded_count", "quarantined_count")
        ),
        no_rows(
            "read_is_loaded_or_refused",
            "Nothing is dropped in silence: every row read was loaded or refused.",
            "SELECT run_id, feed, read_count, loaded_count, quarantined_count FROM {batch}"
            " WHERE read_count IS DISTINCT FROM loaded_count + quarantined_count",
        ),
        no_rows(
            "quarantine_holds_what_was_refused",
            "Every row that the last run counts as refused stands in quarantine, and no other.",
            NOT_HELD,
        ),
    )
    return Suite("audit.row_count", KEY, expectations)
