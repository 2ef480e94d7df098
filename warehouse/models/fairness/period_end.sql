-- One row per period that can be judged and department: first resolutions of its last three workdays, and of all its days.
with workday as (
    select
        period.period_id, period.starts_s, period.ends_s, calendar.calendar_key,
        {{ day_start_s('day.on_date', 'calendar.timezone') }} as day_s,
        row_number() over (partition by period.period_id, day.calendar order by day.on_date desc) as nth_from_end,
        count(*) over (partition by period.period_id, day.calendar) as workday_count
    from {{ ref('dim_period') }} as period
    join {{ ref('dim_calendar_date') }} as day
        on day.on_date >= period.starts_on and day.on_date < period.ends_before_on and day.working_s > 0
    join {{ source('settings', 'calendar') }} as calendar on calendar.calendar = day.calendar
),
last_days as (
    -- Until a fortnight after the period's end some of what will come back has not come back yet.
    select workday.*
    from workday
    cross join {{ source('settings', 'company') }} as company
    where nth_from_end = 3 and ends_s + 14 * 86400 <= {{ epoch_s('company.as_of') }}
),
closing as (
    select
        last_days.period_id, closing.department_id, closing.is_reopened,
        closing.first_resolved_s >= last_days.day_s as is_last,
        cast(3 as double) / last_days.workday_count as expected_share
    from {{ ref('ticket_closing') }} as closing
    join last_days
        on last_days.calendar_key = closing.calendar_key
        and last_days.starts_s <= closing.first_resolved_s and closing.first_resolved_s < last_days.ends_s
)
select
    period_id, department_id,
    cast(count(*) as bigint) as closed_count,
    cast(sum(case when is_reopened then 1 else 0 end) as bigint) as reopened_count,
    cast(sum(case when is_last then 1 else 0 end) as bigint) as last_count,
    cast(sum(case when is_last and is_reopened then 1 else 0 end) as bigint) as last_reopened_count,
    cast(sum(expected_share) as decimal(18, 4)) as expected_count
from closing
where department_id is not null
group by period_id, department_id
