-- One row per department that the viewer may see and whose name or id has the text; at most $most.
select department_id as hit_id, department_name as hit_name
from label
where department_id in (select unnest($scope::varchar[]))
    and (contains(lower(department_name), lower($text)) or contains(lower(department_id), lower($text)))
order by strlen(department_name), department_name
limit $most
