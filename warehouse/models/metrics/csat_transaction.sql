-- One row per period and department: answers on single tickets of 4 or 5 (of 5).
select
    'csat_transaction' as indicator_id,
    period_id,
    provider_department_id as department_id,
    cast(sum(case when score_share >= 0.75 then 1 else 0 end) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    count(distinct rater_id) as rater_count
from {{ ref('fct_survey_answer') }}
where question = 'overall' and kind = 'transaction' and not is_self_service and score_share is not null
group by period_id, provider_department_id
