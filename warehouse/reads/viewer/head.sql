-- One row per employee who heads a department at as-of, with the name of the largest of these departments.
select
    manager_employee_id as employee_id,
    arg_min(department_name, depth) as department_name
from core.dim_department
where manager_employee_id is not null
group by manager_employee_id
order by min(depth), department_name, employee_id
