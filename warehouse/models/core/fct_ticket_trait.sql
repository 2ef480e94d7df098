-- One row per ticket that was worked on: what its course tells beside the clocks.
with event as (
    select event.ticket_id, event.event_id, event.occurred_s, event.field, event.old_value, event.new_value
    from {{ ref('stg_ticket_event') }} as event
    cross join {{ source('settings', 'company') }} as company
    where event.occurred_at <= company.as_of and event.field <> 'status'
),
told as (
    select
        ticket_id,
        min(case when field = 'assignee_id' and new_value is not null then occurred_s end) as assigned_s,
        min_by(old_value, {{ pair('occurred_s', 'event_id') }}) filter (where field = 'priority') as first_priority,
        cast(sum(case when field = 'provider_department_id' then 1 else 0 end) as bigint) as handover_count,
        cast(sum(case when field = 'service_id' then 1 else 0 end) as bigint) as reclassified_count
    from event
    group by ticket_id
),
answer as (
    select
        event.ticket_id, event.occurred_s,
        event.occurred_s - coalesce(
            lag(event.occurred_s) over (partition by event.ticket_id order by event.occurred_s, event.event_id),
            ticket.created_s
        ) as gap_s
    from event
    join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = event.ticket_id
    where event.field = 'reply' and event.new_value = 'public'
),
answered as (
    select ticket_id, count(*) as update_count, max(gap_s) as longest_gap_s, max(occurred_s) as last_update_s
    from answer
    group by ticket_id
),
worked as (
    select
        ticket_id,
        cast(sum(worked_s) as bigint) as worked_s,
        cast(sum(case when status = 'pending' then worked_s else 0 end) as bigint) as waiting_s
    from {{ ref('fct_ticket_interval') }}
    group by ticket_id
)
select
    worked.ticket_id, worked.worked_s, worked.waiting_s,
    told.assigned_s, told.first_priority, told.handover_count, told.reclassified_count,
    case when told.ticket_id is not null then coalesce(answered.update_count, 0) end as update_count,
    answered.longest_gap_s, answered.last_update_s
from worked
left join told on told.ticket_id = worked.ticket_id
left join answered on answered.ticket_id = worked.ticket_id
