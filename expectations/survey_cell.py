"""What always holds of marts.survey_cell: what may be shown of a provider by kind of survey."""

from expectations.engine import Suite, no_rows

KEY = ("period_id", "provider_department_id", "kind", "question", "side")
NUMBERS = "coalesce(answer_count, rater_count, satisfied_count, promoter_count, detractor_count, mark_sum)"

FEW_RATERS = """
SELECT cell.period_id, cell.provider_department_id, cell.kind, cell.question
FROM {batch} AS cell
CROSS JOIN settings.privacy AS privacy
LEFT JOIN (
    SELECT period.period_id, answer.provider_department_id, answer.question,
        coalesce(answer.kind, if(answer.ticket_id IS NULL, 'relationship', 'transaction')) AS kind,
        count(DISTINCT coalesce(answer.respondent_id, answer.response_id)) AS people
    FROM feed.survey_responses AS answer
    JOIN settings.period AS period ON period.starts_at <= answer.submitted_at AND answer.submitted_at < period.ends_at
    WHERE answer.customer_department_id <> answer.provider_department_id
    GROUP BY ALL
) AS counted USING (period_id, provider_department_id, kind, question)
WHERE cell.state = 'shown' AND coalesce(counted.people, 0) < privacy.k_score
"""


def suite() -> Suite:
    grain = ", ".join(KEY)
    expectations = (
        no_rows(
            "one_row_per_survey_cell",
            "Pages add cells up; one that stands there twice would count twice.",
            f"SELECT {grain} FROM {{batch}} GROUP BY {grain} HAVING count(*) > 1",
        ),
        no_rows(
            "shown_cells_have_enough_raters",
            "What fewer people than the smallest group of the privacy settings gave tells who gave it.",
            FEW_RATERS,
        ),
        no_rows(
            "hidden_cells_hold_no_number",
            "What pages may not show does not leave the models: whoever reads the table finds nothing there.",
            f"SELECT {grain} FROM {{batch}} WHERE state <> 'shown' AND {NUMBERS} IS NOT NULL",
        ),
        no_rows(
            "marks_are_within_their_scale",
            "Scales differ between questionnaires; each mark is brought to 0 to 1.",
            f"SELECT {grain}, mark_sum FROM {{batch}} WHERE mark_sum < 0 OR mark_sum > answer_count",
        ),
    )
    return Suite("marts.survey_cell", KEY, expectations)
