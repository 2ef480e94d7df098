"""What always holds of marts.requirement_value: every phrase, half-year and department, a value or a reason."""

from great_expectations.expectations import ExpectColumnValuesToBeInSet

from expectations.engine import Suite, expect, no_rows

KEY = ("requirement_id", "period_id", "department_id")
STATUSES = ("measured", "no_cases", "too_few_cases", "suppressed", "not_asked", "no_feed")

NOT_THERE = """
SELECT asked.requirement_id, department.department_id
FROM settings.requirement AS asked
CROSS JOIN (SELECT department_id FROM core.dim_department UNION ALL SELECT NULL) AS department
LEFT JOIN {batch} AS given
    ON given.requirement_id = asked.requirement_id
    AND given.department_id IS NOT DISTINCT FROM department.department_id
WHERE asked.status = 'computed' AND given.requirement_id IS NULL
"""


def suite() -> Suite:
    key = ", ".join(KEY)
    expectations = (
        no_rows(
            "one_row_per_requirement",
            "A phrase has one value per half-year and department, the company being one of them.",
            f"SELECT {key}, count(*) AS row_count FROM {{batch}} GROUP BY {key} HAVING count(*) > 1",
        ),
        no_rows(
            "no_requirement_is_forgotten",
            "Every computed phrase has a row for every department and for the company: a blank has a reason.",
            NOT_THERE,
        ),
        expect(
            "status_is_known",
            "The reasons for a blank are a closed list; pages explain each of them.",
            ExpectColumnValuesToBeInSet,
            column="status",
            value_set=list(STATUSES),
        ),
        no_rows(
            "value_stands_where_it_is_measured",
            "A number stands where the status says so and nowhere else; absence is absence, never 0.",
            f"SELECT {key}, status FROM {{batch}} WHERE (value IS NOT NULL) <> (status = 'measured')",
        ),
        no_rows(
            "suppressed_shows_nothing",
            "Counts or values of a few raters tell who they are.",
            f"SELECT {key} FROM {{batch}} WHERE status = 'suppressed'"
            " AND (numerator IS NOT NULL OR denominator IS NOT NULL OR p90 IS NOT NULL)",
        ),
        no_rows(
            "share_is_a_share",
            "A part is never more than its whole.",
            f"SELECT {key}, value FROM {{batch}} WHERE unit = 'share' AND (value < 0 OR value > 1)",
        ),
    )
    return Suite("marts.requirement_value", KEY, expectations)
