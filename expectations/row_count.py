"""What always holds of audit.row_count: no row is lost between the source and the warehouse."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

KEY = ("run_id", "feed")


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
    )
    return Suite("audit.row_count", KEY, expectations)
