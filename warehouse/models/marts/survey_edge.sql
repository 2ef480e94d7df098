-- One row per period, provider, customer, question and side: answers of all surveys together, or why they are hidden.
with edge as (
    select
        period_id, question, side, provider_department_id, customer_department_id,
        count(*) as rater_count, sum(answer_count) as answer_count, sum(mark_sum) as mark_sum,
        row_number() over (
            partition by period_id, question, side, provider_department_id order by count(*), customer_department_id
        ) as place
    from {{ ref('fct_survey_rater') }}
    group by period_id, question, side, provider_department_id, customer_department_id
),
safe as (
    select period_id, question, side, provider_department_id, place
    from {{ ref('fct_survey_remainder') }}
    where rater_count >= {{ smallest_rater_count() }}
    group by period_id, question, side, provider_department_id, place
    having min(case when remaining_count >= {{ smallest_rater_count() }} or not does_remain then 1 else 0 end) = 1
),
opening as (
    select period_id, question, side, provider_department_id, min(place) as first_place
    from safe
    group by period_id, question, side, provider_department_id
)
select
    period_id, provider_department_id, customer_department_id, question, side,
    case
        when place >= first_place then 'shown'
        when rater_count < {{ smallest_rater_count() }} then 'few'
        else 'beside'
    end as state,
    cast(case when place >= first_place then answer_count end as bigint) as answer_count,
    cast(case when place >= first_place then rater_count end as bigint) as rater_count,
    cast(case when place >= first_place then mark_sum end as decimal(18, 6)) as mark_sum
from edge
left join opening using (period_id, question, side, provider_department_id)
