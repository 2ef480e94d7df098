-- One row per indicator of one department, the heaviest first.
select
    value.indicator_id,
    indicator.source,
    indicator.kind,
    value.status,
    value.numerator,
    value.denominator,
    value.value,
    value.raw_value,
    value.adjusted_value,
    value.provisional_reason,
    value.self_service_count,
    value.collapsed_count,
    value.came_back_count,
    value.error as value_error,
    value.value_low,
    value.value_high,
    value.score,
    value.weight,
    value.weight / nullif(sum(value.weight) filter (value.score is not null) over (), 0) as weight_share,
    value.rater_count,
    before.score as before_score,
    value.score - before.score as score_change
from marts.indicator_value as value
cross join period_pair as pair
left join settings.indicator as indicator
    on indicator.period_id = value.period_id and indicator.indicator_id = value.indicator_id
left join marts.indicator_value as before
    on before.period_id = pair.before_id
    and before.department_id = value.department_id
    and before.indicator_id = value.indicator_id
where value.period_id = pair.period_id
    and value.department_id = $department
    and value.department_id in (select unnest($scope::varchar[]))
order by value.weight desc, value.indicator_id
