-- One row per unrated department and reason, the reason that costs most weight first.
with reason as (
    select
        score.department_id,
        value.status as reason,
        count(*) as indicator_count,
        sum(value.weight) / sum(sum(value.weight)) over (partition by score.department_id) as weight_share
    from marts.department_score as score
    join marts.indicator_value as value
        on value.period_id = score.period_id and value.department_id = score.department_id
    where score.period_id = $period
        and score.status = 'not_rated'
        and score.department_id in (select unnest($scope::varchar[]))
    group by score.department_id, value.status
)
select
    reason.department_id,
    department.department_name,
    reason.reason,
    reason.indicator_count,
    reason.weight_share
from reason
join label as department using (department_id)
where reason.reason <> 'rated'
order by department.department_name, reason.weight_share desc, reason.reason
