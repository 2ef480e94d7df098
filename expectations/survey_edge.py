"""What always holds of marts.survey_edge: what may be shown of a provider by customer."""

from expectations.engine import Suite, no_rows

KEY = ("period_id", "provider_department_id", "customer_department_id", "question", "side")

PERCEIVED = """
WITH given AS (
    SELECT period.period_id, answer.provider_department_id, answer.customer_department_id, answer.question,
        coalesce(answer.respondent_id, answer.response_id) AS rater_id,
        coalesce(answer.kind, if(answer.ticket_id IS NULL, 'relationship', 'transaction')) AS kind
    FROM feed.survey_responses AS answer
    JOIN settings.period AS period ON period.starts_at <= answer.submitted_at AND answer.submitted_at < period.ends_at
)
"""
FEW_RATERS = f"""{PERCEIVED}
SELECT edge.period_id, edge.provider_department_id, edge.customer_department_id, edge.question
FROM {{batch}} AS edge
LEFT JOIN given USING (period_id, provider_department_id, customer_department_id, question)
CROSS JOIN settings.privacy AS privacy
WHERE edge.state = 'shown' AND edge.side = 'perceived'
GROUP BY ALL HAVING count(DISTINCT given.rater_id) < any_value(privacy.k_score)
"""
# Where all answers are of one kind that is shown, the total less the shown edges is what the hidden ones gave.
FEW_REMAIN = f"""{PERCEIVED}
SELECT edge.period_id, edge.provider_department_id, edge.question
FROM {{batch}} AS edge
JOIN given USING (period_id, provider_department_id, customer_department_id, question)
JOIN marts.survey_cell AS cell USING (period_id, provider_department_id, question, side)
CROSS JOIN settings.privacy AS privacy
WHERE edge.side = 'perceived' AND cell.state = 'shown'
GROUP BY ALL
HAVING count(DISTINCT given.kind) = 1 AND count(DISTINCT cell.kind) = 1
    AND count(*) FILTER (edge.customer_department_id = edge.provider_department_id) = 0
    AND count(DISTINCT given.rater_id) FILTER (edge.state <> 'shown') BETWEEN 1 AND any_value(privacy.k_score) - 1
"""


def suite() -> Suite:
    grain = ", ".join(KEY)
    expectations = (
        no_rows(
            "one_row_per_survey_edge",
            "Pages add edges up; one that stands there twice would count twice.",
            f"SELECT {grain} FROM {{batch}} GROUP BY {grain} HAVING count(*) > 1",
        ),
        no_rows(
            "shown_edges_have_enough_raters",
            "What fewer people than the smallest group of the privacy settings gave tells who gave it.",
            FEW_RATERS,
        ),
        no_rows(
            "hidden_edges_cannot_be_worked_out",
            "The provider's total is shown, so what it leaves beside the shown edges must be about enough people.",
            FEW_REMAIN,
        ),
        no_rows(
            "hidden_edges_hold_no_number",
            "What pages may not show does not leave the models: whoever reads the table finds nothing there.",
            f"SELECT {grain} FROM {{batch}} WHERE state <> 'shown'"
            " AND coalesce(answer_count, rater_count, mark_sum) IS NOT NULL",
        ),
    )
    return Suite("marts.survey_edge", KEY, expectations)
