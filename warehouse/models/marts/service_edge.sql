-- One row per period, provider and customer: what the one did for the other, and what the other thinks of it.
with served as (
    select
        period_id, provider_department_id, customer_department_id,
        sum(ticket_count) as ticket_count,
        sum(response_met) as response_met, sum(response_breached) as response_breached,
        sum(resolution_met) as resolution_met, sum(resolution_breached) as resolution_breached,
        0 as survey_count, cast(null as double) as survey_score
    from {{ ref('sla_cell') }}
    group by period_id, provider_department_id, customer_department_id
    union all
    select period_id, provider_department_id, customer_department_id, 0, 0, 0, 0, 0, count(*), null
    from {{ ref('fct_survey_answer') }}
    where question = 'overall' and score_share is not null
    group by period_id, provider_department_id, customer_department_id
    union all
    select
        period_id, provider_department_id, customer_department_id, 0, 0, 0, 0, 0, 0,
        cast(mark_sum as double) / answer_count * 100
    from {{ ref('survey_edge') }}
    where question = 'overall' and side = 'perceived' and state = 'shown'
)
select
    period_id, provider_department_id, customer_department_id,
    {% for count in [
        'ticket_count', 'response_met', 'response_breached', 'resolution_met', 'resolution_breached', 'survey_count',
    ] -%}
    cast(sum({{ count }}) as bigint) as {{ count }},
    {% endfor -%}
    cast(max(survey_score) as decimal(9, 4)) as survey_score
from served
where period_id is not null
group by period_id, provider_department_id, customer_department_id
