-- One row per period and person who handed in five forms or more: whether in a rush, and whether all with the best answers.
{{ config(materialized='view') }}
with form as (
    select
        *, lag(submitted_s, 4) over (partition by period_id, department_id, rater_id order by submitted_s) as fifth_back_s
    from {{ ref('answer_form') }}
)
select
    period_id, department_id, rater_id,
    cast(count(*) as bigint) as form_count,
    coalesce(bool_or(submitted_s - fifth_back_s <= 120), false) as is_rushed,
    coalesce(not bool_or(not is_best), false) as gives_only_the_best
from form
group by period_id, department_id, rater_id
having count(*) >= 5
