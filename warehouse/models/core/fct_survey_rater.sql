-- One row per period, question, side, provider, customer and person: what the person gave, in which kinds of survey.
{{ config(materialized='view') }}
select
    period_id, question, side, provider_department_id, customer_department_id, rater_id,
    -- Who answers for two customers counts for one of them, so that nobody counts twice among those who remain.
    min(customer_department_id) over (
        partition by period_id, question, side, provider_department_id, rater_id
    ) = customer_department_id as is_home,
    count(*) as answer_count,
    sum(mark_share) as mark_sum,
    max(case when kind = 'relationship' then 1 else 0 end)
    + max(case when kind = 'transaction' then 2 else 0 end)
    + max(case when kind = 'complaint' then 4 else 0 end)
    + max(case when kind = 'upward' then 8 else 0 end)
    + max(case when kind = 'self' then 16 else 0 end) as kinds
from {{ ref('fct_survey_mark') }}
group by period_id, question, side, provider_department_id, customer_department_id, rater_id
