{# Key of the calendar's day in which a moment (seconds since 1970) lies; see core.dim_calendar_day. #}
{% macro calendar_day_key(calendar_key, moment_s) -%}
  ({{ calendar_key }} * 65536 + {{ whole(moment_s, 86400) }})
{%- endmacro %}

{# Seconds worked in a calendar up to a moment; `day` is the alias of the joined dim_calendar_day. Most days have two pieces at most. #}
{% macro worked_s(day, moment_s) -%}
  ({{ day }}.worked_before_s
  {%- for n in range(1, 7) %}
    + {{ 'case when ' ~ day ~ '.end_' ~ n ~ '_s > 0 then ' if n > 2 -}}
    greatest(least({{ moment_s }} % 86400, {{ day }}.end_{{ n }}_s) - {{ day }}.start_{{ n }}_s, 0)
  {%- endfor %}{{ ' else 0 end' * 4 }})
{%- endmacro %}

{# Key of the bucket of worked time in which a count of worked seconds lies; see core.dim_calendar_piece. #}
{% macro worked_bucket_key(calendar_key, worked_s) -%}
  ({{ calendar_key }} * 65536 + {{ whole(worked_s, 14400) }})
{%- endmacro %}

{# The counting stretches of the tickets of `tickets` (ticket_id, answer_seq), with targets and both clocks' running totals. #}
{% macro running_totals(tickets) -%}
  {%- set so_far = "partition by stretch.ticket_id order by stretch.seq rows between unbounded preceding and current row" -%}
  {%- set held_s = "case when stretch.status = 'open' then stretch.worked_s else 0 end" -%}
  select
      stretch.ticket_id, stretch.seq, stretch.starts_s, stretch.ends_s, stretch.standing,
      level.calendar_key, level.response_target_s, level.resolution_target_s,
      stretch.worked_s, {{ held_s }} as held_s, asked.answer_seq,
      cast(sum({{ held_s }}) over ({{ so_far }}) as bigint) as resolution_elapsed_s,
      cast(sum(stretch.worked_s) over ({{ so_far }}) as bigint) as active_elapsed_s
  from {{ ref('fct_ticket_interval') }} as stretch
  join {{ tickets }} as asked on asked.ticket_id = stretch.ticket_id
  left join {{ ref('dim_service_level') }} as level on level.level_id = stretch.level_id
  where not stretch.is_stopped
{%- endmacro %}

{# Days since 0001-01-01 of a moment (seconds since 1970); see core.dim_period_day. #}
{% macro day_number(moment_s) -%}
  {{ whole('(' ~ moment_s ~ ' + 62135596800)', 86400) }}
{%- endmacro %}

{# The half-year of a moment; `day` is the alias of the joined dim_period_day. #}
{% macro period_of(day, moment_s) -%}
  case when {{ moment_s }} < {{ day }}.turn_s then {{ day }}.period_before else {{ day }}.period_after end
{%- endmacro %}

{# The five statuses. #}
{% macro statuses() -%}
  {% do return(['open', 'pending', 'resolved', 'closed', 'cancelled']) %}
{%- endmacro %}

{# What can begin a stretch. #}
{% macro changes() -%}
  {% do return(['created', 'status', 'resolved', 'closed', 'reopened', 'answered', 'priority', 'provider_department_id', 'service_id']) %}
{%- endmacro %}

{# A text that is one of `words`, held small. #}
{% macro word(words, text) -%}
  cast({{ text }} as {{ word_type(words) }})
{%- endmacro %}

{# A value of a ticket at one of its standings; of a ticket that never changed, as the ticket has it. #}
{% macro stood(standing, ticket, value) -%}
  case when {{ standing }}.ticket_id is null then {{ ticket }}.{{ value }} else {{ standing }}.{{ value }} end
{%- endmacro %}
