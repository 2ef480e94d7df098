-- One row per period, department that rates and department that is rated: the mean form on a scale of 1 to 5.
with form as (
    select
        period_id, customer_department_id as giver_id, provider_department_id as receiver_id, rater_id,
        avg(1 + 4 * cast(score_share as double)) as form_score
    from {{ ref('fct_survey_answer') }}
    where kind = 'relationship' and not is_self_service and score_share is not null and period_id is not null
    group by period_id, customer_department_id, provider_department_id, rater_id
)
select
    period_id, giver_id, receiver_id,
    cast(count(*) as bigint) as rater_count,
    cast(avg(form_score) as decimal(9, 6)) as mean_score
from form
group by period_id, giver_id, receiver_id
