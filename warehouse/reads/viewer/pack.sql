-- One row per department that has a head at as-of, with the head.
select department_id, manager_employee_id
from core.dim_department
where manager_employee_id is not null
order by depth, department_id
