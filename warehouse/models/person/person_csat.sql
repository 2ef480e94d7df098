-- One row per period, department and employee: answers of 4 or 5 (of 5) on tickets that the employee resolved.
select
    'own_csat' as indicator_id,
    answer.period_id,
    ticket.department_id,
    ticket.employee_id,
    cast(sum(case when answer.score_share >= 0.75 then 1 else 0 end) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    count(distinct answer.rater_id) as rater_count
from {{ ref('fct_survey_answer') }} as answer
join {{ ref('person_ticket') }} as ticket
    on ticket.ticket_id = answer.ticket_id and ticket.department_id = answer.provider_department_id
where answer.question = 'overall' and answer.kind = 'transaction'
    and not answer.is_self_service and answer.score_share is not null
group by answer.period_id, ticket.department_id, ticket.employee_id
