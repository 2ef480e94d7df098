-- One row per measure of time, period and department (null: the company): the median and P90 in hours, to the minute.
-- Counted by minute and added up, which needs no memory for single tickets and is the same on every engine.
with handed_over as (
    select
        ticket_id, field, occurred_s,
        lead(field) over (partition by ticket_id order by occurred_s, event_id) as next_field,
        lead(occurred_s) over (partition by ticket_id order by occurred_s, event_id) as next_s
    from {{ ref('stg_ticket_event') }}
    where field in ('provider_department_id', 'assignee_id')
),
ticket as (select * from {{ ref('measured_ticket') }} where not is_cancelled),
took as (
    select 'first_response_hours' as measure_id, created_period_id as period_id, department_id,
        response_elapsed_s as took_s
    from ticket where responded_s is not null
    union all
    select 'urgent_start_hours', created_period_id, department_id, response_elapsed_s
    from ticket
    where responded_s is not null and priority = (select min(priority) from ticket)
    union all
    select 'cycle_hours', resolved_period_id, department_id, resolution_elapsed_s
    from ticket where resolved_s is not null
    union all
    select 'incident_hours', resolved_period_id, department_id, resolution_elapsed_s
    from ticket where resolved_s is not null and kind = 'incident'
    union all
    select 'multi_unit_hours', resolved_period_id, department_id, resolution_elapsed_s
    from ticket where resolved_s is not null and handover_count > 0
    union all
    select 'queue_hours', created_period_id, department_id, assigned_s - created_s
    from ticket where assigned_s is not null
    union all
    select 'update_gap_hours', created_period_id, department_id, longest_gap_s
    from ticket where longest_gap_s is not null
    union all
    select 'handoff_accept_hours', ticket.created_period_id, ticket.department_id, event.next_s - event.occurred_s
    from handed_over as event
    join ticket on ticket.ticket_id = event.ticket_id
    where event.field = 'provider_department_id' and event.next_field = 'assignee_id'
        and event.next_s <= ticket.as_of_s
),
counted as (
    select measure_id, period_id, department_id, {{ whole('(took_s + 30)', 60) }} as minute, count(*) as ticket_count
    from took
    where took_s >= 0 and period_id is not null and department_id is not null
    group by grouping sets (
        (measure_id, period_id, department_id, {{ whole('(took_s + 30)', 60) }}),
        (measure_id, period_id, {{ whole('(took_s + 30)', 60) }})
    )
),
ordered as (
    select
        *,
        sum(ticket_count) over (partition by measure_id, period_id, department_id) as all_count,
        sum(ticket_count) over (
            partition by measure_id, period_id, department_id order by minute
            rows between unbounded preceding and current row
        ) as up_to_count
    from counted
)
select
    measure_id, period_id, department_id,
    cast(null as decimal(18, 4)) as numerator,
    cast(max(all_count) as decimal(18, 4)) as denominator,
    cast(cast(min(case when up_to_count * 2 >= all_count then minute end) as double) / 60 as decimal(18, 6)) as value,
    cast(cast(min(case when up_to_count * 10 >= all_count * 9 then minute end) as double) / 60 as decimal(18, 6)) as p90,
    cast(null as bigint) as rater_count
from ordered
group by measure_id, period_id, department_id
