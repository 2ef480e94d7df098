-- One row per ticket and change.
select *, {{ epoch_s('occurred_at') }} as occurred_s
from {{ source('feed', 'ticket_events') }}
