-- One row per period, provider and kind of survey: how often somebody was asked, and how often those asked answered.
select
    period_id, provider_department_id, kind,
    cast(count(*) as bigint) as asked_count,
    cast(sum(case when is_answered then 1 else 0 end) as bigint) as answered_count
from {{ ref('fct_survey_invitation') }}
where is_invited
group by period_id, provider_department_id, kind
