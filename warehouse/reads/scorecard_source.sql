-- One row per source of judgement (data, customer, superior, self …) of one department: its weight, score and points.
-- `gap_points` stands with self: how much higher a department sees itself than all others see it.
with value as (
    select
        indicator.source,
        value.weight,
        value.score,
        value.weight / nullif(sum(value.weight) filter (value.score is not null) over (), 0) as weight_share
    from marts.indicator_value as value
    join settings.indicator as indicator using (period_id, indicator_id)
    where value.period_id = $period
        and value.department_id = $department
        and value.department_id in (select unnest($scope::varchar[]))
),
total as (
    select sum(score * weight) / sum(weight) as others_score
    from value
    where source <> 'self' and score is not null
)
select
    source,
    sum(weight) / sum(sum(weight)) over () as policy_share,
    sum(weight_share) filter (score is not null) as weight_share,
    sum(score * weight) / sum(weight) filter (score is not null) as source_score,
    sum(score * weight_share) as added_score,
    count(score) as scored_count,
    count(*) as indicator_count,
    case when source = 'self' then sum(score * weight) / sum(weight) filter (score is not null) - any_value(others_score) end
        as gap_points
from value
cross join total
group by source
order by policy_share desc, source
