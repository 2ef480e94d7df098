-- One row per ticket that somebody had when it was resolved, or else when it was due: who, and in which department.
with decided as (
    select *, {{ epoch_s('coalesce(resolved_at, resolution_due_at)') }} as decided_s
    from {{ ref('ticket_sla') }}
),
assigned as (
    select
        decided.ticket_id,
        max_by(coalesce(event.new_value, ''), {{ pair('event.occurred_s', 'event.event_id') }})
            filter (where event.occurred_s <= decided.decided_s) as then_id,
        min_by(coalesce(event.old_value, ''), {{ pair('event.occurred_s', 'event.event_id') }}) as first_id
    from decided
    join {{ ref('stg_ticket_event') }} as event on event.ticket_id = decided.ticket_id and event.field = 'assignee_id'
    group by decided.ticket_id
)
select
    decided.ticket_id, decided.period_id, employee.employee_id, employee.department_id,
    decided.customer_department_id, decided.resolution_state,
    employee.department_id = decided.accountable_department_id as is_accountable
from decided
join {{ ref('stg_ticket') }} as ticket on ticket.ticket_id = decided.ticket_id
left join assigned on assigned.ticket_id = decided.ticket_id
join {{ ref('bridge_employee_department') }} as employee
    on employee.employee_id
        = case when assigned.ticket_id is null then ticket.assignee_id else coalesce(assigned.then_id, assigned.first_id) end
    and employee.valid_from_s <= decided.decided_s and decided.decided_s < employee.valid_to_s
