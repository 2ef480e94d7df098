-- One row per step from 0 to the score of one department: what each indicator adds, what the ledger adds, the score.
-- 80 is where good begins: what scores less holds the department back.
with result as (
    select period_id, department_id, score, coalesce(unadjusted_score, score) as unadjusted_score
    from marts.department_score
    where period_id = $period
        and department_id = $department
        and department_id in (select unnest($scope::varchar[]))
        and score is not null
),
added as (
    select
        1 as place,
        value.indicator_id as step,
        value.score as indicator_score,
        value.weight / sum(value.weight) over () as weight_share,
        value.score * value.weight / sum(value.weight) over () as step_points
    from marts.indicator_value as value
    join result using (period_id, department_id)
    where value.score is not null
    union all
    select 2, 'adjustment', null, null, score - unadjusted_score
    from result
    where score <> unadjusted_score
),
placed as (
    select
        *,
        sum(step_points) over (order by place, weight_share desc, step rows unbounded preceding) as reached_points
    from added
)
select
    step,
    indicator_score,
    weight_share,
    step_points,
    least(reached_points, reached_points - step_points) as base_points,
    abs(step_points) as length_points,
    case when place = 2 then 'ledger' when indicator_score >= 80 then 'above' else 'below' end as side,
    place,
    reached_points
from placed
union all
select 'score', null, null, score, 0, score, 'score', 3, score
from result
order by place, weight_share desc, step
