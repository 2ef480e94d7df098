-- One row per unrated department and reason, the reason that costs most weight first.
select
    score.department_id,
    department.department_name,
    value.status as reason,
    count(*) as indicator_count,
    sum(value.weight) / sum(sum(value.weight)) over (partition by score.department_id) as weight_share
from marts.department_score as score
join label as department using (department_id)
join marts.indicator_value as value
    on value.period_id = score.period_id and value.department_id = score.department_id
where score.period_id = $period
    and score.status = 'not_rated'
    and score.department_id in (select unnest($scope::varchar[]))
group by score.department_id, department.department_name, value.status
order by department.department_name, weight_share desc, reason
