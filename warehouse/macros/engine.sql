{# The few words in which DuckDB and Spark differ. Nothing else belongs here. #}

{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ custom_schema_name or target.schema }}
{%- endmacro %}

{# Whole seconds since 1970 of an instant. #}
{% macro epoch_s(instant) -%}
  {%- if target.type == 'spark' -%} unix_seconds({{ instant }})
  {%- else -%} (epoch_us({{ instant }}) // 1000000)
  {%- endif -%}
{%- endmacro %}

{# The instant of whole seconds since 1970. #}
{% macro instant_at(seconds) -%}
  {%- if target.type == 'spark' -%} timestamp_seconds({{ seconds }})
  {%- else -%} make_timestamptz({{ seconds }} * 1000000)
  {%- endif -%}
{%- endmacro %}

{# The date that an instant has on the clocks of a zone. #}
{% macro local_date(instant, zone) -%}
  {%- if target.type == 'spark' -%} to_date(from_utc_timestamp({{ instant }}, {{ zone }}))
  {%- else -%} cast(timezone({{ zone }}, {{ instant }}) as date)
  {%- endif -%}
{%- endmacro %}

{# Seconds since 1970 at which a date begins in a zone; of a midnight that comes twice the first (ICU takes the second). #}
{% macro day_start_s(date, zone) -%}
  {%- if target.type == 'spark' -%} unix_seconds(to_utc_timestamp(cast({{ date }} as timestamp), {{ zone }}))
  {%- else -%}
    {%- set start = "timezone(" ~ zone ~ ", cast(" ~ date ~ " as timestamp))" -%}
    {%- set same_offset = "timezone(" ~ zone ~ ", cast(" ~ date ~ " as timestamp) - interval 1 day) + interval 24 hours" -%}
    {{ epoch_s("case when timezone(" ~ zone ~ ", " ~ same_offset ~ ") = cast(" ~ date ~ " as timestamp) then " ~ same_offset ~ " else " ~ start ~ " end") }}
  {%- endif -%}
{%- endmacro %}

{# The last value that is not null, in a window. #}
{% macro last_known(value, over) -%}
  {%- if target.type == 'spark' -%} last_value({{ value }}, true) over ({{ over }})
  {%- else -%} last_value({{ value }} ignore nulls) over ({{ over }})
  {%- endif -%}
{%- endmacro %}

{# The first value that is not null, in a window. #}
{% macro first_known(value, over) -%}
  {%- if target.type == 'spark' -%} first_value({{ value }}, true) over ({{ over }})
  {%- else -%} first_value({{ value }} ignore nulls) over ({{ over }})
  {%- endif -%}
{%- endmacro %}

{# Whole division of non-negative integers. #}
{% macro whole(dividend, divisor) -%}
  {%- if target.type == 'spark' -%} ({{ dividend }} div {{ divisor }})
  {%- else -%} ({{ dividend }} // {{ divisor }})
  {%- endif -%}
{%- endmacro %}

{# Two values to order by, one after the other, as one with the fields `major` and `minor`. #}
{% macro pair(major, minor) -%}
  {%- if target.type == 'spark' -%} named_struct('major', {{ major }}, 'minor', {{ minor }})
  {%- else -%} struct_pack(major := {{ major }}, minor := {{ minor }})
  {%- endif -%}
{%- endmacro %}

{# The type of a text that is one of a few words: a byte where the engine can. #}
{% macro word_type(words) -%}
  {%- if target.type == 'spark' -%} string
  {%- else -%} enum('{{ words | join("', '") }}')
  {%- endif -%}
{%- endmacro %}
