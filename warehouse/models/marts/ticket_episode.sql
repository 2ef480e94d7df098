-- One row per ticket that is not cancelled: its episode, named after the first of tickets that followed within an hour.
{% set in_order = "partition by requester_id, service_id, is_complaint order by created_s, ticket_id" %}
with asked as (
    select
        sla.ticket_id, sla.service_id, sla.kind = 'complaint' as is_complaint, ticket.requester_id, ticket.created_s
    from {{ ref('ticket_sla') }} as sla
    join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = sla.ticket_id
    where sla.status <> 'cancelled'
),
followed as (
    select
        *,
        coalesce(
            created_s - lag(created_s) over ({{ in_order }}) <= 3600
            and requester_id is not null and service_id is not null,
            false
        ) as is_following
    from asked
)
select
    ticket_id,
    {{ last_known(
        "case when not is_following then ticket_id end", in_order ~ " rows between unbounded preceding and current row"
    ) }} as episode_id
from followed
