-- One row per ticket created up to as-of, with its customer.
{{ config(materialized='view') }}
select
    ticket.ticket_id,
    ticket.kind,
    ticket.service_id,
    ticket.priority,
    ticket.status,
    ticket.provider_department_id,
    ticket.requester_id,
    coalesce(ticket.customer_department_id, requester.department_id) as customer_department_id,
    ticket.created_at,
    ticket.created_s,
    ticket.complexity_tier,
    ticket.source_sla_met,
    ticket.promised_at,
    ticket.upheld,
    ticket.service_id is null or service.service_id is null as is_service_unknown
from {{ ref('stg_ticket') }} as ticket
cross join {{ source('settings', 'company') }} as company
left join {{ ref('bridge_employee_department') }} as requester
    on requester.employee_id = case when ticket.customer_department_id is null then ticket.requester_id end
    and requester.valid_from_s <= ticket.created_s and ticket.created_s < requester.valid_to_s
left join {{ ref('stg_service') }} as service on service.service_id = ticket.service_id
-- A bare comparison would be a join, of which DuckDB expects a hundred rows.
where coalesce(ticket.created_at <= company.as_of, false)
