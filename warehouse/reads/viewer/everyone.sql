-- One row per department of the warehouse: the scope of someone who may see all.
select department_id
from core.dim_department
order by department_id
