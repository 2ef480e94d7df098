-- One row per form that was handed in: by whom, when, and whether all of its answers are one and the same.
{{ config(materialized='view') }}
select
    response_id,
    min(period_id) as period_id,
    min(rater_id) as rater_id,
    min(customer_department_id) as department_id,
    min({{ epoch_s('submitted_at') }}) as submitted_s,
    cast(count(*) as bigint) as item_count,
    count(*) >= 5 and min(score_share) = max(score_share) as is_straight,
    min(score_share) = 1 as is_best
from {{ ref('fct_survey_answer') }}
where score_share is not null and period_id is not null
group by response_id
