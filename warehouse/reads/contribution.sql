-- One row per indicator that moves one department most, five above 80 points and five below, and per one left out.
with counted as (
    select
        value.indicator_id,
        indicator.kind,
        value.status,
        value.numerator,
        value.denominator,
        value.value,
        value.value_low,
        value.value_high,
        value.score,
        value.weight,
        case
            when value.score is null then 'left_out'
            when value.score > 80 then 'above'
            when value.score < 80 then 'below'
        end as side,
        (value.score - 80) * value.weight / nullif(sum(value.weight) filter (value.score is not null) over (), 0)
            as contribution_points
    from marts.indicator_value as value
    left join settings.indicator as indicator using (period_id, indicator_id)
    where value.period_id = $period
        and value.department_id = $department
        and value.department_id in (select unnest($scope::varchar[]))
)
select
    indicator_id,
    kind,
    status,
    side,
    contribution_points,
    numerator,
    denominator,
    score,
    value,
    value_low,
    value_high
from counted
where side is not null
qualify side = 'left_out' or row_number() over (partition by side order by abs(contribution_points) desc, indicator_id) <= 5
order by side, abs(contribution_points) desc, weight desc, indicator_id
