-- One row per ticket that ever changed priority, provider or service, and moment of such a change: what stood from then on.
{% set values = ['priority', 'provider_department_id', 'service_id'] %}
{% set in_order = "partition by ticket_id order by at_s, event_id rows between unbounded preceding and " %}
with change as (
    -- Later than as-of an event only tells, by its old value, what stood before the first one.
    select ticket_id, occurred_s as at_s, event_id, field, old_value, new_value
    from {{ ref('stg_ticket_event') }}
    where field in ('{{ values | join("', '") }}')
),
moment as (
    select ticket_id, created_s as at_s, -9223372036854775807 as event_id, 'created' as field, null as old_value, null as new_value
    from {{ ref('fct_ticket') }}
    where ticket_id in (select ticket_id from change)
    union all
    select ticket_id, at_s, event_id, field, old_value, new_value from change
),
stood as (
    select
        ticket_id, at_s, event_id, field, old_value,
        {% for value in values -%}
        {% set of_field = "case when field = '" ~ value ~ "' then " -%}
        {% set old, new = ('old_value', 'new_value') if value == 'provider_department_id' else ("coalesce(old_value, '')", "coalesce(new_value, '')") -%}
        {{ last_known(of_field ~ new ~ ' end', in_order ~ 'current row') }} as {{ value }},
        {{ last_known(of_field ~ new ~ ' end', in_order ~ '1 preceding') }} as {{ value }}_before,
        {{ first_known(of_field ~ old ~ ' end', in_order ~ 'unbounded following') }} as {{ value }}_at_first,
        {% endfor -%}
        row_number() over (partition by ticket_id order by at_s, event_id) - 1 as standing,
        lead(at_s) over (partition by ticket_id order by at_s, event_id) as next_s,
        lead(event_id) over (partition by ticket_id order by at_s, event_id) as next_event_id
    from moment
)
select
    stood.ticket_id, cast(stood.standing as int) as standing, stood.at_s, stood.event_id, stood.field,
    coalesce(stood.next_s, 9223372036854775807) as next_s, coalesce(stood.next_event_id, 0) as next_event_id,
    {% for value in values -%}
    nullif(coalesce(stood.{{ value }}, stood.{{ value }}_at_first, ticket.{{ value }}), '') as {{ value }},
    {% endfor -%}
    case stood.field
        {% for value in values -%}
        {% set before = "coalesce(stood." ~ value ~ "_before, stood." ~ value ~ "_at_first)" -%}
        when '{{ value }}' then {{ before }} is null or stood.old_value is distinct from nullif({{ before }}, '')
        {% endfor -%}
        else false
    end as is_broken
from stood
join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = stood.ticket_id
