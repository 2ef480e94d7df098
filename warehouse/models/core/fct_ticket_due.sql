-- One row per ticket: its clocks, and when the target of each was, or would be, reached.
{{ config(materialized='view') }}
{% set clocks = ['response', 'resolution'] %}
with counted_from as (
    select
        clock.*,
        {% for name in clocks -%}
        coalesce({{ name }}.is_breached, false) as is_{{ name }}_breached,
        case when {{ name }}.ticket_id is not null then {{ name }}.from_s
            when clock.{{ name }}_target_s is not null then clock.{{ name }}_stands_s end as {{ name }}_from_s,
        coalesce({{ name }}.calendar_key, clock.{{ name }}_calendar_key) as {{ name }}_key,
        case when {{ name }}.ticket_id is not null then {{ name }}.left_s
            else clock.{{ name }}_target_s - clock.{{ name }}_elapsed_s end as {{ name }}_left_s,
        {% endfor -%}
        resolution.provider_department_id as breaching_provider_id
    from {{ ref('fct_ticket_clock') }} as clock
    {% for name in clocks -%}
    left join {{ ref('fct_ticket_reached') }} as {{ name }}
        on {{ name }}.ticket_id = clock.ticket_id and {{ name }}.clock = '{{ name }}'
    {% endfor %}
),
counted as (
    select
        counted_from.*,
        {% for name in clocks -%}
        {{ worked_s(name ~ '_day', 'counted_from.' ~ name ~ '_from_s') }} + counted_from.{{ name }}_left_s as {{ name }}_at_due_s
        {{- ',' if not loop.last }}
        {% endfor %}
    from counted_from
    {% for name in clocks -%}
    left join {{ ref('dim_calendar_day') }} as {{ name }}_day
        on {{ name }}_day.day_key = {{ calendar_day_key('counted_from.' ~ name ~ '_key', 'counted_from.' ~ name ~ '_from_s') }}
    {% endfor %}
)
select
    counted.*,
    {% for name in clocks -%}
    case when counted.{{ name }}_left_s > 0
        then {{ name }}_piece.starts_s + counted.{{ name }}_at_due_s - {{ name }}_piece.worked_before_s
        else counted.{{ name }}_from_s
    end as {{ name }}_due_s,
    {% endfor -%}
    coalesce(response_piece.is_provisional, false) or coalesce(resolution_piece.is_provisional, false) as is_due_provisional
from counted
{% for name in clocks -%}
left join {{ ref('dim_calendar_piece') }} as {{ name }}_piece
    on {{ name }}_piece.bucket_key = {{ worked_bucket_key('counted.' ~ name ~ '_key', 'counted.' ~ name ~ '_at_due_s') }}
    and {{ name }}_piece.worked_before_s < counted.{{ name }}_at_due_s
    and counted.{{ name }}_at_due_s <= {{ name }}_piece.worked_after_s
{% endfor %}
