-- One row per ticket and stretch: what stood, its level, and its working seconds.
{{ config(materialized='view') }}
select
    stretch.ticket_id, stretch.seq, stretch.starts_s, stretch.ends_s, stretch.is_last,
    cast(stretch.change as {{ dbt.type_string() }}) as change,
    cast(stretch.status as {{ dbt.type_string() }}) as status,
    {% for value in ['priority', 'provider_department_id', 'service_id'] -%}
    {{ stood('standing', 'ticket', value) }} as {{ value }},
    {% endfor -%}
    cast(stretch.level_id as bigint) as level_id, stretch.is_stopped, stretch.is_broken, stretch.worked_s, stretch.is_provisional
from {{ ref('fct_ticket_interval') }} as stretch
join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = stretch.ticket_id
left join {{ ref('fct_ticket_standing') }} as standing
    on standing.ticket_id = stretch.ticket_id and standing.standing = stretch.standing
