-- One row per department, with a name that no other department bears.
select
    department_id,
    level1_id,
    level2_id,
    level3_id,
    case when count(*) over (partition by department_name) > 1
        then department_name || ' · ' || department_id else department_name end as department_name
from core.dim_department
