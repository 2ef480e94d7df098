-- One row per period and provider: its late tickets as the accountable one, and by its share of the consumed time.
with part as (
    select
        sla.period_id, handover.provider_department_id,
        0 as breached,
        case when sla.resolution_state = 'breached'
            then cast(handover.held_s as double) / nullif(sla.resolution_elapsed_s, 0) end as share,
        case when sla.resolution_state = 'breached' and handover.is_arrived_late then 1 else 0 end as arrived_late,
        handover.bounce_count as bounces
    from {{ ref('ticket_handover') }} as handover
    join {{ ref('ticket_sla') }} as sla on sla.ticket_id = handover.ticket_id
    where sla.resolution_state = 'breached' or handover.bounce_count > 0
    union all
    select period_id, accountable_department_id, 1, null, 0, 0
    from {{ ref('ticket_sla') }}
    where resolution_state = 'breached'
)
select
    period_id,
    provider_department_id,
    cast(sum(breached) as bigint) as breached_count,
    cast(coalesce(sum(share), 0) as decimal(18, 4)) as breached_share_sum,
    cast(sum(arrived_late) as bigint) as arrived_late_count,
    cast(sum(bounces) as bigint) as bounce_count
from part
where period_id is not null
group by period_id, provider_department_id
