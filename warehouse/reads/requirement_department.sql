-- One row per department in the viewer's scope: its value of one required phrase in the period, or why it has none.
select
    found.department_id,
    department.department_name,
    found.status as state,
    found.numerator,
    found.denominator::bigint as case_count,
    found.value,
    found.p90,
    found.unit
from marts.requirement_value as found
join label as department using (department_id)
where found.requirement_id = $requirement
    and found.period_id = $period
    and found.department_id in (select unnest($scope::varchar[]))
    and found.status <> 'no_cases'
order by found.value desc nulls last, department.department_name
