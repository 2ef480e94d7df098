-- One row per open ticket that is not late yet, the one with the least working time left first; at most 500.
select
    ticket.ticket_id,
    ticket.resolution_due_at as late_at,
    round(ticket.left_s / 3600, 1) as left_hours,
    ticket.resolution_elapsed_s / nullif(ticket.resolution_target_s, 0) as used_share,
    case when ticket.is_paused then 'paused' else 'running' end as clock,
    coalesce(provider.department_name, ticket.provider_department_id) as provider_name,
    coalesce(customer.department_name, ticket.customer_department_id) as customer_name,
    coalesce(service.service_name, ticket.service_id) as service_name,
    ticket.priority,
    ticket.created_at
from seen_open as ticket
left join label as provider on provider.department_id = ticket.provider_department_id
left join label as customer on customer.department_id = ticket.customer_department_id
left join core.dim_service as service on service.service_id = ticket.service_id
where not ticket.is_late
order by ticket.left_s, ticket.resolution_due_at, ticket.ticket_id
limit 500
