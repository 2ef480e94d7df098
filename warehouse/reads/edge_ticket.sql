-- One row per ticket of one provider and one customer that was due in the period, the latest first, breached ones above.
select
    ticket.ticket_id,
    service.service_name,
    ticket.priority,
    ticket.created_at,
    ticket.resolution_due_at,
    ticket.resolved_at,
    ticket.resolution_state,
    round(ticket.resolution_target_s / 3600, 1) as target_hours,
    round(ticket.resolution_elapsed_s / 3600, 1) as elapsed_hours
from marts.ticket_sla as ticket
join unit as provider on provider.department_id = ticket.accountable_department_id
join unit as customer on customer.department_id = ticket.customer_department_id
left join core.dim_service as service on service.service_id = ticket.service_id
where ticket.period_id = $period
    and (
        ticket.accountable_department_id in (select unnest($scope::varchar[]))
        or ticket.customer_department_id in (select unnest($scope::varchar[]))
    )
    and provider.unit_id = $provider_unit
    and customer.unit_id = $customer_unit
    and ticket.accountable_department_id <> ticket.customer_department_id
    and ($service is null or ticket.service_id = $service)
    and ($priority is null or ticket.priority = $priority)
    and (
        $relation is null
        or (ticket.accountable_department_id, ticket.customer_department_id, ticket.service_id) in (
            select (provider_department_id, customer_department_id, service_id) from seen_use where period_id = $period
        )
    )
order by ticket.resolution_state = 'breached' desc, ticket.resolution_due_at desc nulls last, ticket.ticket_id
limit 100
