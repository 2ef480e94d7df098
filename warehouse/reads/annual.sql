-- One row per department of the viewer and the year of the period, by name.
select
    year.department_id,
    department.department_name,
    year.status,
    year.flag is not null as is_single_half,
    year.score,
    year.grade,
    year.halves_score,
    year.review_score,
    year.half_count
from marts.annual_score as year
join label as department using (department_id)
where year.year = left($period, 4)::bigint
    and year.employee_id is null
    and year.department_id in (select unnest($scope::varchar[]))
order by year.score desc nulls last, department.department_name
