{# Key of the calendar's day in which a moment (seconds since 1970) lies; see core.dim_calendar_day. #}
{% macro calendar_day_key(calendar_key, moment_s) -%}
  ({{ calendar_key }} * 65536 + {{ whole(moment_s, 86400) }})
{%- endmacro %}

{# Seconds worked in a calendar up to a moment; `day` is the alias of the joined dim_calendar_day. #}
{% macro worked_s(day, moment_s) -%}
  ({{ day }}.worked_before_s
  {%- for n in range(1, 7) %}
    + greatest(least({{ moment_s }} % 86400, {{ day }}.end_{{ n }}_s) - {{ day }}.start_{{ n }}_s, 0)
  {%- endfor %})
{%- endmacro %}

{# Key of the bucket of worked time in which a count of worked seconds lies; see core.dim_calendar_piece. #}
{% macro worked_bucket_key(calendar_key, worked_s) -%}
  ({{ calendar_key }} * 65536 + {{ whole(worked_s, 14400) }})
{%- endmacro %}
