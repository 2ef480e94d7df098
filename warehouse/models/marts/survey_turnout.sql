-- One row per period, customer and kind of survey: who was asked and who answered, from k people on.
select
    period_id, customer_department_id, kind,
    cast(count(*) as bigint) as asked_count,
    cast(sum(case when is_answered then 1 else 0 end) as bigint) as answered_count
from {{ ref('fct_survey_invitation') }}
group by period_id, customer_department_id, kind
having count(distinct rater_id) >= {{ smallest_rater_count() }} and max(case when is_invited then 1 else 0 end) = 1
