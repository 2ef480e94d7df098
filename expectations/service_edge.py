"""What always holds of marts.service_edge: who serves whom, how much, how well."""

from great_expectations.expectations import ExpectColumnValuesToBeBetween, ExpectCompoundColumnsToBeUnique

from expectations.engine import Suite, expect, no_rows
from expectations.sla_cell import adds_up

KEY = ("period_id", "provider_department_id", "customer_department_id")
MEASURES = ("ticket_count", "response_met", "response_breached", "resolution_met", "resolution_breached")

TOO_FEW_RATERS = """
SELECT edge.period_id, edge.provider_department_id, edge.customer_department_id
FROM {batch} AS edge
CROSS JOIN settings.privacy AS privacy
LEFT JOIN (
    SELECT period.period_id, answer.provider_department_id, answer.customer_department_id,
        count(DISTINCT coalesce(answer.respondent_id, answer.response_id)) AS rater_count
    FROM feed.survey_responses AS answer
    JOIN settings.period AS period ON period.starts_at <= answer.submitted_at AND answer.submitted_at < period.ends_at
    WHERE answer.question = 'overall'
    GROUP BY 1, 2, 3
) AS raters USING (period_id, provider_department_id, customer_department_id)
WHERE edge.survey_score IS NOT NULL AND coalesce(raters.rater_count, 0) < privacy.k_score
"""


def suite() -> Suite:
    expectations = (
        expect(
            "one_row_per_edge",
            "An edge of a half-year is one row; two would be drawn on top of each other.",
            ExpectCompoundColumnsToBeUnique,
            column_list=list(KEY),
        ),
        no_rows(
            "sums_are_those_of_the_tickets",
            "Every ticket belongs to one edge, so the edges of a half-year add up to its tickets.",
            adds_up(MEASURES),
        ),
        expect(
            "survey_score_is_a_score",
            "Scales differ between questionnaires; all are brought to 0 to 100.",
            ExpectColumnValuesToBeBetween,
            column="survey_score",
            min_value=0,
            max_value=100,
        ),
        no_rows(
            "few_raters_stay_unseen",
            "Below the smallest group of the privacy settings a score tells who gave it, so there is none.",
            TOO_FEW_RATERS,
        ),
    )
    return Suite("marts.service_edge", KEY, expectations)
