-- One row when anybody rated: how many raters, how many of them can be compared, and into how many parts ratings fall.
-- Only for who may see every department: raters belong to all of them.
select
    count(*) as rater_count,
    count(*) filter (where is_comparable) as comparable_count,
    max(component) as part_count
from marts.rater_severity
where period_id = $period
    and not exists (select 1 from core.dim_department where department_id not in (select unnest($scope::varchar[])))
having count(*) > 0
