-- One row per department, with the department that stands for it at the level asked.
select
    department.department_id,
    department.level1_id,
    department.level2_id,
    department.level3_id,
    unit.department_id as unit_id,
    unit.department_name as unit_name
from label as department
join label as unit
    on unit.department_id = case $level
        when 1 then department.level1_id
        when 2 then coalesce(department.level2_id, department.level1_id)
        else coalesce(department.level3_id, department.level2_id, department.level1_id)
    end
