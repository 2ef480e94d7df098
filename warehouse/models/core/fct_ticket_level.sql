-- One row per ticket and moment at which another service level may come into force: creation, and changes of what stands.
{{ config(materialized='view') }}
with stood as (
    select
        ticket.ticket_id, ticket.customer_department_id, ticket.created_s, ticket.status,
        ticket.created_s as at_s, -9223372036854775807 as event_id, 0 as standing, 'created' as field, false as is_broken,
        case when standing.ticket_id is null then ticket.service_id else standing.service_id end as service_id,
        case when standing.ticket_id is null then ticket.priority else standing.priority end as priority
    from {{ ref('fct_ticket') }} as ticket
    left join {{ ref('fct_ticket_standing') }} as standing
        on standing.ticket_id = ticket.ticket_id and standing.standing = 0
    union all
    select
        ticket.ticket_id, ticket.customer_department_id, ticket.created_s, null,
        standing.at_s, standing.event_id, standing.standing, standing.field, standing.is_broken,
        standing.service_id, standing.priority
    from {{ ref('fct_ticket_standing') }} as standing
    join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = standing.ticket_id
    where standing.standing > 0
)
select
    stood.ticket_id, stood.at_s, stood.event_id, stood.field, stood.status, stood.standing, stood.is_broken,
    coalesce(own.level_id, common.level_id, 0) as level_id
from stood
left join {{ ref('dim_service_level') }} as own
    on own.service_id = stood.service_id and own.priority = stood.priority
    and own.customer_department_id = stood.customer_department_id
    and own.valid_from_s <= stood.created_s and stood.created_s < own.valid_to_s
left join {{ ref('dim_service_level') }} as common
    on common.service_id = stood.service_id and common.priority = stood.priority
    and common.customer_department_id is null
    and common.valid_from_s <= stood.created_s and stood.created_s < common.valid_to_s
