-- One row per ticket.
select
    *,
    {{ epoch_s('created_at') }} as created_s,
    {{ epoch_s('first_response_at') }} as source_first_response_s,
    {{ epoch_s('resolved_at') }} as source_resolved_s,
    {{ epoch_s('closed_at') }} as source_closed_s
from {{ source('feed', 'tickets') }}
