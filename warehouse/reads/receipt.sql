-- One row: a ticket's verdicts, both clocks against their targets, who answers for it, and why.
select
    ticket.ticket_id,
    ticket.status,
    ticket.priority,
    coalesce(service.service_name, ticket.service_id) as service_name,
    coalesce(customer.department_name, ticket.customer_department_id) as customer_name,
    coalesce(provider.department_name, ticket.provider_department_id) as provider_name,
    coalesce(accountable.department_name, ticket.accountable_department_id) as accountable_name,
    case
        when ticket.resolution_state = 'breached' then 'breached'
        when exists (
            select 1 from core.fct_ticket_stretch as stretch
            where stretch.ticket_id = $ticket and not stretch.is_stopped
        ) then 'last'
        else 'now'
    end as accountable_reason,
    ticket.created_at, ticket.first_response_at, ticket.resolved_at, ticket.reopen_count, ticket.period_id,
    ticket.response_state, ticket.response_target_s, ticket.response_elapsed_s, ticket.response_due_at,
    ticket.response_target_s - ticket.response_elapsed_s as response_left_s,
    response_breach.target_s as response_passed_s,
    ticket.resolution_state, ticket.resolution_target_s, ticket.resolution_elapsed_s, ticket.resolution_due_at,
    ticket.resolution_target_s - ticket.resolution_elapsed_s as resolution_left_s,
    resolution_breach.target_s as resolution_passed_s,
    ticket.is_provisional, ticket.is_history_broken, ticket.is_stop_missing, ticket.is_service_unknown,
    company.name as company_name, company.timezone, company.as_of
from seen_ticket as ticket
cross join settings.company as company
left join core.dim_service as service on service.service_id = ticket.service_id
left join label as customer on customer.department_id = ticket.customer_department_id
left join label as provider on provider.department_id = ticket.provider_department_id
left join label as accountable on accountable.department_id = ticket.accountable_department_id
left join core.fct_ticket_breach as response_breach
    on response_breach.ticket_id = ticket.ticket_id and response_breach.clock = 'response'
left join core.fct_ticket_breach as resolution_breach
    on resolution_breach.ticket_id = ticket.ticket_id and resolution_breach.clock = 'resolution'
