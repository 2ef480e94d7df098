-- One row per department level that has more than one department or is the first, with how many stand there.
-- Of the viewer's departments, and of those that give to or get from them.
with seen as (
    select department_id from core.dim_department where department_id in (select unnest($scope::varchar[]))
    union
    select unnest([provider_department_id, customer_department_id])
    from marts.sla_cell
    where provider_department_id in (select unnest($scope::varchar[]))
        or customer_department_id in (select unnest($scope::varchar[]))
)
select
    level,
    count(distinct case level when 1 then level1_id when 2 then level2_id else level3_id end) as department_count,
    count(distinct case level
        when 1 then level1_id
        when 2 then coalesce(level2_id, level1_id)
        else coalesce(level3_id, level2_id, level1_id)
    end) as unit_count
from core.dim_department
cross join (values (1), (2), (3)) as levels (level)
where department_id in (select department_id from seen)
group by level
having department_count > 0
order by level
