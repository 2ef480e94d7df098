{# Names without the database's: a build file is renamed when it is published, and its views must still find their tables. #}

{% macro ref() -%}
  {% do return(builtins.ref(*varargs, **kwargs).include(database=false)) %}
{%- endmacro %}

{% macro source() -%}
  {% do return(builtins.source(*varargs, **kwargs).include(database=false)) %}
{%- endmacro %}
