-- One row per period, provider, kind of survey, question and side: what all customers together say, or why it is hidden.
with cell as (
    select
        period_id, provider_department_id, kind, question, side,
        count(distinct rater_id) >= {{ smallest_rater_count() }} as is_shown,
        count(*) as answer_count,
        count(distinct rater_id) as rater_count,
        sum(mark_share) as mark_sum,
        sum(case when mark_share >= 0.75 then 1 else 0 end) as satisfied_count,
        sum(case when mark_share >= 0.9 then 1 else 0 end) as promoter_count,
        sum(case when mark_share <= 0.6 then 1 else 0 end) as detractor_count
    from {{ ref('fct_survey_mark') }}
    where kind <> 'self'
    group by period_id, provider_department_id, kind, question, side
)
select
    period_id, provider_department_id, kind, question, side,
    case when is_shown then 'shown' else 'few' end as state,
    {% for count in ['answer_count', 'rater_count', 'satisfied_count', 'promoter_count', 'detractor_count'] -%}
    cast(case when is_shown then {{ count }} end as bigint) as {{ count }},
    {% endfor -%}
    cast(case when is_shown then mark_sum end as decimal(18, 6)) as mark_sum
from cell
