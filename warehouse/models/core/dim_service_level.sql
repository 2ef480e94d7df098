-- One row per service level, its validity as instants of its calendar's zone.
with valid as (
    select
        level.*,
        calendar.calendar_key,
        calendar.version as calendar_version,
        coalesce({{ day_start_s('level.valid_from', 'calendar.timezone') }}, -9000000000000) as from_s,
        coalesce({{ day_start_s('level.valid_to', 'calendar.timezone') }}, 9000000000000) as valid_to_s
    from {{ ref('stg_service_level') }} as level
    join {{ source('settings', 'calendar') }} as calendar on calendar.calendar = level.calendar
)
select
    row_number() over (order by service_id, priority, coalesce(customer_department_id, ''), from_s) as level_id,
    service_id, priority, customer_department_id, calendar, calendar_key, calendar_version,
    response_target_s, resolution_target_s, valid_from, valid_to,
    -- Two levels that follow each other in calendars of two zones overlap by hours: the earlier one keeps them.
    greatest(from_s, coalesce(lag(valid_to_s) over (
        partition by service_id, priority, coalesce(customer_department_id, '') order by from_s
    ), from_s)) as valid_from_s,
    valid_to_s
from valid
