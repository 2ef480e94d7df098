-- One row per period and department: its tickets, and those to which its own people gave a priority with a longer target.
with step as (
    select
        stretch.ticket_id, stretch.starts_s, stretch.change, level.resolution_target_s as target_s,
        lag(level.resolution_target_s) over (partition by stretch.ticket_id order by stretch.seq) as target_before_s
    from {{ ref('fct_ticket_stretch') }} as stretch
    join (
        select distinct ticket_id from {{ ref('fct_ticket_stretch') }} where change = 'priority'
    ) as changed on changed.ticket_id = stretch.ticket_id
    left join {{ ref('dim_service_level') }} as level on level.level_id = stretch.level_id
),
downgraded as (
    select distinct step.ticket_id, actor.department_id
    from step
    join {{ ref('stg_ticket_event') }} as event
        on event.ticket_id = step.ticket_id and event.occurred_s = step.starts_s and event.field = 'priority'
    join {{ ref('bridge_employee_department') }} as actor
        on actor.employee_id = event.actor_id
        and actor.valid_from_s <= event.occurred_s and event.occurred_s < actor.valid_to_s
    where step.change = 'priority' and step.target_s > step.target_before_s
)
select
    sla.period_id, sla.accountable_department_id as department_id,
    cast(count(*) as bigint) as ticket_count,
    cast(sum(case when downgraded.ticket_id is not null then 1 else 0 end) as bigint) as downgraded_count
from {{ ref('ticket_sla') }} as sla
left join downgraded
    on downgraded.ticket_id = sla.ticket_id and downgraded.department_id = sla.accountable_department_id
where sla.resolution_state in ('met', 'breached') and sla.period_id is not null
    and sla.accountable_department_id is not null
    and sla.customer_department_id is distinct from sla.accountable_department_id
group by sla.period_id, sla.accountable_department_id
