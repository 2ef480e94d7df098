-- One row per ticket that was resolved against a target: how much of it was used at the first resolution, and what came after.
{{ config(materialized='view') }}
with reopened as (
    select ticket_id, min(starts_s) as reopened_s
    from {{ ref('fct_ticket_stretch') }}
    where change = 'reopened'
    group by ticket_id
),
first_part as (
    -- The clock of a ticket that came back has run on since; of the others it says what it said at the resolution.
    select
        stretch.ticket_id,
        cast(sum(case when stretch.status = 'open' then stretch.worked_s else 0 end) as bigint) as elapsed_s,
        max_by(coalesce(level.resolution_target_s, -1), stretch.seq) as target_s
    from {{ ref('fct_ticket_stretch') }} as stretch
    join reopened on reopened.ticket_id = stretch.ticket_id
    join {{ ref('fct_ticket_clock') }} as clock
        on clock.ticket_id = stretch.ticket_id and stretch.starts_s < clock.first_resolved_s
    left join {{ ref('dim_service_level') }} as level on level.level_id = stretch.level_id
    group by stretch.ticket_id
),
closing as (
    select
        sla.ticket_id, sla.period_id, sla.accountable_department_id as department_id,
        clock.first_resolved_s, clock.resolution_calendar_key as calendar_key,
        coalesce(first_part.elapsed_s, sla.resolution_elapsed_s) as elapsed_s,
        coalesce(first_part.target_s, sla.resolution_target_s) as target_s,
        coalesce(reopened.reopened_s <= clock.first_resolved_s + 14 * 86400, false) as is_reopened
    from {{ ref('ticket_sla') }} as sla
    join {{ ref('fct_ticket_clock') }} as clock on clock.ticket_id = sla.ticket_id
    left join reopened on reopened.ticket_id = sla.ticket_id
    left join first_part on first_part.ticket_id = sla.ticket_id
    where sla.resolution_state in ('met', 'breached') and clock.first_resolved_s is not null
        and sla.customer_department_id is distinct from sla.accountable_department_id
)
select
    *,
    case when elapsed_s > target_s then 21
        else greatest(1, {{ whole('(20 * elapsed_s + target_s - 1)', 'target_s') }})
    end as used_twentieth
from closing
where target_s > 0
