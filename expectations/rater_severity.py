"""What always holds of marts.rater_severity: how lenient raters are, as far as they can be compared."""

from great_expectations.expectations import ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "rater_id")
NOT_ZERO = """
SELECT period_id, sum(severity) AS severity_sum, count(*) AS rater_count FROM {batch}
WHERE is_comparable GROUP BY period_id HAVING abs(sum(severity)) > 0.000001 * count(*)
"""


def suite() -> Suite:
    shown = "SELECT period_id, component, ratee_count, severity FROM {batch} WHERE "
    expectations = (
        expect(
            "one_row_per_rater",
            "A rater has one severity in a half-year.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        no_rows(
            "only_comparable_raters_have_one",
            "Severity is there exactly where ratings connect the raters, each of three departments or more.",
            f"{shown} is_comparable <> (severity IS NOT NULL) OR (is_comparable AND ratee_count < 3)",
        ),
        no_rows("severities_add_up_to_nothing", "They say who gives more than others, and others less.", NOT_ZERO),
    )
    return Suite("marts.rater_severity", KEY, expectations)
