-- One row per period, indicator, provider, customer and rater: answers to the question overall, and their sum on 1 to 5.
select
    period_id,
    case kind
        when 'relationship' then 'csat_relationship'
        when 'transaction' then 'csat_transaction'
        else 'complaint_satisfaction'
    end as indicator_id,
    provider_department_id,
    customer_department_id,
    rater_id,
    count(*) as answer_count,
    cast(sum(1 + 4 * score_share) as decimal(18, 6)) as score_sum,
    cast(sum(case when score_share >= 0.75 then 1 else 0 end) as bigint) as satisfied_count
from {{ ref('fct_survey_answer') }}
where question = 'overall' and kind in ('relationship', 'transaction', 'complaint')
    and not is_self_service and score_share is not null and period_id is not null
group by period_id, kind, provider_department_id, customer_department_id, rater_id
