-- One row per half-year.
select
    *,
    {{ epoch_s('starts_at') }} as starts_s,
    {{ epoch_s('ends_at') }} as ends_s
from {{ source('settings', 'period') }}
