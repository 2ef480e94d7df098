-- One row per period and department: satisfaction with the department on a scale of 1 to 5.
select
    'csat_relationship' as indicator_id,
    period_id,
    provider_department_id as department_id,
    cast(sum(1 + 4 * score_share) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    count(distinct rater_id) as rater_count
from {{ ref('fct_survey_answer') }}
where question = 'overall' and kind = 'relationship' and not is_self_service and score_share is not null
group by period_id, provider_department_id
