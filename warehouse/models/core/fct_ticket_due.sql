-- One row per ticket and clock with a target: the first instant at which its target was, or would be, reached.
with anchor as (
    select clock, ticket_id, seq, stands_s, calendar_key, target_s, left_s from {{ ref('fct_ticket_breach') }}
    {% for clock in ['resolution', 'response'] -%}
    union all
    select
        '{{ clock }}', clock.ticket_id, clock.{{ clock }}_seq, clock.{{ clock }}_stands_s, clock.{{ clock }}_calendar_key,
        clock.{{ clock }}_target_s, clock.{{ clock }}_target_s - clock.{{ clock }}_elapsed_s
    from {{ ref('fct_ticket_clock') }} as clock
    left join {{ ref('fct_ticket_breach') }} as breach
        on breach.ticket_id = clock.ticket_id and breach.clock = '{{ clock }}'
    where clock.{{ clock }}_target_s is not null and breach.ticket_id is null
    {% endfor %}
),
reading as (
    select
        anchor.clock, anchor.ticket_id, anchor.seq as anchor_seq, anchor.target_s,
        stretch.seq, stretch.starts_s, stretch.calendar_key,
        case anchor.clock when 'resolution' then stretch.resolution_elapsed_s else stretch.active_elapsed_s end
            as elapsed_s,
        case anchor.clock when 'resolution' then stretch.held_s else stretch.worked_s end as worked_s,
        case anchor.clock when 'resolution' then stretch.resolution_target_s else stretch.response_target_s end
            as target_then_s
    from anchor
    join {{ ref('fct_ticket_stretch') }} as stretch
        on stretch.ticket_id = anchor.ticket_id and stretch.seq <= anchor.seq and not stretch.is_stopped
    where anchor.left_s = 0
),
run as (
    select
        *, max(
            case when seq < anchor_seq and not coalesce(elapsed_s = target_s and target_then_s = target_s, false) then seq end
        ) over (partition by clock, ticket_id) as seq_before
    from reading
),
reached as (
    -- The target was reached exactly, and then nothing changed it: the clock stood at it since the start of this run.
    select *, row_number() over (partition by clock, ticket_id order by seq) as nth
    from run
    where seq > coalesce(seq_before, 0)
),
counted_from as (
    select clock, ticket_id, stands_s as from_s, calendar_key, left_s from anchor where left_s is distinct from 0
    union all
    select clock, ticket_id, starts_s, calendar_key, target_s - (elapsed_s - worked_s) from reached where nth = 1
),
counted as (
    select counted_from.*, {{ worked_s('day_in', 'counted_from.from_s') }} + counted_from.left_s as worked_at_due_s
    from counted_from
    left join {{ ref('dim_calendar_day') }} as day_in
        on day_in.day_key = {{ calendar_day_key('counted_from.calendar_key', 'counted_from.from_s') }}
)
select
    counted.clock, counted.ticket_id,
    case when counted.left_s > 0 then piece.starts_s + counted.worked_at_due_s - piece.worked_before_s
        else counted.from_s
    end as due_s,
    coalesce(piece.is_provisional, false) as is_provisional
from counted
left join {{ ref('dim_calendar_piece') }} as piece
    on piece.bucket_key = {{ worked_bucket_key('counted.calendar_key', 'counted.worked_at_due_s') }}
    and piece.worked_before_s < counted.worked_at_due_s and counted.worked_at_due_s <= piece.worked_after_s
