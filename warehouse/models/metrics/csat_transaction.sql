-- One row per period and department: answers on single tickets of 4 or 5 (of 5).
select
    'csat_transaction' as indicator_id,
    period_id,
    provider_department_id as department_id,
    cast(sum(satisfied_count) as decimal(18, 4)) as numerator,
    cast(sum(answer_count) as decimal(18, 4)) as denominator,
    count(distinct rater_id) as rater_count
from {{ ref('fct_rater_score') }}
where indicator_id = 'csat_transaction'
group by period_id, provider_department_id
