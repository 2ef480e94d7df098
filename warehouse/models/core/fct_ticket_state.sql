-- One row per ticket and moment of change up to as-of, the creation first: what stood from then until the next one.
{% set first_to_here = "partition by ticket_id order by at_s, event_id rows between unbounded preceding and current row" %}
{% set whole = "partition by ticket_id order by at_s, event_id rows between unbounded preceding and unbounded following" %}
with moment as (
    select
        ticket_id, created_s as at_s, -9223372036854775807 as event_id, 'created' as field,
        cast(null as {{ dbt.type_string() }}) as old_value, cast(null as {{ dbt.type_string() }}) as new_value,
        cast(null as {{ dbt.type_string() }}) as actor_id, false as is_from_ticket,
        status, priority, provider_department_id, service_id, customer_department_id, requester_id, created_s
    from {{ ref('fct_ticket') }}
    union all
    select
        event.ticket_id, event.occurred_s, event.event_id, event.field, event.old_value, event.new_value,
        event.actor_id, event.is_from_ticket, null, null, null, null, null, null, null
    from {{ ref('fct_ticket_event') }} as event
),
stood as (
    select
        ticket_id, at_s, event_id, field, old_value, new_value, actor_id, is_from_ticket,
        {% for value in ['status', 'priority', 'provider_department_id', 'service_id'] -%}
        coalesce(
            {{ last_known("case when field = '" ~ value ~ "' then new_value end", first_to_here) }},
            {{ first_known("case when field = '" ~ value ~ "' then old_value end", whole) }},
            first_value({{ value }}) over ({{ first_to_here }})
        ) as {{ value }},
        {% endfor -%}
        first_value(customer_department_id) over ({{ first_to_here }}) as customer_department_id,
        first_value(requester_id) over ({{ first_to_here }}) as requester_id,
        first_value(created_s) over ({{ first_to_here }}) as created_s,
        row_number() over (partition by ticket_id order by at_s, event_id) as seq,
        lead(at_s) over (partition by ticket_id order by at_s, event_id) as next_s
    from moment
),
now_s as (
    select {{ epoch_s('as_of') }} as as_of_s from {{ source('settings', 'company') }}
)
select
    stood.ticket_id, stood.seq, stood.at_s as starts_s,
    least(coalesce(stood.next_s, now_s.as_of_s), now_s.as_of_s) as ends_s,
    coalesce(stood.next_s > now_s.as_of_s, true) as is_last,
    stood.field, stood.old_value, stood.new_value, stood.actor_id, stood.is_from_ticket,
    stood.status, stood.priority, stood.provider_department_id, stood.service_id,
    stood.customer_department_id, stood.requester_id, stood.created_s
from stood
cross join now_s
where stood.at_s <= now_s.as_of_s and stood.created_s is not null
