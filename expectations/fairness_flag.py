"""What always holds of marts.fairness_flag: what was tested in a half-year, and what of it stands out."""

from great_expectations.expectations import ExpectColumnValuesToBeInSet, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "flag_id")
KINDS = (
    *("mutual_inflation", "deadline_closing", "period_end_burst", "saved_by_pause", "priority_downgrade"),
    *("selective_invitation", "straight_lining", "rushed_forms", "only_the_best"),
)
NOT_COUNTED = """
SELECT flag.period_id, flag.flag_id, flag.found_count, closing.closed_count FROM {batch} AS flag
JOIN (
    SELECT period_id, department_id, sum(closed_count) AS closed_count FROM fairness.closing_cell
    WHERE used_twentieth = 20 GROUP BY period_id, department_id
) AS closing USING (period_id, department_id)
WHERE flag.kind = 'deadline_closing' AND flag.found_count <> closing.closed_count
"""
SHOWN_BELOW_THE_LIMIT = """
SELECT flag.period_id, flag.flag_id FROM {batch} AS flag CROSS JOIN settings.privacy
WHERE kind = 'mutual_inflation' AND (
    (case_count < k_score AND observed IS NOT NULL)
    OR least((evidence->>'there_rater_count')::BIGINT, (evidence->>'back_rater_count')::BIGINT) < k_score
)
"""
MISCOUNTED = """
SELECT * FROM (
    SELECT period_id, kind, count(*) AS row_count, min(unit_count) AS least, max(unit_count) AS most,
        min(kind_count) AS least_kinds, max(kind_count) AS most_kinds, count(*) OVER (PARTITION BY period_id) AS kinds
    FROM {batch} GROUP BY period_id, kind
) AS counted
WHERE least <> row_count OR most <> row_count OR least_kinds <> kinds OR most_kinds <> kinds
"""


def suite() -> Suite:
    shown = "SELECT period_id, flag_id, p_raw, p_holm, is_flagged, found_count, case_count FROM {batch} WHERE "
    expectations = (
        expect(
            "one_row_per_flag",
            "A person's decision names a flag by its id within a half-year.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        expect(
            "kind_is_known",
            "Pages say each kind in words; they know these nine.",
            ExpectColumnValuesToBeInSet,
            column="kind",
            value_set=list(KINDS),
        ),
        no_rows(
            "p_is_a_probability",
            "Adjusting for many tests never makes one look surer.",
            f"{shown} NOT (p_raw >= 0 AND p_raw <= 1 AND p_holm >= p_raw AND p_holm <= 1)",
        ),
        no_rows(
            "nothing_is_flagged_above_the_error_rate",
            "A flag has an adjusted p below 5%: so often at most is anybody flagged in a half-year without cause.",
            f"{shown} is_flagged AND p_holm >= 0.05",
        ),
        no_rows(
            "two_departments_only_for_a_pair",
            "Mutual inflation is about two departments, every other kind about one.",
            f"{shown} (kind = 'mutual_inflation') <> (other_department_id IS NOT NULL)"
            " OR department_id = other_department_id",
        ),
        no_rows(
            "counts_fit", "What was found is part of the cases.", f"{shown} found_count < 0 OR found_count > case_count"
        ),
        no_rows("every_test_counts", "The adjustment knows every test of its kind, flagged or not.", MISCOUNTED),
        no_rows(
            "closings_are_those_of_the_clock", "Closings before the deadline are those of the histogram.", NOT_COUNTED
        ),
        no_rows(
            "few_raters_stay_unseen", "No mean of fewer raters than the privacy limit comes out.", SHOWN_BELOW_THE_LIMIT
        ),
    )
    return Suite("marts.fairness_flag", KEY, expectations)
