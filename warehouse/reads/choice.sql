-- One row per filter (provider, customer, service, priority) and choice that has tickets in the viewer's scope.
with seen as (
    select distinct provider_department_id, customer_department_id, service_id, priority
    from marts.sla_cell
    where provider_department_id in (select unnest($scope::varchar[]))
        or customer_department_id in (select unnest($scope::varchar[]))
),
choice as (
    select distinct 'provider' as filter, unit.unit_id as choice_id, unit.unit_name as choice_name
    from seen join unit on unit.department_id = seen.provider_department_id
    union all
    select distinct 'customer', unit.unit_id, unit.unit_name
    from seen join unit on unit.department_id = seen.customer_department_id
    union all
    select distinct 'service', seen.service_id, coalesce(service.service_name, seen.service_id)
    from seen left join core.dim_service as service using (service_id)
    where seen.service_id is not null
    union all
    select distinct 'priority', priority, priority
    from seen
    where priority is not null
)
select
    filter,
    choice_id,
    case when count(*) over (partition by filter, choice_name) > 1
        then choice_name || ' · ' || choice_id else choice_name end as choice_name
from choice
order by filter, choice_name
