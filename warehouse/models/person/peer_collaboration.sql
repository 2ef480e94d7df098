-- One row per period, department and employee: what peers say who shared a ticket with the employee, 0 to 100.
with touched as (
    select ticket_id, requester_id as employee_id from {{ ref('stg_ticket') }}
    union
    select ticket_id, assignee_id from {{ ref('stg_ticket') }}
    union
    select ticket_id, actor_id from {{ ref('stg_ticket_event') }}
    union
    select ticket_id, new_value from {{ ref('stg_ticket_event') }} where field = 'assignee_id'
),
shared as (
    select distinct peer.period_id, peer.employee_id, peer.evaluator_id
    from {{ ref('person_evaluation') }} as peer
    join touched as own on own.employee_id = peer.employee_id
    join touched as other on other.ticket_id = own.ticket_id and other.employee_id = peer.evaluator_id
    join {{ ref('ticket_sla') }} as ticket on ticket.ticket_id = own.ticket_id and ticket.period_id = peer.period_id
    where peer.source = 'peer' and peer.evaluator_id <> peer.employee_id
)
select
    'peer_collaboration' as indicator_id,
    peer.period_id,
    peer.department_id,
    peer.employee_id,
    cast(sum(peer.score) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    count(distinct peer.evaluator_id) as rater_count
from {{ ref('person_evaluation') }} as peer
join shared
    on shared.period_id = peer.period_id and shared.employee_id = peer.employee_id
    and shared.evaluator_id = peer.evaluator_id
where peer.source = 'peer'
group by peer.period_id, peer.department_id, peer.employee_id
