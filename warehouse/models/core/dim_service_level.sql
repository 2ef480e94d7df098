-- One row per service level, its validity as instants of its calendar's zone.
select
    row_number() over (
        order by level.service_id, level.priority, coalesce(level.customer_department_id, ''),
            coalesce(level.valid_from, date '0001-01-01')
    ) as level_id,
    level.service_id,
    level.priority,
    level.customer_department_id,
    level.calendar,
    calendar.calendar_key,
    calendar.version as calendar_version,
    level.response_target_s,
    level.resolution_target_s,
    level.valid_from,
    level.valid_to,
    coalesce({{ day_start_s('level.valid_from', 'calendar.timezone') }}, -9000000000000) as valid_from_s,
    coalesce({{ day_start_s('level.valid_to', 'calendar.timezone') }}, 9000000000000) as valid_to_s
from {{ ref('stg_service_level') }} as level
join {{ source('settings', 'calendar') }} as calendar on calendar.calendar = level.calendar
