{# The rows of `judged` (measure_id, period_id, department_id and what is added up) as measures with a numerator and a denominator. #}
{% macro judged_as(numerator, denominator) -%}
select
    measure_id, period_id, department_id,
    cast({{ numerator }} as decimal(18, 4)) as numerator, cast({{ denominator }} as decimal(18, 4)) as denominator,
    cast(null as decimal(18, 6)) as value, cast(null as decimal(18, 6)) as p90, cast(null as bigint) as rater_count
from judged
where period_id is not null and department_id is not null
group by measure_id, period_id, department_id
{%- endmacro %}
