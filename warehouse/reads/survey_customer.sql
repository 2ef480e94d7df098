-- One row per customer at the level asked: what it thinks of who serves it, the least satisfied first and the hidden last.
with asked as (
    select
        customer_unit_id,
        sum(answer_count)::bigint as answer_count,
        1 + 4 * sum(mark_sum)::double / sum(answer_count)::double as mean_score,
        count(*) filter (state = 'shown')::bigint as shown_count,
        count(*) filter (state = 'few')::bigint as few_count,
        count(*) filter (state = 'beside')::bigint as beside_count
    from seen_edge
    where question = 'overall' and side = 'perceived'
    group by customer_unit_id
),
invited as (
    select unit.unit_id, sum(asked_count)::bigint as asked_count, sum(answered_count) / sum(asked_count) as turnout_share
    from marts.survey_turnout as turnout
    join unit on unit.department_id = turnout.customer_department_id
    where turnout.period_id = $period and turnout.customer_department_id in (select unnest($scope::varchar[]))
    group by unit.unit_id
)
select
    asked.customer_unit_id as customer_id,
    label.department_name as customer_name,
    mean_score,
    coalesce(answer_count, 0) as answer_count,
    shown_count,
    few_count,
    beside_count,
    case when answer_count > 0 and few_count + beside_count > 0 then 'partly' when answer_count > 0 then 'shown'
        when few_count > 0 then 'few' else 'beside' end as state,
    invited.asked_count,
    invited.turnout_share
from asked
join label on label.department_id = asked.customer_unit_id
left join invited on invited.unit_id = asked.customer_unit_id
order by mean_score nulls last, customer_name
