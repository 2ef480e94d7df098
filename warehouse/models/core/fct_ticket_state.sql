-- One row per ticket and moment of change up to as-of, the creation first: what stood from then until the next one.
{{ config(materialized='view') }}
{% set values = ['status', 'priority', 'provider_department_id', 'service_id'] %}
{% set may_be_none = ['priority', 'service_id'] %}
{% set in_order = "partition by ticket_id order by at_s, event_id" %}
with before_first_event as (
    select
        ticket_id,
        {% for value in values -%}
        min_by({{ "coalesce(old_value, '')" if value in may_be_none else 'old_value' }}, {{ pair('occurred_s', 'event_id') }})
            filter (where field = '{{ value }}'{{ '' if value in may_be_none else ' and old_value is not null' }}) as {{ value }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('fct_ticket_event') }}
    group by ticket_id
),
moment as (
    select
        ticket.ticket_id, ticket.created_s as at_s, -9223372036854775807 as event_id, 'created' as field,
        cast(null as {{ dbt.type_string() }}) as old_value, cast(null as {{ dbt.type_string() }}) as new_value,
        cast(null as {{ dbt.type_string() }}) as actor_id, false as is_from_ticket,
        {% for value in values -%}
        coalesce(before_first_event.{{ value }}, ticket.{{ value }}) as {{ value }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('fct_ticket') }} as ticket
    left join before_first_event on before_first_event.ticket_id = ticket.ticket_id
    union all
    select
        ticket_id, occurred_s, event_id, field, old_value, new_value, actor_id, is_from_ticket,
        {% for value in values -%}
        case when field = '{{ value }}' then {{ "coalesce(new_value, '')" if value in may_be_none else 'new_value' }} end{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('fct_ticket_event') }}
    where occurred_s <= (select {{ epoch_s('as_of') }} from {{ source('settings', 'company') }})
),
stood as (
    select
        ticket_id, at_s, field, old_value, new_value, actor_id, is_from_ticket,
        {% for value in values -%}
        nullif({{ last_known(value, in_order ~ " rows between unbounded preceding and current row") }}, '') as {{ value }},
        nullif({{ last_known(value, in_order ~ " rows between unbounded preceding and 1 preceding") }}, '')
            as {{ value }}_before,
        {% endfor -%}
        row_number() over ({{ in_order }}) as seq,
        lead(at_s) over ({{ in_order }}) as next_s
    from moment
)
select
    stood.ticket_id, stood.seq, stood.at_s as starts_s,
    coalesce(stood.next_s, {{ epoch_s('company.as_of') }}) as ends_s,
    stood.next_s is null as is_last,
    stood.field,
    stood.{{ values | join(', stood.') }},
    ticket.customer_department_id, ticket.created_s,
    stood.status in ('resolved', 'closed', 'cancelled') as is_stopped,
    stood.field = 'status' and stood.status in ('resolved', 'closed')
        and stood.status_before not in ('resolved', 'closed') as is_resolving,
    stood.status_before in ('resolved', 'closed') and stood.status in ('open', 'pending') as is_reopening,
    case when not stood.is_from_ticket then
        case stood.field
            {% for value in values -%}
            when '{{ value }}' then stood.old_value is distinct from stood.{{ value }}_before
            {% endfor %}
        end
    end as is_broken,
    case
        when stood.field = 'status'
            then stood.new_value in ('resolved', 'closed') and stood.new_value is distinct from stood.status_before
        when stood.field = 'reply' and stood.new_value = 'public' then stood.is_from_ticket or (
            stood.actor_id is not null
            and stood.actor_id is distinct from ticket.requester_id
            and (
                actor.department_id is null
                or actor.department_id is distinct from ticket.customer_department_id
                or ticket.customer_department_id is not distinct from stood.provider_department_id
            )
        )
        else false
    end as is_answer
from stood
cross join {{ source('settings', 'company') }} as company
join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = stood.ticket_id
left join {{ ref('bridge_employee_department') }} as actor
    on actor.employee_id = case when stood.field = 'reply' then stood.actor_id end
    and actor.valid_from_s <= stood.at_s and stood.at_s < actor.valid_to_s
