-- One row per direct report at as-of: whom HR names the employee as manager of, and, where HR names no manager,
-- the people of departments that the employee heads and the heads of the departments right below.
with own as (
    select department_id from core.dim_department where manager_employee_id = $employee
),
below as (
    select manager_employee_id
    from core.dim_department
    where parent_department_id in (select department_id from own)
)
select employee_id
from core.dim_employee
where employee_id <> $employee
    and (
        manager_employee_id = $employee
        or manager_employee_id is null
        and (
            department_id in (select department_id from own)
            or employee_id in (select manager_employee_id from below)
        )
    )
order by employee_id
