-- One row per ticket served to another department: what the measures ask of it, with the half-years in which it counts.
select
    sla.ticket_id, sla.kind, sla.priority, sla.service_id, sla.accountable_department_id as department_id,
    sla.customer_department_id, sla.resolution_state, sla.resolution_state = 'excluded' as is_cancelled,
    sla.reopen_count, sla.response_elapsed_s, sla.resolution_elapsed_s, sla.period_id,
    ticket.created_s, ticket.requester_id, ticket.upheld, stated.decision, stated.channel,
    stated.root_cause, stated.corrective_action is not null as has_action,
    stated.subject is not null and sla.service_id is not null and stated.channel is not null
        and ticket.requester_id is not null as is_recorded,
    {{ epoch_s('ticket.promised_at') }} as promised_s,
    {{ epoch_s('sla.resolution_due_at') }} as due_s,
    {{ epoch_s('sla.first_response_at') }} as responded_s,
    {{ epoch_s('sla.resolved_at') }} as resolved_s,
    {{ epoch_s('company.as_of') }} as as_of_s,
    trait.worked_s, trait.waiting_s, trait.assigned_s, trait.first_priority, trait.handover_count,
    trait.reclassified_count, trait.update_count, trait.longest_gap_s, trait.last_update_s,
    {{ period_of('created_day', 'ticket.created_s') }} as created_period_id,
    {{ period_of('resolved_day', epoch_s('sla.resolved_at')) }} as resolved_period_id
from {{ ref('ticket_sla') }} as sla
join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = sla.ticket_id
join {{ ref('stg_ticket') }} as stated on stated.ticket_id = sla.ticket_id
cross join {{ source('settings', 'company') }} as company
left join {{ ref('fct_ticket_trait') }} as trait on trait.ticket_id = sla.ticket_id
left join {{ ref('dim_period_day') }} as created_day
    on created_day.day_number = {{ day_number('ticket.created_s') }}
left join {{ ref('dim_period_day') }} as resolved_day
    on resolved_day.day_number = {{ day_number(epoch_s('sla.resolved_at')) }}
where sla.customer_department_id is distinct from sla.accountable_department_id
