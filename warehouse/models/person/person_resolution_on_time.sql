-- One row per period, department and employee: own resolutions in time that came not back within seven days.
-- Episodes and returns are the department's: both judge a ticket alike. Several tickets of an episode count once.
with episode as (
    select
        ticket.period_id, ticket.department_id, ticket.employee_id, ticket.customer_department_id, episode.episode_id,
        min(case when ticket.resolution_state = 'met' and returned.ticket_id is null then 1 else 0 end)
            as durable_count
    from {{ ref('person_ticket') }} as ticket
    join {{ ref('ticket_episode') }} as episode on episode.ticket_id = ticket.ticket_id
    left join {{ ref('ticket_return') }} as returned on returned.ticket_id = ticket.ticket_id
    where ticket.resolution_state in ('met', 'breached')
        and ticket.is_accountable
        and ticket.customer_department_id is distinct from ticket.department_id
    group by
        ticket.period_id, ticket.department_id, ticket.employee_id, ticket.customer_department_id, episode.episode_id
)
select
    'own_resolution_on_time' as indicator_id,
    period_id,
    department_id,
    employee_id,
    cast(sum(durable_count) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from episode
group by period_id, department_id, employee_id
