-- One row per service level that was in force for a ticket, in the order of its first use, and per version of its
-- calendar that was in force then: why the level matched, and since when the version holds.
select
    used.level_number,
    coalesce(service.service_name, level.service_id) as service_name,
    level.priority,
    coalesce(customer.department_name, level.customer_department_id) as customer_name,
    case
        when level.customer_department_id is null then 'everyone'
        when exists (
            select 1 from core.dim_service_level as common
            where common.service_id = level.service_id and common.priority = level.priority
                and common.customer_department_id is null
                and common.valid_from_s <= epoch(ticket.created_at) and epoch(ticket.created_at) < common.valid_to_s
        ) then 'customer_over_everyone'
        else 'customer'
    end as match,
    level.valid_from,
    level.valid_to,
    level.response_target_s,
    level.resolution_target_s,
    level.calendar,
    used.calendar_version,
    used.calendar_effective_from,
    calendar.timezone as calendar_timezone
from (
    select distinct
        stretch.counting_level_id as level_id,
        stretch.level_number,
        version.version as calendar_version,
        version.effective_from as calendar_effective_from
    from ticket_stretch as stretch
    join core.dim_service_level as counting on counting.level_id = stretch.counting_level_id
    left join settings.calendar_version as version
        on version.calendar = counting.calendar
        and version.from_s < greatest(stretch.ends_s, stretch.starts_s + 1) and stretch.starts_s < version.to_s
) as used
join core.dim_service_level as level on level.level_id = used.level_id
cross join seen_ticket as ticket
left join settings.calendar as calendar on calendar.calendar = level.calendar
left join core.dim_service as service on service.service_id = level.service_id
left join label as customer on customer.department_id = level.customer_department_id
order by used.level_number, used.calendar_effective_from nulls first
