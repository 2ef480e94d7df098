-- One row per service, priority, customer and start of validity.
select
    *,
    response_minutes * 60 as response_target_s,
    resolution_minutes * 60 as resolution_target_s
from {{ source('feed', 'service_levels') }}
