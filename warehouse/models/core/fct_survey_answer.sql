-- One row per answer to one question, what was got and what was expected on a scale of 0 to 1.
select
    answer.response_id,
    answer.question,
    answer.survey_id,
    coalesce(answer.kind, case when answer.ticket_id is null then 'relationship' else 'transaction' end) as kind,
    answer.submitted_at,
    period.period_id,
    coalesce(answer.respondent_id, answer.response_id) as rater_id,
    answer.customer_department_id,
    answer.provider_department_id,
    answer.ticket_id,
    answer.customer_department_id = answer.provider_department_id as is_self_service,
    {% for mark, share in [('score', 'score_share'), ('expectation', 'expected_share')] -%}
    cast(
        (cast(answer.{{ mark }} as double) - coalesce(cast(answer.scale_min as double), 1))
        / nullif(cast(answer.scale_max as double) - coalesce(cast(answer.scale_min as double), 1), 0)
        as decimal(9, 6)
    ) as {{ share }}{{ '' if loop.last else ',' }}
    {% endfor -%}
from {{ ref('stg_survey_response') }} as answer
cross join {{ source('settings', 'company') }} as company
left join {{ ref('dim_period') }} as period
    on period.starts_at <= answer.submitted_at and answer.submitted_at < period.ends_at
where answer.submitted_at <= company.as_of
