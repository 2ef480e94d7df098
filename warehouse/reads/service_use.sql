-- One row per provider: its declared services that were used in the period, with a service level or without, and unused ones.
with used as (
    select service_id, sum(ticket_count) as ticket_count
    from marts.sla_cell
    where period_id = $period
    group by service_id
),
levelled as (select distinct service_id from core.dim_service_level)
select
    unit.unit_id as member_id,
    unit.unit_name as member_name,
    count(*) as service_count,
    count(*) filter (where used.service_id is not null and levelled.service_id is not null) as levelled_count,
    count(*) filter (where used.service_id is not null and levelled.service_id is null) as unlevelled_count,
    count(*) filter (where used.service_id is null) as unused_count,
    coalesce(sum(used.ticket_count), 0)::bigint as ticket_count
from core.dim_service as service
join unit on unit.department_id = service.provider_department_id
left join used using (service_id)
left join levelled using (service_id)
where service.provider_department_id in (select unnest($scope::varchar[]))
group by unit.unit_id, unit.unit_name
order by service_count desc, member_name
