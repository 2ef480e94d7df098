-- One row per ticket and clock with a target: the instant at which its target was, or would be, passed.
with anchor as (
    select clock, ticket_id, stands_s, calendar_key, left_s from {{ ref('fct_ticket_breach') }}
    union all
    select 'resolution', clock.ticket_id, resolution_stands_s, resolution_calendar_key,
        resolution_target_s - resolution_elapsed_s
    from {{ ref('fct_ticket_clock') }} as clock
    left join {{ ref('fct_ticket_breach') }} as breach
        on breach.ticket_id = clock.ticket_id and breach.clock = 'resolution'
    where resolution_target_s is not null and breach.ticket_id is null
    union all
    select 'response', clock.ticket_id, response_stands_s, response_calendar_key,
        response_target_s - response_elapsed_s
    from {{ ref('fct_ticket_clock') }} as clock
    left join {{ ref('fct_ticket_breach') }} as breach
        on breach.ticket_id = clock.ticket_id and breach.clock = 'response'
    where response_target_s is not null and breach.ticket_id is null
),
counted as (
    select anchor.*, {{ worked_s('day_in', 'anchor.stands_s') }} + anchor.left_s as worked_at_due_s
    from anchor
    left join {{ ref('dim_calendar_day') }} as day_in
        on day_in.day_key = {{ calendar_day_key('anchor.calendar_key', 'anchor.stands_s') }}
)
select
    counted.clock, counted.ticket_id,
    case when counted.left_s is null then counted.stands_s
        else greatest(
            counted.stands_s, piece.starts_s + counted.worked_at_due_s - piece.worked_before_s
        )
    end as due_s,
    coalesce(piece.is_provisional, false) as is_provisional
from counted
left join {{ ref('dim_calendar_piece') }} as piece
    on piece.bucket_key = {{ worked_bucket_key('counted.calendar_key', 'counted.worked_at_due_s') }}
    and piece.worked_before_s < counted.worked_at_due_s and counted.worked_at_due_s <= piece.worked_after_s
