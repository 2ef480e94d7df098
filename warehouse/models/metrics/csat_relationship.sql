-- One row per period and department: satisfaction with the department on a scale of 1 to 5.
select
    'csat_relationship' as indicator_id,
    period_id,
    provider_department_id as department_id,
    cast(sum(score_sum) as decimal(18, 4)) as numerator,
    cast(sum(answer_count) as decimal(18, 4)) as denominator,
    count(distinct rater_id) as rater_count
from {{ ref('fct_rater_score') }}
where indicator_id = 'csat_relationship'
group by period_id, provider_department_id
