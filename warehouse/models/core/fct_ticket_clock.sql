-- One row per ticket: both clocks as of now, before the verdict.
{% set held = "filter (where not stretch.is_stopped)" %}
{% set holding = "filter (where not stretch.is_stopped and stretch.ends_s > stretch.starts_s)" %}
{% set unanswered = "filter (where not stretch.is_stopped and coalesce(stretch.seq < answer.seq, true))" %}
{# The last stretch and its level in one number, which is several times faster than max_by. #}
{% set seq_and_level = 'stretch.seq * 1000000 + coalesce(stretch.level_id, 0)' %}
with answer as (
    select ticket_id, min(seq) as seq, min(starts_s) as starts_s
    from {{ ref('fct_ticket_interval') }}
    where change in ('answered', 'resolved', 'closed')
    group by ticket_id
),
clock as (
    select
        stretch.ticket_id,
        max(case when stretch.is_last then stretch.status end) as status,
        max(stretch.standing) as standing,
        max(stretch.standing) {{ held }} as last_held_standing,
        min(stretch.standing) {{ holding }} as least_holding_standing,
        max(stretch.standing) {{ holding }} as most_holding_standing,
        min(case when stretch.change = 'resolved' then stretch.starts_s end) as first_resolved_s,
        max(case when stretch.change = 'resolved' then stretch.starts_s end) as last_resolved_s,
        max(case when stretch.change in ('resolved', 'closed') and stretch.status = 'closed' then stretch.starts_s end)
            as last_closed_s,
        cast(sum(case when stretch.change = 'reopened' then 1 else 0 end) as bigint) as reopen_count,
        min(answer.starts_s) as first_response_s,
        cast(sum(case when stretch.seq >= answer.seq then 0 else stretch.worked_s end) as bigint) as response_elapsed_s,
        max({{ seq_and_level }}) {{ unanswered }} as response_last,
        min(level.response_target_s) {{ unanswered }} as least_response_target_s,
        max(stretch.ends_s) {{ unanswered }} as response_stands_s,
        min(answer.seq) as answer_seq,
        cast(sum(case when stretch.status = 'open' then stretch.worked_s else 0 end) as bigint) as resolution_elapsed_s,
        max({{ seq_and_level }}) {{ held }} as resolution_last,
        min(level.resolution_target_s) {{ held }} as least_resolution_target_s,
        max(stretch.ends_s) {{ held }} as resolution_stands_s,
        bool_or(stretch.is_provisional) as is_provisional,
        coalesce(bool_or(stretch.is_broken), false) as is_history_broken
    from {{ ref('fct_ticket_interval') }} as stretch
    left join answer on answer.ticket_id = stretch.ticket_id
    left join {{ ref('dim_service_level') }} as level on level.level_id = stretch.level_id
    group by stretch.ticket_id
)
select
    clock.ticket_id, clock.status, clock.standing, clock.last_held_standing,
    clock.least_holding_standing, clock.most_holding_standing,
    clock.first_response_s, clock.first_resolved_s,
    case when clock.status in ('resolved', 'closed') then clock.last_resolved_s end as resolved_s,
    case when clock.status = 'closed' then clock.last_closed_s end as closed_s,
    clock.reopen_count,
    {% for name in ['response', 'resolution'] -%}
    clock.{{ name }}_elapsed_s,
    {{ name }}.{{ name }}_target_s,
    {{ name }}.calendar_key as {{ name }}_calendar_key,
    clock.least_{{ name }}_target_s,
    clock.{{ name }}_stands_s, {{ whole('clock.' ~ name ~ '_last', 1000000) }} as {{ name }}_seq,
    {% endfor -%}
    clock.answer_seq,
    clock.is_provisional, clock.is_history_broken
from clock
{% for name in ['response', 'resolution'] -%}
left join {{ ref('dim_service_level') }} as {{ name }} on {{ name }}.level_id = clock.{{ name }}_last % 1000000
{% endfor %}
