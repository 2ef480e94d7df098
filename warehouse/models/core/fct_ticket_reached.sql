-- One row per ticket and clock that reached its target: from where to count to the first such instant, and whose it was then.
with anchor as (
    select clock, ticket_id, seq, stands_s, calendar_key, target_s, left_s, true as is_breached, provider_department_id
    from {{ ref('fct_ticket_breach') }}
    {% for clock in ['resolution', 'response'] -%}
    union all
    select
        '{{ clock }}', clock.ticket_id, clock.{{ clock }}_seq, clock.{{ clock }}_stands_s, clock.{{ clock }}_calendar_key,
        clock.{{ clock }}_target_s, 0, false, null
    from {{ ref('fct_ticket_clock') }} as clock
    left join {{ ref('fct_ticket_breach') }} as breach
        on breach.ticket_id = clock.ticket_id and breach.clock = '{{ clock }}'
    where clock.{{ clock }}_target_s = clock.{{ clock }}_elapsed_s and breach.ticket_id is null
    {% endfor %}
),
met_exactly as (
    select anchor.*, clock.answer_seq
    from anchor
    join {{ ref('fct_ticket_clock') }} as clock on clock.ticket_id = anchor.ticket_id
    where anchor.left_s = 0
),
elapsed as ({{ running_totals('(select distinct ticket_id, answer_seq from met_exactly)') }}),
reading as (
    select
        anchor.clock, anchor.ticket_id, anchor.seq as anchor_seq, anchor.target_s, anchor.is_breached, anchor.provider_department_id,
        stretch.seq, stretch.starts_s, stretch.calendar_key,
        case anchor.clock when 'resolution' then stretch.resolution_elapsed_s else stretch.active_elapsed_s end
            as elapsed_s,
        case anchor.clock when 'resolution' then stretch.held_s else stretch.worked_s end as worked_s,
        case anchor.clock when 'resolution' then stretch.resolution_target_s else stretch.response_target_s end
            as target_then_s
    from met_exactly as anchor
    join elapsed as stretch on stretch.ticket_id = anchor.ticket_id and stretch.seq <= anchor.seq
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
)
select clock, ticket_id, stands_s as from_s, calendar_key, left_s, is_breached, provider_department_id
from anchor
where left_s is distinct from 0
union all
select clock, ticket_id, starts_s, calendar_key, target_s - (elapsed_s - worked_s), is_breached, provider_department_id
from reached
where nth = 1
