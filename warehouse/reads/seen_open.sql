-- One row per ticket with a target that is not resolved, that the viewer may see and the filters keep.
select
    ticket.*,
    provider.unit_id as provider_unit_id,
    provider.unit_name as provider_unit_name,
    ticket.resolution_target_s - ticket.resolution_elapsed_s as left_s,
    ticket.resolution_state = 'breached' as is_late,
    ticket.status = 'pending' as is_paused,
    ticket.resolution_due_at <= company.as_of + interval 24 hours as is_within_day,
    ticket.resolution_due_at <= company.as_of + interval 7 days as is_within_week
from marts.ticket_open as ticket
cross join settings.company as company
left join seen_unit as provider on provider.department_id = ticket.accountable_department_id
left join seen_unit as customer on customer.department_id = ticket.customer_department_id
where (provider.is_own or customer.is_own)
    and coalesce(provider.is_provider, $provider is null) and coalesce(customer.is_customer, $customer is null)
    and ($service is null or ticket.service_id = $service)
    and ($priority is null or ticket.priority = $priority)
