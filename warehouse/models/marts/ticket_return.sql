-- One row per ticket that came back within seven days of its resolution: reopened, or asked for again.
{% set week_s = 7 * 24 * 3600 %}
with change as (
    select
        stretch.ticket_id, stretch.change, stretch.starts_s,
        {{ last_known(
            "case when stretch.change = 'resolved' then stretch.starts_s end",
            "partition by stretch.ticket_id order by stretch.seq rows between unbounded preceding and 1 preceding"
        ) }} as resolved_s
    from {{ ref('fct_ticket_stretch') }} as stretch
    join {{ ref('fct_ticket_clock') }} as clock on clock.ticket_id = stretch.ticket_id and clock.reopen_count > 0
),
asked as (
    select
        ticket.requester_id, {{ stood('standing', 'ticket', 'service_id') }} as service_id, ticket.ticket_id, ticket.created_s,
        clock.status, clock.resolved_s, clock.closed_s
    from {{ ref('fct_ticket') }} as ticket
    join {{ ref('fct_ticket_clock') }} as clock on clock.ticket_id = ticket.ticket_id
    left join {{ ref('fct_ticket_standing') }} as standing
        on standing.ticket_id = clock.ticket_id and standing.standing = clock.standing
    where ticket.requester_id is not null
),
moment as (
    select requester_id, service_id, ticket_id, 1 as is_request, created_s as at_s, cast(null as bigint) as until_s
    from asked
    where status <> 'cancelled' and service_id is not null
    union all
    select requester_id, service_id, ticket_id, 0, resolved_s, coalesce(closed_s, resolved_s) + {{ week_s }}
    from asked
    where resolved_s is not null and service_id is not null
),
followed as (
    select
        ticket_id, until_s, is_request,
        min(case when is_request = 1 then at_s end) over (
            partition by requester_id, service_id order by at_s, is_request, ticket_id
            rows between 1 following and unbounded following
        ) as next_request_s
    from moment
)
select ticket_id, max(is_reopened) = 1 as is_reopened, max(is_asked_again) = 1 as is_asked_again
from (
    select ticket_id, 1 as is_reopened, 0 as is_asked_again from change
    where change = 'reopened' and starts_s - resolved_s <= {{ week_s }}
    union all
    select ticket_id, 0, 1 from followed where is_request = 0 and next_request_s <= until_s
) as returned
group by ticket_id
