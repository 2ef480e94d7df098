-- One row per ticket and provider that held it: its share of the consumed time, how often it came back, whether late.
with held as (
    select
        ticket_id, provider_department_id,
        cast(sum(held_s) as bigint) as held_s,
        cast(count(*) as bigint) as hold_count
    from {{ ref('ticket_hold') }}
    group by ticket_id, provider_department_id
),
arrival as (
    -- Only a ticket that passed its target can arrive late, so only those are read stretch by stretch.
    select stretch.ticket_id, stretch.provider_department_id, min(stretch.seq) > max(breach.seq) as is_arrived_late
    from {{ ref('fct_ticket_stretch') }} as stretch
    join {{ ref('fct_ticket_breach') }} as breach
        on breach.ticket_id = stretch.ticket_id and breach.clock = 'resolution'
    where stretch.ends_s > stretch.starts_s and not stretch.is_stopped
    group by stretch.ticket_id, stretch.provider_department_id
)
select
    held.ticket_id,
    held.provider_department_id,
    held.held_s,
    cast(cast(held.held_s as double) / nullif(sla.resolution_elapsed_s, 0) as decimal(9, 6)) as held_share,
    held.hold_count,
    held.hold_count - 1 as bounce_count,
    coalesce(arrival.is_arrived_late, false) as is_arrived_late
from held
join {{ ref('ticket_sla') }} as sla on sla.ticket_id = held.ticket_id
left join arrival
    on arrival.ticket_id = held.ticket_id
    and arrival.provider_department_id is not distinct from held.provider_department_id
