-- One row per period and department: working time of its decided tickets, how much of it was paused, and what that saved.
with paused as (
    select ticket_id, cast(sum(worked_s) as bigint) as paused_s
    from {{ ref('fct_ticket_stretch') }}
    where status = 'pending' and not is_stopped
    group by ticket_id
),
ticket as (
    select
        sla.period_id, sla.accountable_department_id as department_id,
        sla.resolution_state = 'met' as is_met,
        sla.resolution_elapsed_s, sla.resolution_target_s,
        coalesce(paused.paused_s, 0) as paused_s
    from {{ ref('ticket_sla') }} as sla
    left join paused on paused.ticket_id = sla.ticket_id
    where sla.resolution_state in ('met', 'breached') and sla.period_id is not null
        and sla.customer_department_id is distinct from sla.accountable_department_id
)
select
    period_id, department_id,
    cast(count(*) as bigint) as ticket_count,
    cast(sum(case when is_met then 1 else 0 end) as bigint) as met_count,
    cast(sum(case when is_met and resolution_elapsed_s + paused_s > resolution_target_s then 1 else 0 end) as bigint)
        as saved_count,
    cast(sum(paused_s) as bigint) as paused_s,
    cast(sum(resolution_elapsed_s + paused_s) as bigint) as window_s
from ticket
where department_id is not null
group by period_id, department_id
