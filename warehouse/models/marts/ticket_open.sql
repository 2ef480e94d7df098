-- One row per ticket with a resolution target that is neither resolved nor cancelled: a few of many, so pages need not read all.
select
    ticket_id, service_id, priority, status, customer_department_id, provider_department_id, accountable_department_id,
    created_at, resolution_target_s, resolution_elapsed_s, resolution_state, resolution_due_at
from {{ ref('ticket_sla') }}
where resolution_state in ('open', 'breached') and status in ('open', 'pending')
