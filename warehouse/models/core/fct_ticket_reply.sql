-- One row per ticket with a public reply that answers it: the first one.
{{ config(materialized='view') }}
with reply as (
    select
        event.ticket_id, {{ pair('event.occurred_s', 'event.event_id') }} as place,
        ticket.customer_department_id, ticket.provider_department_id,
        coalesce(actor.department_id = ticket.customer_department_id, false) as is_of_customer
    from {{ ref('stg_ticket_event') }} as event
    join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = event.ticket_id
    left join {{ ref('bridge_employee_department') }} as actor
        on actor.employee_id = event.actor_id
        and actor.valid_from_s <= event.occurred_s and event.occurred_s < actor.valid_to_s
    where event.field = 'reply' and event.new_value = 'public' and event.actor_id is not null
        and coalesce(event.actor_id <> ticket.requester_id, true)
),
answer as (
    select ticket_id, place
    from reply
    where not is_of_customer
    union all
    select reply.ticket_id, reply.place
    from reply
    left join {{ ref('fct_ticket_standing') }} as standing
        on standing.ticket_id = reply.ticket_id
        and {{ pair('standing.at_s', 'standing.event_id') }} < reply.place
        and reply.place < {{ pair('standing.next_s', 'standing.next_event_id') }}
    where reply.is_of_customer
        and reply.customer_department_id = coalesce(standing.provider_department_id, reply.provider_department_id)
),
answered as (
    select ticket_id, min(place) as place from answer group by ticket_id
)
select ticket_id, place.major as occurred_s, place.minor as event_id
from answered
