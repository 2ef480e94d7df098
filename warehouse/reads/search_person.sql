-- One row per person whom the viewer may see by name and whose name or id has the text; at most $most.
select
    employee.employee_id as hit_id,
    coalesce(employee.employee_name, employee.employee_id) || coalesce(' · ' || label.department_name, '') as hit_name,
    label.department_name
from core.dim_employee as employee
left join label on label.department_id = employee.department_id
where ($sees_people or employee.employee_id in (select unnest($people::varchar[])))
    and not employee.is_derived
    and (contains(lower(employee.employee_name), lower($text)) or contains(lower(employee.employee_id), lower($text)))
order by strlen(hit_name), hit_name, hit_id
limit $most
