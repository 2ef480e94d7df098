-- One row per service with requests that the viewer may see and whose name or id has the text; at most $most.
select service.service_id as hit_id, coalesce(service.service_name, service.service_id) as hit_name
from core.dim_service as service
where (contains(lower(service.service_name), lower($text)) or contains(lower(service.service_id), lower($text)))
    and service.service_id in (
        select service_id
        from marts.sla_cell
        where provider_department_id in (select unnest($scope::varchar[]))
            or customer_department_id in (select unnest($scope::varchar[]))
    )
order by strlen(hit_name), hit_name
limit $most
