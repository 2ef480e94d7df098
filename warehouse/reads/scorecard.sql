-- One row per indicator of one department, the heaviest first.
select
    value.indicator_id,
    value.status,
    value.numerator,
    value.denominator,
    value.value,
    value.score,
    value.weight,
    value.rater_count,
    before.score as before_score
from marts.indicator_value as value
cross join period_pair as pair
left join marts.indicator_value as before
    on before.period_id = pair.before_id
    and before.department_id = value.department_id
    and before.indicator_id = value.indicator_id
where value.period_id = pair.period_id
    and value.department_id = $department
    and value.department_id in (select unnest($scope::varchar[]))
order by value.weight desc, value.indicator_id
