-- One row per department below and with those that an employee heads at as-of, or that are named.
with recursive headed as (
    select department_id
    from core.dim_department
    where manager_employee_id = $employee or department_id in (select unnest($departments::varchar[]))
    union
    select below.department_id
    from core.dim_department as below
    join headed on below.parent_department_id = headed.department_id
)
select department_id
from headed
order by department_id
