-- One row per ticket and change of its status, later than as-of included; a source without events gives its instants.
{{ config(materialized='view') }}
with eventless as (
    select ticket.*
    from {{ ref('stg_ticket') }} as ticket
    left join {{ ref('stg_ticket_event') }} as event on event.ticket_id = ticket.ticket_id
    where event.ticket_id is null
        and coalesce(ticket.source_first_response_s, ticket.source_resolved_s, ticket.source_closed_s) is not null
)
select ticket_id, event_id, occurred_s, field, old_value, new_value, false as is_from_ticket
from {{ ref('stg_ticket_event') }}
where field = 'status'
union all
select ticket_id, 1, source_first_response_s, 'answered', null, null, true
from eventless
where source_first_response_s >= created_s
union all
select ticket_id, 2, source_resolved_s, 'status', 'open', 'resolved', true
from eventless
where source_resolved_s >= created_s and status in ('resolved', 'closed')
union all
select ticket_id, 3, coalesce(source_closed_s, source_resolved_s), 'status', 'open', status, true
from eventless
where (status = 'closed' and source_closed_s >= created_s)
    or (status = 'resolved' and source_resolved_s is null and source_closed_s >= created_s)
    or (status = 'cancelled' and coalesce(source_closed_s, source_resolved_s) >= created_s)
